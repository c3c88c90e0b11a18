"""The period asked for, and what it is set beside: another period, the one before, the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from metrics_cli.interpretation.rules.besides import beside_of
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.contrasts import Contrast
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful, NoReading
from metrics_cli.interpretation.rules.line import Named
from metrics_cli.interpretation.rules.listing import grain_of, list_of
from metrics_cli.interpretation.rules.measures import is_balance
from metrics_cli.interpretation.rules.standing import (
    against_now,
    are_states,
    at_moment,
    gone_since,
    so_long_ago,
    way_of,
)
from metrics_cli.interpretation.rules.whens import lasting
from metrics_cli.period import Period, floor, shift
from metrics_cli.query import Comparison, Filter

_UNITS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Timing:
    """The period and the comparison; `beside` are the filter clauses whose values are set beside one another.

    `rivals` are the periods that the words may mean as well, `others` what they may set it beside as well. `grain` is
    what a change from unit to unit, or a list of periods, is split by; `filters` keep the units of such a list that lie
    apart.
    """

    period: Period | None = None
    rivals: tuple[Period, ...] = ()
    compare: Comparison | None = None
    others: tuple[Comparison, ...] = ()
    beside: tuple[Clause, ...] = ()
    grain: str | None = None
    said: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()


def read_timing(draft: Draft) -> Timing:
    """Return when, and compared with what. Raises NoReading for two periods that nothing sets side by side."""
    timing, listed = _read(draft), list_of(draft)
    if listed is None:
        return timing
    if listed.filters and timing.compare:
        raise Doubtful("It compares periods that lie apart with others.", metrics=draft.metrics)
    grain, told = (timing.grain, ()) if timing.grain else grain_of(draft, listed)
    return replace(timing, grain=grain, filters=listed.filters, said=(*timing.said, *told))


def _read(draft: Draft) -> Timing:
    periods = draft.of("period")
    check_now(draft)
    _check_torn(draft)
    _check_surroundings(draft, periods)
    said = tuple(c.content.assumed for c in periods if c.content.assumed)
    if draft.of("contrast"):
        return _contrasted(draft, periods, said)
    priors, growths = draft.of("prior"), draft.of("growth")
    beside = beside_of(draft)
    if len(periods) > 2 or len(priors) > 1 or (periods and lasting(draft)):
        raise _too_many(draft, (*periods, *priors))
    if beside:
        if priors or len(periods) > 1 or growths:
            raise draft.stop("It compares two things at once. Ask for one comparison.", *draft.of("versus"))
        return Timing(periods[0].content.period if periods else None, beside=beside, said=said)
    if len(periods) == 2:
        return _of_two(draft, periods, priors, said)
    named: Named | None = periods[0].content if periods else None
    if named and named.period.expression == "today" and are_states(draft) and not draft.of("growth", "prior"):
        # Where a state stands today was told when it was last told, which may be days ago.
        named = replace(named, is_moment=True)
        periods = (replace(periods[0], content=named),)
    long_ago = so_long_ago(draft, periods[0]) if periods else None
    if long_ago or (named and named.is_moment):
        clause = replace(periods[0], content=long_ago) if long_ago else periods[0]
        named = at_moment(draft, clause)
        said = tuple(filter(None, (named.assumed,)))
    period = named.period if named else None
    if priors:
        return _with_prior(draft, period, priors[0], said)
    if growths and named and named.ends and are_states(draft):
        last, starts = gone_since(named)
        return Timing(last, compare=starts[0], others=starts[1:], said=said)
    if growths and named and named.ends and named.period.end:
        return Timing(named.ends[1], compare=Comparison("period", named.ends[0]), said=said)
    if growths and period and named and named.grain in _UNITS and not named.filters:
        return _growing(draft, period, named.grain, said)
    if growths:
        if period is None or period.start is None or period.end is None or ".." in period.expression:
            raise Doubtful("It asks for a change, but not over which period.", draft.tokens(growths[0]), draft.metrics)
        return _growing(draft, period, "", said)
    for clause in draft.of("compare", "versus"):
        _check_compared(draft, clause)
    grain = way_of(draft, named) if named else None
    told = (f"how it stood is shown by {grain}",) if grain else ()
    return Timing(period, named.rivals if named else (), grain=grain, said=(*said, *told))


def check_now(draft: Draft) -> None:
    """Stop at 'right now' of what adds up over days; a balance without a date is its last one anyway."""
    for clause in draft.of("now"):
        if not all(is_balance(m, draft.catalog) for m in draft.metrics):
            raise draft.stop("", clause)


def _contrasted(draft: Draft, periods: Sequence[Clause], said: tuple[str, ...]) -> Timing:
    contrast: Contrast = draft.of("contrast")[0].content
    if draft.of("prior", "versus") or len(periods) != (contrast.base is not None):
        raise _too_many(draft, periods)
    words = draft.text(draft.of("contrast")[0])
    now = against_now(draft, contrast.comparison, words) if contrast.base is None else None
    if now:
        return Timing(now[0], compare=now[1], others=now[2:], said=said)
    if contrast.base is None or periods[0].content != contrast.base:
        raise NoReading(
            f"It sets something beside '{words}', but does not say which period. Name it: last month, 2024, Q3 2024.",
            metrics=draft.metrics,
        )
    told = (contrast.assumed,) if contrast.assumed else ()
    period = contrast.period or contrast.base.period
    return Timing(period, compare=contrast.comparison, said=tuple(dict.fromkeys((*said, *told))))


def _of_two(draft: Draft, periods: Sequence[Clause], priors: Sequence[Clause], said: tuple[str, ...]) -> Timing:
    first, second = (_standing(draft, c) for c in periods)
    versus = [c for c in draft.of("versus") if periods[0].end <= c.start and c.end <= periods[1].start]
    if priors or not (versus or draft.of("compare", "growth", "rather")):
        raise _too_many(draft, periods)
    spoken = draft.text(periods[1]).lower().split()
    if set(spoken) & {"same", "previous", "prior", "preceding", "before", "earlier"}:
        # 'Q3 2024 vs the previous quarter' is seen from Q3, not from today.
        raise _too_many(draft, periods)
    if versus and spoken == ["last", "year"] and _unit_of(first) in ("day", "week", "month", "quarter"):
        note = "'last year' is read as the same days a year earlier"
        return Timing(first, compare=Comparison("previous_year"), said=(*said, note))
    between = draft.clauses[draft.clauses.index(periods[0]) + 1 : draft.clauses.index(periods[1])]
    if not versus and not any(c.kind == "connector" for c in between):
        raise _too_many(draft, periods)
    if not versus and first.start and second.start and first.start < second.start:
        # 'Compare 2023 and 2024': the later one is set beside the earlier.
        first, second = second, first
    return Timing(first, compare=Comparison("period", second), said=said)


def _standing(draft: Draft, clause: Clause) -> Period:
    """Return the period, of a moment all days until it: what stood at the end of 2023. Raises Doubtful for flows."""
    named: Named = clause.content
    found = at_moment(draft, clause) if named.is_moment else named
    if found.rivals:
        raise Doubtful(f"'{draft.text(clause)}' may mean more than one day.", draft.tokens(clause), draft.metrics)
    return found.period


def _with_prior(draft: Draft, period: Period | None, prior: Clause, said: tuple[str, ...]) -> Timing:
    kind, _, unit = prior.content.partition(":")
    words = draft.text(prior)
    is_named = " over " in f" {words.lower()} " or " on " in f" {words.lower()} " or len(words.split()) == 1
    if not (draft.of("versus", "compare", "growth") or is_named):
        raise draft.stop("", prior)
    now = against_now(draft, Comparison(kind), words) if period is None and not unit else None
    if now:
        return Timing(now[0], compare=now[1], others=now[2:], said=said)
    if period is None:
        raise Doubtful(
            f"It compares with '{words}', but does not say which period. Name one: last month, 2024, Q3 2024.",
            draft.tokens(prior),
            draft.metrics,
        )
    length = _unit_of(period)
    if kind == "previous_period" and unit and length != unit and unit in _UNITS[: _UNITS.index(length or "year")]:
        return _growing(draft, period, unit, said)
    if kind == "previous_period" and unit and length != unit:
        # 'This quarter vs last year', 'March vs the year before': the same days a year earlier.
        is_year = unit == "year" and length in ("day", "week", "month", "quarter")
        if not is_year:
            raise Doubtful(f"'{words}' is no {length or 'span'} like the period asked for.", draft.tokens(prior))
        return Timing(
            period,
            compare=Comparison("previous_year"),
            said=(*said, f"'{words}' is read as the same days a year earlier"),
        )
    if kind == "previous_year" and unit and length != unit:
        raise Doubtful(f"'{words}' is no {length or 'span'} like the period asked for.", draft.tokens(prior))
    return Timing(period, compare=Comparison(kind), said=said)


def _growing(draft: Draft, period: Period, unit: str, said: tuple[str, ...]) -> Timing:
    """Return the change from the period before, or, of a row for each month, from the month before."""
    grains = {c.content.grain for c in draft.of("group") if not c.content.homes}
    grains |= {"month"} if draft.of("trend") and not grains else set()
    grain = next(iter(grains), unit) or ""
    if not grain:
        return Timing(
            period, compare=Comparison("previous_period"), said=(*said, "the change is from the period before")
        )
    if len(grains) > 1 or (unit and grain != unit) or grain not in _UNITS or not (period.start and period.end):
        raise Doubtful("It asks for a change, but I can't tell from when.", metrics=draft.metrics)
    start, end = shift(period.start, -1, grain), floor(period.end + timedelta(days=1), grain)
    # The rows are whole units: the one before the first, up to the one before the last.
    last = shift(end, -1, grain) - timedelta(days=1) if end > period.end else shift(period.end, -1, grain)
    before = Period(f"{start}..{last}", start, last, period.anchor)
    note = f"the change of each {grain} is from the {grain} before"
    return Timing(period, compare=Comparison("period", before), grain=grain if not grains else None, said=(*said, note))


def _unit_of(period: Period) -> str | None:
    """Return the calendar unit that the period is one of, also one that has only begun."""
    if period.start is None or period.end is None:
        return None
    after = period.end + timedelta(days=1)
    for unit in _UNITS:
        if shift(period.start, 1, unit) == after:
            return unit
    for unit in ("week", "month", "quarter", "year"):
        if period.expression.startswith(f"{unit}_to_date"):
            return unit
    return None


def _check_compared(draft: Draft, clause: Clause) -> None:
    """Stop at a comparison of one thing; of two metrics it is the two side by side."""
    if clause.kind == "compare" and list_of(draft):
        return
    if len(draft.metrics) < 2 and not (clause.kind == "compare" and draft.of("group")):
        raise draft.stop("", clause)
    if clause.kind == "versus":
        before, after = draft.before(clause), draft.after(clause)
        if before is None or after is None or not before.kind == after.kind == "metric":
            raise draft.stop("", clause)


def _check_torn(draft: Draft) -> None:
    """Stop at a year that stands apart from a period read without it, and the other way round."""
    torn, years = draft.words.dates.torn, draft.of("year")
    is_read = torn is not None and any(c.content == torn.named for c in draft.of("period"))
    if is_read != bool(years):
        raise draft.stop("", *(years or draft.of("period")))


def _check_surroundings(draft: Draft, periods: Sequence[Clause]) -> None:
    """Stop at 'to March', which leaves open whether it is meant to begin there or to end."""
    for clause in periods:
        is_held = any(c.start < clause.start <= c.end for c in draft.clauses)
        if draft.words.fold(clause.start - 1) == "to" and not is_held:
            words = draft.words.text(clause.start - 1, clause.end)
            raise NoReading(
                f"'{words}' leaves open where the period begins or ends. Say since …, until … or from … to …."
            )


def _too_many(draft: Draft, clauses: Sequence[Clause]) -> NoReading:
    words = " and ".join(f"'{draft.text(c)}'" for c in clauses)
    return NoReading(f"It names more than one period: {words}. I can answer for one at a time.", metrics=draft.metrics)
