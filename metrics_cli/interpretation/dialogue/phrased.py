"""Fixed wordings that change one part of the last query: drop the filter, all time, in total, top 3, as a share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from re import Match

from metrics_cli.interpretation import edits
from metrics_cli.interpretation.dialogue.removing import DROP
from metrics_cli.interpretation.dialogue.setting import Edited, Setting
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS
from metrics_cli.query import Comparison, MetricQuery

_ALL = r"(?:the |any |all |that |this |its |every )*"
_UP = "top|best|highest|largest|biggest|most|greatest|strongest"
_DOWN = "bottom|worst|lowest|smallest|fewest|least|weakest"
# None: the words fit, and mean something else here.
_Edit = Callable[[Setting, "Match[str]"], MetricQuery | None]


def phrased(setting: Setting, words: str) -> Edited | None:
    """Return what a fixed wording does to the query, None when the words are none."""
    for pattern, edit in _EDITS:
        match = pattern.fullmatch(words)
        query = edit(setting, match) if match is not None else None
        if query is not None:
            return Edited(query)
    return None


def _ranked(setting: Setting, match: Match[str]) -> MetricQuery:
    count = _number(match["count"])
    if not 1 <= count <= 1000:
        raise Misfit(f"{match['count']} is no number of rows: 1 to 1000 are.")
    return _rank(setting, match["rank"], count, match["by"])


def _first(setting: Setting, match: Match[str]) -> MetricQuery:
    return _rank(setting, match["rank"], 1, None)


def _best_of(setting: Setting, match: Match[str]) -> MetricQuery | None:
    thing = match["thing"]
    names = setting.dimension(thing)
    is_split = any(g.name in names or g.grain == thing for g in setting.query.group_by)
    return _rank(setting, match["rank"], 1, None) if is_split else None


def _running(setting: Setting, match: Match[str]) -> MetricQuery:
    """Return the query with the running totals of its metrics in their place."""
    labels = " and ".join(setting.catalog.metrics[m].label for m in setting.query.metrics)
    found = setting.interpreter.read(f"cumulative {labels}", setting.catalog, setting.today)
    if not isinstance(found, Reading) or found.query != MetricQuery(found.query.metrics):
        raise Misfit(f"There is no running total of {labels}.")
    return edits.with_metrics(setting.query, found.query.metrics, setting.catalog)


def _numbered(setting: Setting, match: Match[str]) -> MetricQuery | None:
    """Return the query with another number in its ranking, or in its one condition on the result."""
    query, number = setting.query, int(match["digits"]) if match["digits"] else _number(match["word"])
    if match["limit"] and not edits.is_ranked(query):
        raise Misfit(f"I can't tell which {number} are meant. Say: top {number}, or bottom {number}.")
    if edits.is_ranked(query) and 1 <= number <= 1000:
        return edits.with_rank(query, number, edits.ranks_down(query), edits.ranked_by(query))
    each = [m for m in query.metric_filters if len(m.values) == 1]
    if len(each) == 1 and len(query.metric_filters) == 1 and not query.having:
        return replace(query, metric_filters=(replace(each[0], values=(number,)),))
    bounds = [h for h in query.having if len(h.values) == 1 and not isinstance(h.values[0], str | bool)]
    if len(bounds) != 1 or len(query.having) != 1 or query.metric_filters or query.share:
        return None
    return replace(query, having=(replace(bounds[0], values=(number,)),))


def _rank(setting: Setting, word: str, count: int, named: str | None) -> MetricQuery:
    by = None
    if named:
        found = setting.metrics(named)
        if len(found) != 1 or found[0] not in setting.query.metrics:
            raise Misfit(f"It has no metric '{named}' to rank by. Add it first: add {named}.")
        by = found[0]
    measure = setting.catalog.metrics[by or setting.query.metrics[0]]
    if word in ("best", "worst"):
        descending = (word == "best") == (measure.good_when != "down")
    else:
        descending = word in _UP.split("|")
    return edits.with_rank(setting.query, count, descending, by)


def _number(word: str) -> int:
    return int(word) if word.isdecimal() and len(word) < 6 else NUMBER_WORDS.get(word, 0)


def _without_filter(setting: Setting, match: Match[str]) -> MetricQuery:
    words = match.groupdict().get("d") or match["e"]
    names = setting.dimension(words)
    if not names:
        raise Misfit(f"I know no dimension '{words}'. There is no filter on it.")
    if not any(f.dimension in names for f in setting.query.filters):
        raise Misfit(f"There is no filter on {words} to drop. To split by it, say: by {words}.")
    return edits.without_filters(setting.query, names)


def _without_group(setting: Setting, match: Match[str]) -> MetricQuery:
    words = match.groupdict().get("d") or match["e"]
    return edits.without_groups(setting.query, setting.dimension(words) or ["?"])


def _in_total(query: MetricQuery) -> MetricQuery:
    """Return the query without breakdowns; an average without any becomes the total that it is made of."""
    return edits.without_mean(query) if query.mean and not query.shown_groups else edits.without_groups(query)


def _wording(text: str, edit: _Edit) -> tuple[re.Pattern[str], _Edit]:
    return re.compile(text), edit


_RANK = rf"(?P<rank>{_UP}|{_DOWN})"
_EDITS: tuple[tuple[re.Pattern[str], _Edit], ...] = (
    _wording(
        rf"(?:only |just )?(?:the )?{_RANK} (?P<count>\d+|{'|'.join(NUMBER_WORDS)})"
        r"(?: by (?P<by>.+))?(?: only| ones)?",
        _ranked,
    ),
    _wording(
        r"(?:only |just )?(?:the )?(?:which|what)?(?: one| ones| of (?:them|these|those))?"
        rf"(?: is| was| were| had| has| are|) ?(?:the )?{_RANK}(?: one)?",
        _first,
    ),
    _wording(rf"(?:which|what) (?:is|was|were|are) (?:the )?{_RANK} (?P<thing>.+)", _best_of),
    _wording(rf"(?:which|what) (?P<thing>.+?) (?:is|was|were|are|had|has) (?:the )?{_RANK}", _best_of),
    _wording(
        rf"(?P<limit>(?:limit(?:ed)?(?: it| that)? to|only|just|the first|first) )?"
        rf"(?:(?P<digits>\d{{1,9}})|(?P<word>{'|'.join(NUMBER_WORDS)}))"
        r"(?: of (?:them|these|those)| rows| only)?",
        _numbered,
    ),
    _wording(
        rf"{DROP} {_ALL}(?:filters?|conditions?)|unfiltered", lambda setting, _: edits.without_filters(setting.query)
    ),
    _wording(
        rf"{DROP} {_ALL}(?:period|dates?|time (?:range|filter|period)|date (?:range|filter)|year filter)|"
        r"(?:for |over )?(?:all time|all dates|ever|all years|all the years|all the data|the whole history)",
        lambda setting, _: edits.with_period(setting.query, None),
    ),
    _wording(
        rf"{DROP} {_ALL}(?:breakdowns?|splits?|groupings?)|(?:what (?:is |was )?|as )?(?:in |as )?(?:a |the )?"
        r"(?:total|totals|sum|grand total)(?: only| number)?|altogether|overall|(?:only|just) the total",
        lambda setting, _: _in_total(setting.query),
    ),
    _wording(
        rf"{DROP} {_ALL}averages?|not (?:the |an |as an? )?averaged?|not on average",
        lambda setting, _: edits.without_mean(setting.query),
    ),
    _wording(
        rf"{DROP} {_ALL}comparisons?|(?:do not|dont|stop|no) (?:compare|comparing)",
        lambda setting, _: edits.with_comparison(setting.query, None),
    ),
    _wording(
        rf"{DROP} {_ALL}(?:shares?|percentages?|percents?)|(?:not as (?:a )?shares?)|"
        r"as (?:absolute )?(?:numbers?|amounts?|values)|in absolute (?:numbers|terms)",
        lambda setting, _: edits.with_share(setting.query, False),
    ),
    _wording(
        rf"{DROP} {_ALL}(?:top|bottom|ranking|limit)(?: \w+)?|all of (?:them|it)|all|all rows|all the rows|everything|"
        r"no limit|the rest(?: too)?|the whole list|the full list",
        lambda setting, _: edits.without_rank(setting.query),
    ),
    _wording(
        r"(?:as |in |with |the |with the )?(?:an? )?(?:shares?|percentages?|percents?|proportions?|%|pct|"
        r"fractions?)(?: (?:of (?:the )?(?:total|whole)|share))?",
        lambda setting, _: edits.with_share(setting.query, True),
    ),
    _wording(
        r"(?:as )?(?:a |the )?(?:cumulative(?:ly)?|cumulated|(?:running|cumulative) (?:total|sum))(?: of it)?",
        _running,
    ),
    _wording(
        r"(?:year over year|year on year|yoy)(?: (?:change|growth|comparison))?",
        lambda setting, _: edits.with_comparison(setting.query, Comparison("previous_year")),
    ),
    _wording(
        rf"{DROP} {_ALL}(?P<d>.+?) (?:filter|condition|restriction)|(?:for |in |across )?(?:all|any|every)(?: the|"
        rf" of the)? (?P<e>.+)",
        _without_filter,
    ),
    _wording(
        rf"{DROP} {_ALL}(?P<d>.+?) (?:breakdown|split|grouping)|"
        r"(?:not|no longer|stop splitting|dont split) by (?P<e>.+)",
        _without_group,
    ),
)
