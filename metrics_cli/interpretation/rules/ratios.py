"""Two metrics that the words divide: returns as a percentage of orders, the ratio of clicks to impressions."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.lexicon import SAID
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.wording import Words

_ARTICLES = frozenset("the our total".split())
_TO = frozenset("to and / over vs".split())
_TAILS = frozenset({"ratio"})
# Only the best name of each part is taken: a ratio of what the words hardly name is none that they ask for.
_Named = list[tuple[int, tuple[str, ...]]]


def ratios_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the metrics that divide what the words divide, and the divisions that no metric makes."""
    for end, above, below in _divided(words, start):
        found = [(a, b, n) for a in above for b in below for n in _dividing(words.catalog, a, b)]
        for a, b, name in found:
            labels = words.catalog.metrics
            said = f"'{words.text(start, end)}' is {labels[name].label}: {labels[a].label} by {labels[b].label}"
            yield Clause(start, end, "metric", 1.0, name, (said,))
        if not found and words.fold(start) not in ("per",) and set(above).isdisjoint(below):
            yield Clause(start, end, "undivided", 1.3, (above[0], below[0]))
    for end, above, below in _per(words, start):
        for a in above:
            for b in below:
                for name in _dividing(words.catalog, a, b):
                    said = f"'{words.text(start, end)}' is {words.catalog.metrics[name].label}"
                    yield Clause(start, end, "metric", 1.0, name, (said,))
    yield from _parts(words, start)


def _parts(words: Words, start: int) -> Iterator[Clause]:
    """Yield the rate that 'what share of orders were refunded' asks for: of the orders of each group the part named."""
    for place, _ in match(words.tokens, start, phrases.SHARES):
        named = _metrics(words, words.skip(place, _ARTICLES))
        wholes = [(end, b) for end, below in named for b in below]
        for end, a in ((end, a) for end, above in named for a in above):
            for name in {n for e, b in wholes if e < end for n in _dividing(words.catalog, a, b)}:
                said = f"'{words.text(start, end)}' is {words.catalog.metrics[name].label}"
                yield Clause(start, end, "metric", 1.0, name, (said,))


def check_ratios(draft: Draft) -> None:
    """Raise Doubtful for a division that no metric makes, with its two parts."""
    for clause in draft.of("undivided"):
        above, below = (draft.catalog.metrics[m].label for m in clause.content)
        reason = f"No metric divides {above} by {below}. Both beside one another can be asked for: {above} and {below}."
        raise Doubtful(reason, draft.tokens(clause), clause.content)


def _divided(words: Words, start: int) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Yield 'the ratio of X to Y', 'X as a percentage of Y', 'X to Y ratio'."""
    for place, _ in match(words.tokens, start, phrases.RATIOS):
        for end, above in _metrics(words, words.skip(place, _ARTICLES)):
            if words.fold(end) in _TO:
                yield from ((e, above, b) for e, b in _metrics(words, words.skip(end + 1, _ARTICLES)))
    for end, above in _metrics(words, start):
        for place, _ in match(words.tokens, end, phrases.DIVIDED):
            yield from ((e, above, b) for e, b in _metrics(words, words.skip(place, _ARTICLES)))
        if words.fold(end) == "to":
            for last, below in _metrics(words, end + 1):
                if words.fold(last) in _TAILS:
                    yield last + 1, above, below


def _per(words: Words, start: int) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    for end, above in _metrics(words, start):
        if words.fold(end) == "per":
            yield from ((e, above, b) for e, b in _metrics(words, end + 1))


def _metrics(words: Words, start: int) -> _Named:
    """Return where the words from `start` that name metrics end, with those they name best."""
    found: _Named = []
    for end, names in words.names(start, "metric"):
        least = min(n.cost for n in names)
        if least < SAID:
            found.append((end, tuple(str(n.key) for n in names if n.cost == least)))
    return found


def _dividing(catalog: Catalog, above: str, below: str) -> Iterator[str]:
    """Yield the metrics that are the one by the other, without a condition on either."""
    plain = {f"{above} / {below}", f"{above} / nullif({below}, 0) of {above}, {below}"}
    yield from (m.name for m in catalog.metrics.values() if m.formula in plain and m.inputs == (above, below))
