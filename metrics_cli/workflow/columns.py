"""The columns of a result: their names, what people call them, their types and formats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from metrics_cli.analysis import CHANGE, PERCENT, PREVIOUS, SHARE
from metrics_cli.answer import Column
from metrics_cli.catalog import Catalog
from metrics_cli.presentation.formats import PART
from metrics_cli.presentation.sentences import averaged_label, group_label
from metrics_cli.query import GroupBy, MetricQuery
from metrics_cli.workflow.checking import result_columns


def columns_of(types: Sequence[str], names: Sequence[str], query: MetricQuery, catalog: Catalog) -> tuple[Column, ...]:
    """Return the query's columns for what came back as `names` of `types`.

    Groups come first, then each metric with its comparison, then the shares.
    """
    kinds = dict(zip(names, types, strict=True))
    groups = {g.column: _group(g, kinds[g.column], catalog) for g in query.shown_groups}
    found = []
    for name in result_columns(query, catalog):
        base = groups.get(name.removesuffix(PREVIOUS))
        if base is None:
            found.append(_measured(name, kinds[name], query, catalog))
        elif name in groups:
            found.append(base)
        else:
            found.append(Column(name, f"{base.label}, {_earlier(query)}", base.type, base.format))
    return tuple(found)


_WHOLE_DAYS = ("day", "week", "month", "quarter", "year")
_EARLIER = {"previous_period": "period before", "previous_year": "year before"}


def _earlier(query: MetricQuery) -> str:
    return _EARLIER.get(query.compare.kind if query.compare else "", "other period")


def _group(group: GroupBy, kind: str, catalog: Catalog) -> Column:
    label = group_label(group, catalog)
    kind = "date" if group.grain in _WHOLE_DAYS else kind
    return Column(
        group.column,
        label[:1].upper() + label[1:],
        kind,
        group.grain or (f"{PART}{group.date_part}" if group.date_part else "name"),
    )


def _measured(name: str, kind: str, query: MetricQuery, catalog: Catalog) -> Column:
    ends = ("", PREVIOUS, CHANGE, PERCENT, SHARE)
    metric, end = next((m, end) for m in query.metrics for end in ends if name == m + end)
    known = catalog.metrics[metric]
    if query.mean:
        # A mean of whole numbers is none.
        unit = None if known.format == "integer" else known.format
        known = replace(known, label=averaged_label(known.label, query, catalog), format=unit)
    if end in (PERCENT, SHARE):
        said = "share" if end == SHARE else "change %"
        return Column(name, f"{known.label}, {said}", "number", "percent", known.good_when if end == PERCENT else None)
    change = "change in points" if known.format == "percent" else "change"
    ends_in = {"": "", PREVIOUS: f", {_earlier(query)}", CHANGE: f", {change}"}[end]
    return Column(name, f"{known.label}{ends_in}", kind, known.format, known.good_when if end == CHANGE else None)
