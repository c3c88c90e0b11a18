"""The order of the rows: sort ascending, sort by state, lowest first, newest first, reverse the order."""

from __future__ import annotations

import re
from dataclasses import replace

from metrics_cli.interpretation import edits
from metrics_cli.interpretation.dialogue.setting import Edited, Setting
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.query import MetricQuery, OrderBy

_IT = r"(?: (?:it|that|this|them|these|those|the (?:rows|results?|list|table)))?"
_LOW, _HIGH = r"(?:low|lowest|small|smallest|least|fewest)", r"(?:high|highest|large|largest|most|big|biggest)"
_UP = rf"(?:ascending|asc|upwards?|increasing|(?:from )?{_LOW} to {_HIGH}|(?:ascending|increasing) order)"
_DOWN = rf"(?:descending|desc|downwards?|decreasing|(?:from )?{_HIGH} to {_LOW}|(?:descending|decreasing) order)"
_FIRST_UP = r"(?:lowest|smallest|least|fewest|worst)"
_FIRST_DOWN = r"(?:highest|largest|biggest|most|greatest|best)"
_SORTING = rf"(?:sort|sorted|order|ordered|rank|ranked|arrange|arranged){_IT}"
_BY_NUMBER = re.compile(
    rf"(?:{_SORTING} )?(?:(?:in |by )?(?P<up>{_UP}|(?:the )?{_FIRST_UP} (?:at the )?(?:first|top))|"
    rf"(?:in )?(?P<down>{_DOWN}|(?:the )?{_FIRST_DOWN} (?:at the )?(?:first|top)))"
)
_BY_NAME = re.compile(
    rf"(?:{_SORTING} )?(?:in )?(?P<up>alphabetically|alphabetical(?: order)?|by name|a to z|a z|from a to z)|"
    rf"(?:{_SORTING} )?(?P<down>(?:in )?reverse alphabetical(?:ly| order)?|z to a|from z to a)"
)
_BY_DATE = re.compile(
    rf"(?:{_SORTING} )?(?:(?P<up>chronologically|(?:in )?chronological order|by (?:date|time)|"
    r"(?:the )?(?:oldest|earliest) first)|"
    r"(?P<down>(?:in )?reverse chronological(?: order)?|(?:the )?(?:newest|latest|most recent) first))"
)
_BY = re.compile(rf"{_SORTING} by (?P<what>.+?)(?: (?:(?:in )?(?P<up>{_UP})|(?:in )?(?P<down>{_DOWN})))?")
_REVERSED = re.compile(
    rf"(?:reverse|flip|invert|turn around){_IT}(?: (?:the )?(?:order|sorting|sort))?|"
    r"(?:in )?(?:the )?(?:reverse|other|opposite) (?:order|way round|way around|way)|"
    r"(?:reverse|flip) (?:the )?(?:order|sorting|sort)"
)


def sorted_rows(setting: Setting, words: str) -> Edited | None:
    """Return the query with its rows in another order, None for words that ask for none.

    Raises Misfit where there is nothing to sort, or where another order would keep other rows.
    """
    orders = _orders(setting, words)
    if orders is None:
        return None
    query = setting.query
    if not query.group_by:
        raise Misfit("It is one row: there is nothing to sort. Say by what to split it: 'by …'.")
    if not orders:
        raise Misfit("It has no such column to sort by.")
    if edits.is_ranked(query):
        raise Misfit("It ranks: another order would keep other rows. Say: top …, bottom …, or first 'all of them'.")
    return Edited(replace(query, order_by=tuple(orders)))


def _orders(setting: Setting, words: str) -> list[OrderBy] | None:
    query = setting.query
    dates = [g.column for g in query.group_by if g.grain or g.date_part]
    names = [g.column for g in query.group_by if g.column not in dates]
    for pattern, columns in ((_BY_NUMBER, _numbers(query)), (_BY_NAME, names), (_BY_DATE, dates)):
        if match := pattern.fullmatch(words):
            is_plain = pattern is _BY_NUMBER and "first" not in words and "top" not in words
            if is_plain and dates and not names:
                raise Misfit("By date or by number? Say: newest first, oldest first, highest first, lowest first.")
            return [OrderBy(c, bool(match["down"])) for c in columns[:1]]
    if _REVERSED.fullmatch(words):
        return [_reversed(query)]
    match = _BY.fullmatch(words)
    return _by(setting, match["what"], match["up"], match["down"]) if match else None


def _numbers(query: MetricQuery) -> list[str]:
    return list(query.metrics)


def _reversed(query: MetricQuery) -> OrderBy:
    if query.order_by:
        return replace(query.order_by[0], descending=not query.order_by[0].descending)
    # Rows come by date, else with the largest first.
    times = [g.column for g in query.group_by if g.grain or g.date_part]
    return OrderBy(times[0], True) if times else OrderBy(query.metrics[0], False)


def _by(setting: Setting, what: str, up: str | None, down: str | None) -> list[OrderBy] | None:
    query = setting.query
    metrics = [m for m in setting.metrics(what) if m in query.metrics]
    if metrics:
        return [OrderBy(m, not up) for m in metrics]
    known = setting.dimension(what)
    columns = [g.column for g in query.group_by if g.name in known or g.grain == what or (what == "date" and g.grain)]
    if not columns and (setting.metrics(what) or known):
        raise Misfit(f"It does not show '{what}', so it can't be sorted by it. Add it first.")
    return [OrderBy(c, bool(down)) for c in columns] or None
