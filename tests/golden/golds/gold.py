"""What a gold is, and the periods and groups that many of them share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.golden.shop import Span

ALWAYS = None
EARLY_2021 = Span(date(2021, 1, 1), date(2021, 3, 31))
YEAR_2021 = Span(date(2021, 1, 1), date(2021, 12, 31))
ODD_DAYS = Span(date(2021, 11, 17), date(2022, 2, 3))
SPANS = (ALWAYS, YEAR_2021, ODD_DAYS)

MONTH = {"metric_time__month": "date_trunc('month', day)"}
TIME = {**MONTH, "metric_time__day": "day", "metric_time__year": "date_trunc('year', day)"}
BY_CUSTOMER = {"customer__state": "state", "customer__city": "city", "customer__segment": "segment"}


@dataclass(frozen=True)
class Gold:
    """What a metric is: an expression over one of the hand-written views of the raw tables.

    It is checked over all of `spans` and, within each, in total and by every entry of `by` whose time the span holds
    whole. An entry gives MetricFlow's names of the groups and the expressions that mean them. Amounts that are exact
    must be equal; `tolerance` is for the rest.
    """

    metric: str
    expression: str
    source: str
    by: Mapping[str, str] = field(default_factory=dict)
    where: str = "true"
    tolerance: float = 0.0
    spans: tuple[Span | None, ...] = SPANS
    in_total: bool = True

    def sql(self, groups: str = "") -> str:
        """Return the statement for one breakdown."""
        chosen = f"{groups}, " if groups else ""
        tail = " group by all" if groups else ""
        return f"select {chosen}{self.expression} from {self.source} where ({self.where}) and during(day){tail}"
