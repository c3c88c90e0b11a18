"""The typed metric query: the only thing an interpreter may produce, and the only thing that becomes SQL."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from metrics_cli.errors import QueryInvalid
from metrics_cli.period import Period

Scalar = str | int | float | bool

METRIC_TIME = "metric_time"
DATE_PARTS = ("year", "quarter", "month", "day", "dow", "doy")
STATISTICS = ("mean", "median", "min", "max")


class Operator(StrEnum):
    """How a filter compares; `in` and `not_in` take any number of values, `between` two, the nulls none, others one.

    `like` takes a SQL pattern (% and _), `contains` a text that is looked for as it is, whatever its case.
    """

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NOT_IN = "not_in"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"
    BETWEEN = "between"
    LIKE = "like"
    NOT_LIKE = "not_like"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    IS_NULL = "is_null"
    NOT_NULL = "not_null"


@dataclass(frozen=True)
class GroupBy:
    """A dimension, an entity or a time dimension.

    `grain` (day, week, month …, or one of the project's own) is for time dimensions only, and so is `date_part`
    (one of DATE_PARTS), which takes the place of a grain: every March together.
    """

    name: str
    grain: str | None = None
    date_part: str | None = None

    @property
    def column(self) -> str:
        """The column of the result that holds it, as MetricFlow names it."""
        if self.date_part:
            return f"{self.name}__extract_{self.date_part}"
        return f"{self.name}__{self.grain}" if self.grain else self.name


@dataclass(frozen=True)
class Filter:
    """A condition on one dimension or entity, before aggregation; a time dimension's is on its day unless said."""

    dimension: str
    operator: Operator
    values: tuple[Scalar, ...] = ()
    grain: str | None = None
    date_part: str | None = None


@dataclass(frozen=True)
class MetricFilter:
    """A condition on a metric of each entity, before aggregation: customers with more than 3 orders.

    It is told over `period`, or over the query's when that is None; a period without ends is all dates.
    """

    metric: str
    per: tuple[str, ...]
    operator: Operator
    values: tuple[Scalar, ...] = ()
    period: Period | None = None


@dataclass(frozen=True)
class Having:
    """A condition on a column of the result, after aggregation."""

    column: str
    operator: Operator
    values: tuple[Scalar, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A second period to set beside the query's: `kind` is previous_period, previous_year or period.

    `period` is what it resolves to; for the kind `period` it is what was asked.
    """

    kind: str
    period: Period | None = None


@dataclass(frozen=True)
class TopWithin:
    """The `count` largest (or smallest) groups by the column `by`, within each group of the columns `within`."""

    count: int
    by: str
    within: tuple[str, ...]
    descending: bool = True


@dataclass(frozen=True)
class Share:
    """Each group's part of the whole: of all rows, or of the rows that share the columns `within`."""

    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mean:
    """Rows taken together: a `statistic` (one of STATISTICS) of each metric over the groups with the columns `over`.

    Those groups are then no columns of the result; the others are split by as ever. `parts` counts units of time that
    only partly lie in the period or in the data as well: the running month as a month.
    """

    over: tuple[str, ...]
    statistic: str = "mean"
    parts: bool = False


@dataclass(frozen=True)
class OrderBy:
    """A result column to sort by; nulls come last."""

    name: str
    descending: bool = False


@dataclass(frozen=True)
class MetricQuery:
    """What is asked.

    Metrics, by what, averaged over which of it, under which filters, over which period, compared with which, which of
    the resulting groups, in which order, how many rows. `saved_query` names the project's saved query that it came
    from; that one's own filters, which its owners wrote, then apply as well.
    """

    metrics: tuple[str, ...]
    group_by: tuple[GroupBy, ...] = ()
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    order_by: tuple[OrderBy, ...] = ()
    limit: int | None = None
    metric_filters: tuple[MetricFilter, ...] = ()
    having: tuple[Having, ...] = ()
    compare: Comparison | None = None
    top: TopWithin | None = None
    share: Share | None = None
    saved_query: str | None = None
    mean: Mean | None = None

    @property
    def is_analysed(self) -> bool:
        """Tell whether something is worked out from the engine's rows before they are shown."""
        return bool(self.having or self.compare or self.top or self.share or self.mean)

    @property
    def shown_groups(self) -> tuple[GroupBy, ...]:
        """The groups that are columns of the result: all but those that are averaged over."""
        over = self.mean.over if self.mean else ()
        return tuple(g for g in self.group_by if g.column not in over)

    @property
    def averaged_groups(self) -> tuple[GroupBy, ...]:
        """The groups that are averaged over."""
        return tuple(g for g in self.group_by if g not in self.shown_groups)

    def to_dict(self) -> dict[str, object]:
        """Return the query as the JSON envelope has it; `from_dict` reads it back."""
        return {
            "metrics": list(self.metrics),
            "group_by": [{"name": g.name, "grain": g.grain, "date_part": g.date_part} for g in self.group_by],
            "filters": [
                {"dimension": f.dimension, **_condition(f), "grain": f.grain, "date_part": f.date_part}
                for f in self.filters
            ],
            "metric_filters": [
                {
                    "metric": f.metric,
                    "per": list(f.per),
                    **_condition(f),
                    "period": f.period.to_dict() if f.period else None,
                }
                for f in self.metric_filters
            ],
            "period": self.period.to_dict() if self.period else None,
            "compare": {
                "kind": self.compare.kind,
                "period": self.compare.period.to_dict() if self.compare.period else None,
            }
            if self.compare
            else None,
            "having": [{"column": h.column, **_condition(h)} for h in self.having],
            "top": {
                "count": self.top.count,
                "by": self.top.by,
                "within": list(self.top.within),
                "descending": self.top.descending,
            }
            if self.top
            else None,
            "share": {"within": list(self.share.within)} if self.share else None,
            "mean": {"over": list(self.mean.over), "statistic": self.mean.statistic, "parts": self.mean.parts}
            if self.mean
            else None,
            "order_by": [{"name": o.name, "descending": o.descending} for o in self.order_by],
            "limit": self.limit,
            "saved_query": self.saved_query,
        }


def from_dict(body: Mapping[str, Any]) -> MetricQuery:
    """Return the query that `to_dict` wrote; absent keys are empty. Raises QueryInvalid for anything else."""
    try:
        compare, top, share = body.get("compare"), body.get("top"), body.get("share")
        mean = body.get("mean")
        return MetricQuery(
            metrics=tuple(str(name) for name in body["metrics"]),
            group_by=tuple(GroupBy(**g) for g in body.get("group_by") or ()),
            filters=tuple(Filter(**_read(f)) for f in body.get("filters") or ()),
            period=_period(body.get("period")),
            order_by=tuple(OrderBy(**o) for o in body.get("order_by") or ()),
            limit=body.get("limit"),
            metric_filters=tuple(
                MetricFilter(**{**_read(f), "period": _period(f.get("period"))})
                for f in body.get("metric_filters") or ()
            ),
            having=tuple(Having(**_read(h)) for h in body.get("having") or ()),
            compare=Comparison(compare["kind"], _period(compare.get("period"))) if compare else None,
            top=TopWithin(**{**top, "within": tuple(top["within"])}) if top else None,
            share=Share(tuple(share["within"])) if share else None,
            saved_query=body.get("saved_query"),
            mean=Mean(tuple(mean["over"]), mean.get("statistic", "mean"), bool(mean.get("parts"))) if mean else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise QueryInvalid(f"this is no query: {type(error).__name__}: {error}", "write it as `to_dict` does") from None


def mf_command(query: MetricQuery, where: Iterable[str], period: Period | None) -> str:
    """Return the `mf query` command line that asks the same; what is worked out afterwards it can't say.

    `where` holds the filters as MetricFlow writes them, `period` the range it is given (None when a filter says it).
    """
    words = ["mf", "query"]
    words += ["--saved-query", query.saved_query] if query.saved_query else ["--metrics", ",".join(query.metrics)]
    if query.group_by and not query.saved_query:
        words += ["--group-by", ",".join(mf_name(g) for g in query.group_by)]
    for clause in where:
        words += ["--where", clause]
    if period and period.start:
        words += ["--start-time", period.start.isoformat()]
    if period and period.end:
        words += ["--end-time", period.end.isoformat()]
    if query.order_by:
        words += ["--order", ",".join(mf_orders(query))]
    if query.limit is not None:
        words += ["--limit", str(query.limit)]
    return shlex.join(words)


def mf_name(group: GroupBy) -> str:
    """Return the group-by as MetricFlow takes it, which is not by the column that it gives a date part."""
    if group.date_part:
        return f"Dimension('{group.name}').date_part('{group.date_part}')"
    return group.column


def mf_orders(query: MetricQuery) -> tuple[str, ...]:
    """Return the columns to order by as MetricFlow wants them, `-` before those with the largest first."""
    names = {g.column: mf_name(g) for g in query.group_by}
    return tuple(("-" if o.descending else "") + names.get(o.name, o.name) for o in query.order_by)


def _condition(item: Filter | MetricFilter | Having) -> dict[str, object]:
    return {"operator": item.operator.value, "values": list(item.values)}


def _read(body: Mapping[str, Any]) -> dict[str, Any]:
    tuples = {key: tuple(body[key]) for key in ("values", "per") if key in body}
    return {**body, **tuples, "operator": Operator(body["operator"])}


def _period(body: Mapping[str, Any] | None) -> Period | None:
    if body is None:
        return None
    start, end, anchor = (date.fromisoformat(body[k]) if body.get(k) else None for k in ("start", "end", "anchor"))
    return Period(body["expression"], start, end, anchor, body.get("complete"))
