"""What must be said of a result so that it is not taken for another one."""

from __future__ import annotations

from metrics_cli.catalog import Catalog
from metrics_cli.catalog.formulas import undated
from metrics_cli.query import METRIC_TIME, MetricQuery, Operator


def caveats_of(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """Return what the query's metrics and filters do that their words do not say."""
    return (
        *_mixed_dates(query, catalog),
        *_credited(query, catalog),
        *_running(query, catalog),
        *_left_out(query, catalog),
        *_undated(query, catalog),
    )


def _mixed_dates(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """A date plays a part and the metrics do not share one."""
    if query.period is None and not any(g.name == METRIC_TIME for g in query.group_by):
        return ()
    metrics = [catalog.metrics[m] for m in query.metrics]
    mixed = [f"{m.label} mixes dates: {', '.join(m.time_dimensions)}" for m in metrics if not m.time_label]
    labels = {m.time_label for m in metrics if m.time_label}
    each = [f"{m.label} is counted by {m.time_label}" for m in metrics if m.time_label] if len(labels) > 1 else []
    return (*mixed, *each)


def _credited(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """A period cuts the events that MetricFlow may credit a conversion to."""
    converting = [m for m in query.metrics if catalog.metrics[m].type == "conversion"]
    if query.period is None or not converting:
        return ()
    return (
        "a conversion is credited to the last event inside the period; a longer period may credit it to a later one",
    )


def _running(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """A running figure is shown by a grain in which it takes many values: MetricFlow picks one."""
    grains = [g.grain for g in query.group_by if g.name == METRIC_TIME and g.grain not in (None, "day")]
    running = [catalog.metrics[m] for m in query.metrics if catalog.metrics[m].is_cumulative]
    # The data, or a group, may begin or end inside: its first day with a value is then not the first of the month.
    picks = {"first": "its first day with a value", "last": "its last day with a value"}
    picks["average"] = "the average of its days with a value"
    own = ", each group's own" if any(g.name != METRIC_TIME for g in query.group_by) else ""
    return tuple(
        f"{m.label} of a {grain} is that of {picks.get(m.period_agg, m.period_agg)}{own}"
        for m in running
        for grain in grains
    )


def _left_out(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """A negative condition leaves out rows that have no value, as SQL does."""
    negative = [f.dimension for f in query.filters if f.operator in (Operator.NE, Operator.NOT_IN)]
    labels = [catalog.dimensions[d].label if d in catalog.dimensions else d for d in negative]
    return tuple(f"rows for which {label} is not recorded are left out" for label in dict.fromkeys(labels))


def _undated(query: MetricQuery, catalog: Catalog) -> tuple[str, ...]:
    """A condition on a metric of each entity, within a metric or a saved query, ignores the period."""
    if query.period is None:
        return ()
    saved = catalog.saved_queries.get(query.saved_query or "")
    own = [text for m in query.metrics for text in catalog.metrics[m].undated_conditions]
    return tuple(
        f"the condition '{text}' counts all dates, not only the period"
        for text in dict.fromkeys([*own, *(undated(saved.where) if saved else ())])
    )
