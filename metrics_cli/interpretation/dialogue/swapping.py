"""One thing in the place of another: categories instead of states, what about cities, by orders instead."""

from __future__ import annotations

import re

from metrics_cli.answer import Ambiguous
from metrics_cli.interpretation import edits
from metrics_cli.interpretation.dialogue.merging import PLAIN
from metrics_cli.interpretation.dialogue.opening import Opened
from metrics_cli.interpretation.dialogue.setting import Edited, Setting
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.query import METRIC_TIME, MetricQuery

_INSTEAD = re.compile(r"(?P<new>.+) (?:instead of|rather than|in place of|not) (?P<old>.+)")
_REPLACE = re.compile(r"(?:replace|swap|change|switch) (?P<old>.+?) (?:with|for|to|by) (?P<new>.+)")
_ABOUT = re.compile(r"(?:(?:and|but|so|now|then|ok) )*(?:what about|how about|same for|the same for)\b")
_BY = re.compile(r"^(?:by|per|for each|across) ")


def swapped(setting: Setting, words: Opened) -> Edited | Ambiguous | None:
    """Return the query with one part in the place of another of its kind, None for words that swap nothing."""
    match = _INSTEAD.fullmatch(words.text) or _REPLACE.fullmatch(words.text)
    if match is not None:
        return _of_two(setting, _BY.sub("", match["new"]), _BY.sub("", match["old"]))
    if words.adds == "surely":
        return None
    return _ranked_by(setting, words) or _about_dimension(setting, words)


def _of_two(setting: Setting, new: str, old: str) -> Edited | Ambiguous | None:
    query = setting.query
    mine, theirs = [m for m in setting.metrics(old) if m in query.metrics], setting.metrics(new)
    if mine and theirs:
        others = (tuple(t if m in mine else m for m in query.metrics) for t in theirs)
        return setting.one_of([edits.with_metrics(query, tuple(dict.fromkeys(o)), setting.catalog) for o in others])
    names = [*setting.dimension(old), *([METRIC_TIME] if _is_date(setting, old) else [])]
    gone = [g for g in query.group_by if g.name in names and (g.name != METRIC_TIME or g.grain == old)]
    found = setting.piece(f"by {new}")
    if gone and isinstance(found, Reading) and found.query.group_by:
        if edits.is_ranked(query) and len(found.query.group_by) == 1:
            return Edited(edits.with_ranked_thing(query, found.query.group_by[0]), found.assumed)
        left = [g for g in query.group_by if g not in gone]
        return Edited(edits.with_groups(query, [*left, *found.query.group_by], adds=False), found.assumed)
    return _of_values(setting, new, old)


def _is_date(setting: Setting, text: str) -> bool:
    return any(g.name == METRIC_TIME and g.grain == text for g in setting.query.group_by)


def _of_values(setting: Setting, new: str, old: str) -> Edited | None:
    """Return the query with the value that it is filtered to, or the period, changed for another."""
    mine, theirs = setting.piece(old), setting.piece(new)
    if not isinstance(mine, Reading) or not isinstance(theirs, Reading):
        return None
    if mine.query.period and theirs.query.period and not mine.query.filters and not theirs.query.filters:
        now = setting.query.period
        if now is None or (now.start, now.end) != (mine.query.period.start, mine.query.period.end):
            raise Misfit(f"It is not about {old}.")
        return Edited(edits.with_period(setting.query, theirs.query.period), theirs.assumed)
    if len(mine.query.filters) != 1 or len(theirs.query.filters) != 1:
        return None
    before, after = mine.query.filters[0], theirs.query.filters[0]
    own = [f for f in setting.query.filters if f.dimension == before.dimension and f.operator in PLAIN]
    if not own or after.dimension != before.dimension or own[0].values != before.values:
        raise Misfit(f"It is not filtered to {old}, so that can't be changed.")
    return Edited(edits.with_filter(setting.query, after, adds=False), theirs.assumed)


def _ranked_by(setting: Setting, words: Opened) -> Edited | Ambiguous | None:
    """Return a ranking by another metric: by orders, after the top states by revenue."""
    if not edits.is_ranked(setting.query) or not _BY.match(words.text):
        return None
    names = setting.metrics(_BY.sub("", words.text))
    return setting.one_of([edits.with_metrics(setting.query, (m,), setting.catalog) for m in names]) if names else None


def _about_dimension(setting: Setting, words: Opened) -> Edited | Ambiguous | None:
    """Return the query split by what is asked about: what about cities, after revenue by state."""
    is_asked = words.is_instead or _ABOUT.match(" ".join(setting.text.lower().split()))
    if not is_asked or not setting.query.group_by or not setting.named(words.text, "dimension"):
        return None
    if setting.values(words.text) or setting.metrics(words.text):
        return None
    found = setting.piece(words.text if _BY.match(words.text) else f"by {words.text}")
    if not isinstance(found, Reading) or found.query != MetricQuery(found.query.metrics, found.query.group_by):
        return None
    if edits.is_ranked(setting.query) and len(found.query.group_by) == 1:
        return Edited(edits.with_ranked_thing(setting.query, found.query.group_by[0]), found.assumed)
    return Edited(edits.with_groups(setting.query, found.query.group_by, adds=False), found.assumed)
