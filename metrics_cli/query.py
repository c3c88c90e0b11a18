"""The typed metric query: the only thing an interpreter may produce, and the only thing that becomes SQL."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum

from metrics_cli.period import Period

Scalar = str | int | float | bool

METRIC_TIME = "metric_time"


class Operator(StrEnum):
    """How a filter compares; `in_` and `not_in` take any number of values, the null tests none, the others one."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"
    IS_NULL = "is_null"
    NOT_NULL = "not_null"


@dataclass(frozen=True)
class GroupBy:
    """A dimension, an entity or a time dimension; `grain` (day, week, month …) is for time dimensions only."""

    name: str
    grain: str | None = None

    @property
    def column(self) -> str:
        """The column of the result that holds it, as MetricFlow names it."""
        return f"{self.name}__{self.grain}" if self.grain else self.name


@dataclass(frozen=True)
class Filter:
    """A condition on one dimension or entity, before aggregation."""

    dimension: str
    operator: Operator
    values: tuple[Scalar, ...] = ()


@dataclass(frozen=True)
class OrderBy:
    """A result column to sort by; nulls come last."""

    name: str
    descending: bool = False


@dataclass(frozen=True)
class MetricQuery:
    """What is asked: metrics, by what, under which filters, over which period, in which order, how many rows."""

    metrics: tuple[str, ...]
    group_by: tuple[GroupBy, ...] = ()
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    order_by: tuple[OrderBy, ...] = ()
    limit: int | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the query as the JSON envelope has it."""
        return {
            "metrics": list(self.metrics),
            "group_by": [{"name": g.name, "grain": g.grain} for g in self.group_by],
            "filters": [
                {"dimension": f.dimension, "operator": f.operator.value, "values": list(f.values)} for f in self.filters
            ],
            "period": self.period.to_dict() if self.period else None,
            "compare": None,
            "order_by": [{"name": o.name, "descending": o.descending} for o in self.order_by],
            "limit": self.limit,
        }


def mf_command(query: MetricQuery, where: tuple[str, ...], period: Period | None) -> str:
    """Return the `mf query` command line that asks the same.

    `where` holds the filters as MetricFlow writes them, `period` the range it is given (None when a filter says it).
    """
    words = ["mf", "query", "--metrics", ",".join(query.metrics)]
    if query.group_by:
        words += ["--group-by", ",".join(g.column for g in query.group_by)]
    for clause in where:
        words += ["--where", clause]
    if period and period.start:
        words += ["--start-time", period.start.isoformat()]
    if period and period.end:
        words += ["--end-time", period.end.isoformat()]
    if query.order_by:
        words += ["--order", ",".join(("-" if o.descending else "") + o.name for o in query.order_by)]
    if query.limit is not None:
        words += ["--limit", str(query.limit)]
    return shlex.join(words)
