"""What a line makes of the last query: the wordings of each kind in turn, then whatever the reader makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from metrics_cli.answer import Ambiguous
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation import edits
from metrics_cli.interpretation.dialogue.comparing import compared
from metrics_cli.interpretation.dialogue.merging import merged
from metrics_cli.interpretation.dialogue.opening import Opened, folded, is_marked, opened, restricts
from metrics_cli.interpretation.dialogue.phrased import phrased
from metrics_cli.interpretation.dialogue.pieces import pieced
from metrics_cli.interpretation.dialogue.removing import alone, removed
from metrics_cli.interpretation.dialogue.setting import Edited, Setting, Unread
from metrics_cli.interpretation.dialogue.sorting import sorted_rows
from metrics_cli.interpretation.dialogue.stepping import stepped
from metrics_cli.interpretation.dialogue.swapping import swapped
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.interpretation.interpreter import Interpreter, Reading
from metrics_cli.interpretation.rules.knowledge import knowledge
from metrics_cli.interpretation.rules.periods import find_periods
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.query import MetricQuery

FollowUp = Edited | Ambiguous | Misfit
_PARTS = re.compile(r" (?:and then|and also|and|then|but|or rather) ")
_MOST_PARTS = 4
_IT = re.compile(r"\b(?:it|that|this|them|these|those)\b", re.IGNORECASE)
# Words that begin a question of its own, also after 'and'.
_ASKING = re.compile(r"(?:how many|how much|what (?:is|was|are|were)|which|who|when|where)\b")


def follow_up(
    text: str, query: MetricQuery, catalog: Catalog, interpreter: Interpreter, today: date
) -> FollowUp | None:
    """Return what `text` makes of `query`, None when it can't be read as a follow-up, Misfit when it does not fit."""
    setting = Setting(text, query, catalog, interpreter, today)
    try:
        found = _read(setting, opened(folded(text))) or _in_turn(setting)
    except Misfit as misfit:
        return misfit
    if found is not None or not setting.refusals or _names_metric(text, catalog):
        return found
    return Unread(setting.refusals[0].reason)


def is_period_alone(text: str, query: MetricQuery, catalog: Catalog, interpreter: Interpreter, today: date) -> bool:
    """Tell whether a line names a period and nothing else, though it may be read as more: last year, year to date."""
    setting = Setting(text, query, catalog, interpreter, today)
    return bool(find_periods(tokenise(text), today)) and setting.period(folded(text)) is not None


def about_metrics(text: str, labels: Sequence[str]) -> str | None:
    """Return a line with the names of metrics where it says 'it', None when it does not."""
    spelt = _IT.sub(" and ".join(labels), text, count=1)
    return spelt if spelt != text else None


def names_only_metrics(found: Reading) -> bool:
    """Tell whether a line is no more than the names of metrics: it may begin anew, or ask the same of them."""
    return found.query == MetricQuery(found.query.metrics) and all(p.role in ("metric", "filler") for p in found.parts)


def _read(setting: Setting, words: Opened) -> Edited | Ambiguous | None:
    if not words.text:
        return None
    for read in (alone, sorted_rows, phrased, stepped, removed, compared):
        found = read(setting, words.text)
        if found is not None:
            return found
    return swapped(setting, words) or _of_metrics(setting, words) or pieced(setting, words)


def _of_metrics(setting: Setting, words: Opened) -> Edited | Ambiguous | None:
    """Return the same asked of another metric: same for orders, what about orders, orders instead, also orders."""
    if not is_marked(setting.text):
        return None
    names = setting.metrics(re.sub(r"^(?:for|with|of|about|only|just) ", "", words.text))
    if not names:
        return _of_question(setting, words)
    # A mere 'and' shows both: what was meant is among them.
    own = setting.query.metrics if words.adds else ()
    queries = [edits.with_metrics(setting.query, tuple(dict.fromkeys((*own, m))), setting.catalog) for m in names]
    values = setting.piece(words.text)
    if isinstance(values, Reading) and values.query.filters:
        queries += merged(setting.query, values.query, words.adds)
    return setting.one_of(queries)


def _of_question(setting: Setting, words: Opened) -> Edited | Ambiguous | None:
    """Return the same asked of another metric with more said of it: same for orders in 2022."""
    if _ASKING.match(words.text) or restricts(setting.text):
        return None
    text = re.sub(r"^(?:for|with|of|about|only|just) ", "", words.text)
    found = setting.interpreter.read(setting.written(text), setting.catalog, setting.today)
    if not isinstance(found, Reading) or set(found.query.metrics) <= set(setting.query.metrics):
        return None
    own = setting.query.metrics if words.adds == "surely" else ()
    metrics = tuple(dict.fromkeys((*own, *found.query.metrics)))
    other = edits.with_metrics(setting.query, metrics, setting.catalog)
    return setting.one_of(merged(other, found.query, words.adds), found.assumed)


def _in_turn(setting: Setting) -> Edited | Ambiguous | None:
    """Return what several follow-ups in one line do one after the other: drop the filter and show it by month."""
    for parts in _parts(setting.text):
        found = setting.query
        assumed: list[str] = []
        for part in parts:
            step = _read(replace(setting, text=part, query=found), opened(folded(part)))
            if not isinstance(step, Edited):
                break
            found, assumed = step.query, [*assumed, *step.assumed]
        else:
            return Edited(found, tuple(assumed))
    return None


def _parts(text: str) -> Iterator[list[str]]:
    """Yield the line cut at its commas, and cut at its 'and' as well."""
    at_commas = [part.strip() for part in re.split(r"[,;]\s+", text) if part.strip()]
    everywhere = [piece for part in at_commas for piece in _PARTS.split(part)]
    for parts in (at_commas, everywhere):
        if 1 < len(parts) <= _MOST_PARTS:
            yield parts


def _names_metric(text: str, catalog: Catalog) -> bool:
    """Tell whether some of the words name a metric: then they are rather a question of their own."""
    tokens, lexicon = tokenise(text), knowledge(catalog).lexicon
    ends = [(i, j) for i in range(len(tokens)) for j in range(i + 1, min(i + lexicon.longest, len(tokens)) + 1)]
    return any(name.kind == "metric" for start, end in ends for name in lexicon.at(tokens, start, end))
