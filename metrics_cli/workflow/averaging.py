"""Averages over units of time or over members: which of them count, and what must be said of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from metrics_cli.analysis import Averaged, Frame, over_members, over_units
from metrics_cli.answer import Cell, Column, Row
from metrics_cli.catalog import Catalog
from metrics_cli.catalog.additivity import DISTINCT, SUM
from metrics_cli.errors import QueryInvalid
from metrics_cli.period import Period, whole
from metrics_cli.presentation.formats import format_cell
from metrics_cli.presentation.sentences import format_day, group_label, join_words, label_of
from metrics_cli.query import GroupBy, MetricQuery
from metrics_cli.workflow.checking import is_own_date
from metrics_cli.workflow.spans import Span
from metrics_cli.workflow.units import Calendars, Units, units_of

# More are counted, not named.
MOST_NAMED = 3


@dataclass(frozen=True)
class Around:
    """What an average over time is seen from: the span of each metric's data, and the day it is asked on."""

    spans: Mapping[str, Span | None]
    today: date


def averaged(
    query: MetricQuery, frame: Frame, period: Period | None, around: Around, catalog: Catalog, calendars: Calendars
) -> tuple[Frame, list[str]]:
    """Return one row for each group that stays, and what must be said of what it is made of."""
    assert query.mean is not None
    over = query.averaged_groups[0]
    if over.grain is None or not is_own_date(over.name, query, catalog):
        found = over_members(frame, query.mean.over, query.metrics, query.mean.statistic)
        return found.frame, _of_members(query, frame, found, catalog)
    units = {m: _units(m, query, frame, period, around, catalog, calendars) for m in query.metrics}
    if not any(_counted(u, query) for u in units.values()):
        reason = f"no whole {over.grain} of what is asked lies in the data"
        raise QueryInvalid(reason, f"ask over a longer period, or by less than a {over.grain}")
    found = _over(query, frame, {m: _counted(u, query) for m, u in units.items()}, catalog)
    return found.frame, _of_units(query, frame, found, units, catalog)


def fills(metric: str, catalog: Catalog) -> bool:
    """Tell whether a unit of time without rows is a 0 of the metric: nothing added up, or counted, is."""
    return catalog.metrics[metric].additivity in (SUM, DISTINCT)


def _counted(units: Units, query: MetricQuery) -> Mapping[Cell, Row]:
    return units.all if query.mean and query.mean.parts else units.whole


def _over(
    query: MetricQuery, frame: Frame, units: Mapping[str, Mapping[Cell, tuple[Cell, ...]]], catalog: Catalog
) -> Averaged:
    assert query.mean is not None
    zeros = {m: fills(m, catalog) for m in query.metrics}
    times = [g.column for g in _same_date(query, catalog)]
    return over_units(frame, query.mean.over[0], times, units, zeros, query.mean.statistic)


def _same_date(query: MetricQuery, catalog: Catalog) -> list[GroupBy]:
    """Return the groups that stay and are told by the date that is averaged over."""
    return [g for g in query.shown_groups if (g.grain or g.date_part) and is_own_date(g.name, query, catalog)]


def _units(
    metric: str,
    query: MetricQuery,
    frame: Frame,
    period: Period | None,
    around: Around,
    catalog: Catalog,
    calendars: Calendars,
) -> Units:
    over = query.averaged_groups[0]
    span = around.spans.get(metric) or _seen(frame, over)
    if span is None:
        return Units({}, {})
    own = [f for f in query.filters if is_own_date(f.dimension, query, catalog)]
    return units_of(over, _same_date(query, catalog), own, period, span, around.today, calendars)


def _seen(frame: Frame, over: GroupBy) -> Span | None:
    """Return the span of the rows themselves, for a date whose ends the warehouse can't tell."""
    days = [cell for cell in frame.column(over.column) if isinstance(cell, date)]
    if not days:
        return None
    first, last = min(days), max(days)
    return Span(first, whole(last, str(over.grain))[1], first, last)


def _of_members(query: MetricQuery, frame: Frame, found: Averaged, catalog: Catalog) -> list[str]:
    labels = join_words([group_label(g, catalog) for g in query.averaged_groups])
    said = [f"{_name(query)} of {_count(found)}, one for each {labels} that has any"]
    keys = frame.keys([g.column for g in query.averaged_groups])
    return [*said, *([f"what has no {labels} is left out"] if any(None in key for key in keys) else [])]


def _of_units(
    query: MetricQuery, frame: Frame, found: Averaged, units: Mapping[str, Units], catalog: Catalog
) -> list[str]:
    over = query.averaged_groups[0]
    unit = str(over.grain).replace("_", " ")
    said = [f"{_name(query)} of {_count(found)}, one for each {unit}"]
    if found.filled:
        said.append(f"a {unit} without rows counts as 0: {found.filled:,} of them")
    own = [m for m in query.metrics if not fills(m, catalog)]
    if own:
        said.append(f"it is made of the figures of each {unit}, which {_labels(own, catalog)} does not add up over")
    parts = {bucket for u in units.values() for bucket in u.parts}
    if parts:
        said.append(_left_out(query, frame, units, parts, catalog))
    short = {bucket for u in units.values() for bucket in u.short}
    if short:
        said.append(f"{_named(short, unit)} counts as a whole {unit}, though the data lack some of its days")
    return said


def _left_out(query: MetricQuery, frame: Frame, units: Mapping[str, Units], parts: set[Cell], catalog: Catalog) -> str:
    unit = str(query.averaged_groups[0].grain).replace("_", " ")
    assert query.mean is not None
    counts = "counted in" if query.mean.parts else "left out"
    text = f"{_named(parts, unit)} {'is' if len(parts) == 1 else 'are'} {counts}, as only a part is in what is asked"
    if query.mean.parts:
        text = text.replace(", as", ", though")
    if query.shown_groups:
        return text
    others = {m: u.whole if query.mean.parts else u.all for m, u in units.items()}
    whole_of = _over(query, frame, others, catalog).frame
    formats = {m: catalog.metrics[m].format for m in query.metrics}
    cells = [
        format_cell(whole_of.column(m)[0], Column(m, m, "number", None if formats[m] == "integer" else formats[m]))
        for m in query.metrics
        if whole_of.rows
    ]
    otherwise = "left out" if query.mean.parts else "counted in"
    return f"{text}; {otherwise}, it would be {join_words(cells)}" if cells else text


def _named(buckets: set[Cell], unit: str) -> str:
    days = sorted(bucket for bucket in buckets if isinstance(bucket, date))
    if len(days) != len(buckets) or len(days) > MOST_NAMED:
        return f"{len(buckets)} {unit}s at the edges"
    return f"the {unit}{'s' if len(days) > 1 else ''} from {join_words([format_day(day) for day in days])}"


def _name(query: MetricQuery) -> str:
    assert query.mean is not None
    names = {"mean": "the average is", "median": "the median is", "min": "the smallest is", "max": "the largest is"}
    return names[query.mean.statistic]


def _count(found: Averaged) -> str:
    most = f"{found.most:,} figure{'' if found.most == 1 else 's'}"
    return most if found.fewest == found.most else f"{found.fewest:,} to {most}"


def _labels(metrics: list[str], catalog: Catalog) -> str:
    return join_words([label_of(m, catalog) for m in metrics])
