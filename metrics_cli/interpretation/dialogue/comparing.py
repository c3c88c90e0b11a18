"""Setting something beside the last query: an earlier period, another one, another value."""

from __future__ import annotations

import re

from metrics_cli.answer import Ambiguous
from metrics_cli.interpretation import edits
from metrics_cli.interpretation.dialogue.merging import PLAIN
from metrics_cli.interpretation.dialogue.setting import Edited, Setting
from metrics_cli.interpretation.dialogue.stepping import period_beside
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.query import Comparison, GroupBy, MetricQuery

_EARLIER_YEAR = re.compile(
    r"(?:the )?(?:last year|previous year|prior year|year before|year earlier|same period last year|"
    r"same time last year|same period (?:in )?(?:the )?(?:previous|prior) year|same period (?:of )?the year before|"
    r"same period a year ago|a year ago|a year before|a year earlier|one year ago)"
)
_EARLIER = re.compile(
    r"(?:the )?(?:previous|prior|preceding|last|earlier) period|(?:the )?(?:period|one|time) before(?: that)?|before"
)
_COMPARING = re.compile(
    r"(?:(?:compare|compared|comparing)(?: (?:it|that|this|them|these|those))?(?: (?:with|to|against|and))?|"
    r"how does (?:it|that|this) compare (?:with|to)|vs|versus|against|relative to|in comparison (?:with|to)|"
    r"next to|side by side with) (?P<what>.+)"
)


def compared(setting: Setting, words: str) -> Edited | Ambiguous | None:
    """Return the query beside what is named; None when the words compare nothing that is known."""
    match = _COMPARING.fullmatch(words)
    return _beside(setting, match["what"]) if match else None


def _beside(setting: Setting, what: str) -> Edited | Ambiguous | None:
    """Return the query beside an earlier period, or a value beside its own; one that is about it already is refused."""
    found = setting.period(re.sub(r"^the ", "", what))
    own, other = setting.query.period, found.query.period if found else None
    if own and other and (own.start, own.end) == (other.start, other.end):
        raise Misfit("It is about that period already. Say: compare with the year before, or the period before.")
    if _EARLIER_YEAR.fullmatch(what):
        return Edited(edits.with_comparison(setting.query, Comparison("previous_year")))
    if _EARLIER.fullmatch(what):
        return Edited(edits.with_comparison(setting.query, Comparison("previous_period")))
    if other is None and (beside := period_beside(setting, what)):
        return Edited(edits.with_comparison(setting.query, Comparison("period", beside)))
    if other is None or found is None:
        return _of_values(setting, what)
    return Edited(edits.with_comparison(setting.query, Comparison("period", other)), found.assumed)


def _of_values(setting: Setting, what: str) -> Edited | Ambiguous | None:
    """Return the query split by what it is filtered by, the value that is named beside its own."""
    found = setting.piece(what)
    if not isinstance(found, Reading) or found.query != MetricQuery(found.query.metrics, filters=found.query.filters):
        return None
    queries = []
    for new in found.query.filters:
        own = [f for f in setting.query.filters if f.dimension == new.dimension and f.operator in PLAIN]
        if len(found.query.filters) != 1 or not own or new.operator not in PLAIN:
            return None
        both = edits.with_filter(setting.query, new, adds=True)
        group = GroupBy(new.dimension)
        queries.append(both if group in both.group_by else edits.with_groups(both, [group], adds=True))
    return setting.one_of(queries, found.assumed) if queries else None
