"""States in time: how something stood a year ago, how it stands now beside then, how far it went up since."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.line import Named
from metrics_cli.interpretation.rules.measures import is_balance, stands_at_end
from metrics_cli.period import Period, resolve, shift
from metrics_cli.query import Comparison

_AGO = re.compile(r"ago\((\d+), (\w+)\)")
_LAST = re.compile(r"(?:last|trailing)\((\d+), (month|quarter|year)\)")
_RELATIVE = ("last_", "ago(")


def are_states(draft: Draft) -> bool:
    """Tell whether all metrics are told as they last stood."""
    return bool(draft.metrics) and all(stands_at_end(m, draft.catalog) for m in draft.metrics)


def at_moment(draft: Draft, clause: Clause) -> Named:
    """Return the period that tells where the metrics stood: a state's last one until then, a running figure's day.

    Raises Doubtful for what adds up over days and so stands nowhere on a day.
    """
    named: Named = clause.content
    if all(draft.catalog.metrics[m].is_cumulative for m in draft.metrics):
        return named
    words = draft.text(clause)
    for metric in (draft.catalog.metrics[m] for m in draft.metrics):
        if metric.stands == "start":
            reason = f"{metric.label} is told at the beginning of a period, not on one day. Say in …, or since …."
            raise Doubtful(reason, metrics=draft.metrics)
        if not (stands_at_end(metric.name, draft.catalog) or is_balance(metric.name, draft.catalog)):
            reason = f"'{words}' asks where something stands on one day, and {metric.label} adds up over days."
            raise Doubtful(f"{reason} Say since … or until ….", metrics=draft.metrics)
    today = draft.words.dates.today
    if today and any(p.end and p.end > today for p in (named.period, *named.rivals)):
        reason = f"'{words}' is still to come: nobody knows yet where {draft.labels()} will stand. Say: now."
        raise Doubtful(reason, draft.tokens(clause), draft.metrics)
    periods = [until(p) for p in (named.period, *named.rivals)]
    said = f"'{words}' is read as the last state known by that day"
    assumed = "; ".join(filter(None, (named.assumed, said)))
    return replace(named, period=periods[0], rivals=tuple(periods[1:]), assumed=assumed)


def until(period: Period) -> Period:
    """Return all days up to the end of a period, seen from the same day."""
    assert period.anchor is not None
    return resolve(f"..{period.expression}", period.anchor)


def so_long_ago(draft: Draft, clause: Clause) -> Named | None:
    """Return 'a year ago', said of states that are not told unit by unit, as the day that it was then."""
    named: Named = clause.content
    match = _AGO.fullmatch(named.period.expression)
    is_by_unit = draft.of("trend") or any(not c.content.homes for c in draft.of("group"))
    if not match or is_by_unit or not are_states(draft):
        return None
    return replace(named, period=_that_day(named.period), assumed="", is_moment=True)


def against_now(
    draft: Draft, against: Comparison, words: str
) -> tuple[Period, Comparison] | tuple[Period, Comparison, Comparison] | None:
    """Return now and what it is set beside, for states that the words set beside how they stood so long ago.

    'Now vs last year' may be beside the same day a year earlier, or beside its end. None when they may not mean now.
    """
    anchor = draft.words.dates.today
    is_said = bool(draft.of("now")) or words.lower().split()[-1:] == ["ago"]
    if anchor is None or not is_said or not are_states(draft):
        return None
    if against.kind == "previous_year":
        return resolve("..today", anchor), against
    if against.kind == "period" and against.period and _AGO.fullmatch(against.period.expression):
        return resolve("..today", anchor), Comparison("period", until(_that_day(against.period)))
    if against.kind == "period" and against.period and against.period.expression == "last_year":
        return resolve("..today", anchor), Comparison("previous_year"), against
    if against.kind == "period" and against.period and against.period.expression[:1].isdigit():
        return resolve("..today", anchor), against
    return None


def way_of(draft: Draft, named: Named) -> str | None:
    """Return the unit by which states are told, where one figure would say nothing of the way: last 6 months.

    None where the words split it already, and where less than two months have gone by. Raises Doubtful where it is
    split by something else.
    """
    unit = _unit_gone_by(draft, named) if are_states(draft) else None
    groups = draft.of("group")
    if any(not c.content.homes for c in groups) or draft.of("trend", "rank", "bound", "share", "lead"):
        return None
    if unit and groups:
        reason = f"{draft.labels()} stands at a day. Say at the end of which {unit}, or by {unit} since then."
        raise Doubtful(reason, metrics=draft.metrics)
    return unit


def _unit_gone_by(draft: Draft, named: Named) -> str | None:
    """Return the unit of a count of them, and the month since a day that is two months ago or more."""
    start, today = named.period.start, draft.words.dates.today
    counted = _LAST.fullmatch(named.period.expression)
    if counted and int(counted[1]) > 1:
        return counted[2]
    is_open = bool(named.ends) and named.period.end is None and start is not None
    return "month" if is_open and start and today and shift(start, 2, "month") <= today else None


def gone_since(named: Named) -> tuple[Period, tuple[Comparison, ...]]:
    """Return the end of what states went through, and what they may have started from.

    'Since January' may start from how they stood at its beginning or at its end.
    """
    first, last = named.ends
    end = until(last) if _is_day(last) else last
    if _is_day(first):
        return end, (Comparison("period", until(first)),)
    if named.period.end is not None or first.expression.startswith(_RELATIVE) or first.start is None:
        return end, (Comparison("period", first),)
    eve = first.start - timedelta(days=1)
    return end, (Comparison("period", first), Comparison("period", Period(f"..{eve}", None, eve, first.anchor)))


def _is_day(period: Period) -> bool:
    return period.start is not None and period.start == period.end


def _that_day(period: Period) -> Period:
    match = _AGO.fullmatch(period.expression)
    assert match is not None and period.anchor is not None
    return resolve(f"shift(today, -{match[1]}, {match[2]})", period.anchor)
