"""What is taken off: 'paid losses net of recoveries' is the metric that its description says to be that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from metrics_cli.catalog import Metric
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.trade import Phrase, phrase
from metrics_cli.interpretation.rules.wording import Words

# As much as a metric by its name.
COST = 1.0
_SENTENCE = re.compile(r"[.;,:(]")
_TAKEN = re.compile(r"\b(?:less|net of|minus|after deducting|after)\b", re.IGNORECASE)
_AND = re.compile(r",|\band\b", re.IGNORECASE)
# The longest of what is taken off, in words.
_LONGEST = 5


def nettings_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield the metrics that are what is named at word `start` less what is named after it."""
    for end, names in words.names(start, "metric"):
        asked = {phrase(words.catalog.metrics[str(n.key)].label) for n in names} | {_stems(words, start, end)}
        for after, _ in match(words.tokens, end, phrases.NETTED):
            for last in range(after + 1, min(after + _LONGEST, len(words.tokens)) + 1):
                taken = _parts(words.text(after, last))
                for metric in words.catalog.metrics.values():
                    if taken and _is_net(metric, asked, taken):
                        said = f"'{words.text(start, last)}' is read as {metric.label}"
                        yield Clause(start, last, "metric", COST, metric.name, (said,))


def check_nettings(draft: Draft) -> None:
    """Raise NoReading for a value that is asked to be taken off: as a condition it would be all that is kept."""
    for clause in draft.of("filter"):
        first = max(0, clause.start - 2)
        if any(
            clause.start <= end <= clause.end
            for place in range(first, clause.start + 1)
            for end, _ in match(draft.words.tokens, place, phrases.NETTED)
        ):
            raise draft.stop(f"No metric is {draft.labels()} less '{draft.text(clause)}'.", clause)


def _is_net(metric: Metric, asked: set[Phrase], taken: frozenset[Phrase]) -> bool:
    """Tell whether the description begins with what is asked less all that is taken, and no more."""
    whole, *less = _TAKEN.split(_SENTENCE.split(metric.description)[0], maxsplit=1)
    return bool(less) and phrase(whole) in asked and _parts(less[0]) == taken


def _parts(text: str) -> frozenset[Phrase]:
    return frozenset(p for p in map(phrase, _AND.split(text)) if p)


def _stems(words: Words, start: int, end: int) -> Phrase:
    return tuple(t.stem for t in words.tokens[start:end])
