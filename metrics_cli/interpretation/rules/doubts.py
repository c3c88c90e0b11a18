"""Words that can be read in two ways, of which each gives another number: they stop the answer."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from metrics_cli.catalog import Metric
from metrics_cli.interpretation.rules.account import Account
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.tokens import number
from metrics_cli.interpretation.rules.words import ASKING, COUNTING, MEASURING, RANK_TAILS, SUMMING

_TIES = frozenset("of from for in to among on".split())
_SPLITS = frozenset("by per each every across".split())
_PLAIN = frozenset("the our total different".split())
# Formats of metrics that are no count.
_AVERAGES = ("average(", "median(", "percentile(")
_AMOUNTS = frozenset({"usd", "percent", "decimal", "duration_s", "bytes"})


def stop_at_doubtful_ranking(account: Account, place: int, label: str) -> None:
    """Stop at 'M of the top 5 X', which may rank by anything, and at 'the highest M by X', which may want all."""
    word = account.tokens[place].text
    before = _skip(account, place - 1, -1, _PLAIN, numbers=True)
    after = _skip(account, place + 1, 1, {*RANK_TAILS, *_PLAIN})
    metrics = [i for i in range(len(account.tokens)) if account.role(i) == "metric"]
    is_tied = before is not None and account.tokens[before].fold in _TIES and account.role(before - 1) == "metric"
    if is_tied and all(i < place for i in metrics):
        raise NoReading(f"'{word}' does not say by what. Say: {word} … by {label}.", unused=[account.tokens[place]])
    is_measured = after in metrics and not _asks(account, place)
    splits = any(t.fold in _SPLITS and account.is_free(i) for i, t in enumerate(account.tokens) if i > place)
    if is_measured and splits and (before is None or account.tokens[before].fold != "with"):
        reason = f"'{word} {label} by …' may want one of them, or all in that order. Say: top 1 … by {label}."
        raise NoReading(reason, unused=[account.tokens[place]], metrics=())


def read_count(account: Account, metrics: Iterable[tuple[int, Metric]]) -> None:
    """Claim 'how many' before a count and 'amount of' before an amount; stop at the one for the other.

    `metrics` come with the place of their words.
    """
    words = [t.fold for t in account.tokens]
    for start, metric in metrics:
        end = _skip(account, start - 1, -1, _PLAIN)
        asked = tuple(words[end - 1 : end + 1]) if end else ()
        if end is None or asked not in COUNTING + MEASURING:
            continue
        is_count = asked in COUNTING
        if metric.format in (_AMOUNTS if is_count else ("integer",)):
            kind = "a count" if is_count else "an amount"
            reason = f"'{' '.join(asked)}' asks for {kind}, and {metric.label} is not one."
            raise NoReading(reason, metrics=(metric.name,))
        account.claim(end - 1, end + 1, "filler")


def stop_at_doubtful_amount(account: Account, metrics: Iterable[Metric]) -> None:
    """Stop at 'how much' of a count, at 'how many' of an amount, and at the total of what is an average or a rate."""
    words = [t.fold for t in account.tokens]
    pairs = set(pairwise(words))
    for metric in metrics:
        if ("how", "much") in pairs and metric.format == "integer":
            raise NoReading(f"'how much' asks for an amount, and {metric.label} is a count.", metrics=(metric.name,))
        if ("how", "many") in pairs and metric.format in _AMOUNTS:
            raise NoReading(f"'how many' asks for a count, and {metric.label} is not one.", metrics=(metric.name,))
        sums = [i for i, w in enumerate(words) if w in SUMMING and account.is_free(i)]
        is_average = metric.type in ("ratio", "derived", "conversion") or metric.formula.startswith(_AVERAGES)
        if sums and is_average:
            word = account.tokens[sums[0]].text
            raise NoReading(f"{metric.label} has no '{word}': it is no sum.", metrics=(metric.name,))


def _asks(account: Account, place: int) -> bool:
    """Tell whether the ranking is asked for as 'which X has the most M'."""
    return any(t.fold in ASKING and not _is_verb(account, i + 1) for i, t in enumerate(account.tokens[:place]))


def _is_verb(account: Account, index: int) -> bool:
    return account.tokens[index].fold in ("is", "are", "was", "were")


def _skip(account: Account, index: int, step: int, words: Iterable[str], numbers: bool = False) -> int | None:
    """Return the first place from `index` on that holds none of `words`, None beyond the ends."""
    passed = set(words)
    while 0 <= index < len(account.tokens):
        token = account.tokens[index]
        if token.fold not in passed and not (numbers and number(token) is not None):
            return index
        index += step
    return None
