"""Taking things out of the last query: a metric, a breakdown, a value, what is missing. And keeping one thing alone."""

from __future__ import annotations

import re

from metrics_cli.answer import Ambiguous
from metrics_cli.interpretation import edits
from metrics_cli.interpretation.dialogue.merging import PLAIN
from metrics_cli.interpretation.dialogue.setting import ARTICLES, Edited, Setting
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.query import METRIC_TIME, Filter, MetricQuery, Operator

DROP = (
    r"(?:drop|remove|clear|without|lose|no|no more|delete|take away|take out|leave out|skip|forget|hide|get rid of|"
    r"exclude|excluding|minus|omit|filter out|ignore|dont show|do not show|not)"
)
_DROPPED = re.compile(rf"{DROP} (?P<what>.+?)(?: (?:column|metric|measure|values?|rows|line|ones))?")
# Words that let go of a condition, where others only ever leave rows out.
_LETS_GO = re.compile(r"(?:drop|remove|clear|forget|delete|lose) ")
_MISSING = re.compile(
    r"(?:the |any |all )*(?:nulls?|null values?|missing(?: values?| ones| rows)?|blanks?|"
    r"empt(?:y|ies)(?: values?| ones)?|"
    r"unknowns?(?: values?| ones)?|none values|nones|n a|na|unassigned(?: ones)?|"
    r"rows without (?:a )?(?:name|value|values))"
)
_ALONE = re.compile(
    r"(?:only|just|keep only|just keep|keep|show only|show just|nothing but) (?P<what>.+)|"
    r"(?P<one>.+) (?:only|alone)"
)


def removed(setting: Setting, words: str) -> Edited | Ambiguous | None:
    """Return the query without what is named, None for words that remove nothing or nothing that is known.

    A name that may be a metric, a breakdown or a value of the query is asked back.
    """
    match = _DROPPED.fullmatch(words)
    if match is None:
        return None
    what = match["what"]
    if _MISSING.fullmatch(what):
        return Edited(_without_missing(setting.query))
    queries = [*_without_metric(setting, what), *_without_dimension(setting, what)]
    if not queries and _LETS_GO.match(words):
        queries = _without_value(setting, what)
    return setting.one_of(queries) if queries else None


def alone(setting: Setting, words: str) -> Edited | None:
    """Return the query with one of its metrics alone: just revenue, revenue only."""
    match = _ALONE.fullmatch(words)
    if match is None:
        return None
    kept = setting.metrics(match["what"] or match["one"])
    if len(kept) != 1 or kept[0] not in setting.query.metrics or len(setting.query.metrics) < 2:
        return None
    return Edited(edits.without_metrics(setting.query, [m for m in setting.query.metrics if m not in kept]))


def _without_missing(query: MetricQuery) -> MetricQuery:
    named = [g.name for g in query.group_by if not (g.grain or g.date_part)]
    if not named:
        raise Misfit("It is split by nothing that could be missing. Name what: without … .")
    for name in named:
        condition = Filter(name, Operator.NOT_NULL)
        if condition not in query.filters:
            query = edits.with_filter(query, condition, adds=False)
    return query


def _without_metric(setting: Setting, what: str) -> list[MetricQuery]:
    gone = [m for m in setting.metrics(what) if m in setting.query.metrics]
    if gone and len(setting.query.metrics) == len(gone):
        raise Misfit("That is all that it asks for. To ask for something else, say: … instead.")
    return [edits.without_metrics(setting.query, gone)] if gone else []


def _without_dimension(setting: Setting, what: str) -> list[MetricQuery]:
    """Return the query without a breakdown by what is named, and without the filter on it: one of the two."""
    query = setting.query
    names = setting.dimension(re.sub(r"^by ", "", ARTICLES.sub("", what)))
    found = []
    if any(g.name in names for g in query.group_by):
        found.append(edits.without_groups(query, names))
    dates = [g for g in query.group_by if g.name == METRIC_TIME and ARTICLES.sub("", what) in (g.grain, "date")]
    if dates and not found:
        found.append(edits.without_groups(query, [METRIC_TIME]))
    if any(f.dimension in names and f.operator is not Operator.NOT_NULL for f in query.filters):
        found.append(edits.without_filters(query, names))
    return found


def _without_value(setting: Setting, what: str) -> list[MetricQuery]:
    """Return the query without the filter to the one value that is named; one of several is taken out elsewhere."""
    hits = {(h.home, h.value) for h in setting.values(what)}
    known = setting.catalog.dimensions
    for own in setting.query.filters:
        home = known[own.dimension].home if own.dimension in known else None
        is_it = own.operator in PLAIN and any((home, v) in hits for v in own.values)
        if is_it and len(own.values) == 1:
            return [edits.without_filters(setting.query, [own.dimension])]
    return []
