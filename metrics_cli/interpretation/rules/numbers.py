"""Numbers and comparisons with them, as people write them: $100, 10k, 1.5 million, at least three."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, Token
from metrics_cli.query import Operator, Scalar

_SCALES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mm": 1_000_000, "mn": 1_000_000, "mio": 1_000_000}
_SCALES |= {"million": 1_000_000, "b": 1_000_000_000, "bn": 1_000_000_000, "billion": 1_000_000_000, "hundred": 100}
_SIGNS = frozenset("$€£¥")
_MONEY = frozenset("dollar dollars usd bucks euro euros eur pound pounds gbp".split())
_PERCENT = frozenset(("%", "percent", "pct"))
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_DIGITS = re.compile(r"(?P<number>\d+(?:[.,]\d+)*)(?P<scale>[a-z]*)")

COMPARISONS: tuple[tuple[tuple[str, ...], Operator], ...] = tuple(
    (tuple(phrase.strip().split()), operator)
    for operator, phrases in (
        (
            Operator.GT,
            "more than, greater than, higher than, larger than, bigger than, over, above, exceeding, exceeds, exceed,"
            " exceeded, in excess of, north of, upwards of, upward of, beyond, topping, surpassing, >",
        ),
        (
            Operator.GE,
            "at least, no less than, no fewer than, not less than, a minimum of, minimum of, more than or equal to,"
            " greater than or equal to, ≥, > =",
        ),
        (
            Operator.LT,
            "less than, fewer than, lower than, smaller than, under, below, beneath, shy of, short of, south of, <",
        ),
        (
            Operator.LE,
            "at most, no more than, not more than, a maximum of, maximum of, up to, less than or equal to, ≤, < =",
        ),
        (Operator.EQ, "exactly, equal to, ="),
    )
    for phrase in phrases.split(",")
)
_BY_FIRST_WORD = {
    first: tuple(c for c in sorted(COMPARISONS, key=lambda c: -len(c[0])) if c[0][0] == first)
    for first in dict.fromkeys(phrase[0] for phrase, _ in COMPARISONS)
}
# 3 or more, 3 and up.
_AFTER = tuple((("or", word), Operator.GE) for word in ("more", "above", "greater", "higher"))
_AFTER += ((("and", "up"), Operator.GE), (("and", "above"), Operator.GE), (("and", "over"), Operator.GE))
_AFTER_ONE = ((("+",), Operator.GE), (("plus",), Operator.GE))
_AFTER += tuple((("or", word), Operator.LE) for word in ("less", "fewer", "below", "lower"))
# A number of more digits is not told exactly, and is none that people write.
_MOST_DIGITS = 15


@dataclass(frozen=True)
class Amount:
    """A number in words `…` to `end` (exclusive), with what it counts: currency, percent or nothing said."""

    end: int
    value: int | float
    unit: str | None


@dataclass(frozen=True)
class Limit:
    """A comparison with one number, or two for a range, that ends before word `end`."""

    end: int
    operator: Operator
    values: tuple[Scalar, ...]
    unit: str | None


def amount_at(tokens: Sequence[Token], start: int) -> Amount | None:
    """Return the number that begins at word `start`, None when there is none."""
    index, unit = start, None
    if index < len(tokens) and tokens[index].text in _SIGNS:
        index, unit = index + 1, "currency"
    if index >= len(tokens):
        return None
    found = _plain(tokens[index].fold)
    if found is None:
        return None
    value, index = found, index + 1
    if index < len(tokens) and tokens[index].fold in _SCALES and tokens[index].fold not in ("k", "m", "b"):
        value, index = value * _SCALES[tokens[index].fold], index + 1
    if index < len(tokens) and tokens[index].fold in _PERCENT:
        index, unit = index + 1, "percent"
    elif tokens[index - 1].fold in _TIMES:
        unit = "times"
    elif index < len(tokens) and tokens[index].fold == "times":
        index, unit = index + 1, "times"
    elif index < len(tokens) and (tokens[index].fold in _MONEY or tokens[index].text in _SIGNS):
        index, unit = index + 1, "currency"
    return Amount(index, int(value) if value == int(value) else value, unit)


def _plain(word: str) -> float | None:
    known = NUMBER_WORDS.get(word, _TENS.get(word, _TIMES.get(word)))
    if known is not None:
        return known
    match = _DIGITS.fullmatch(word)
    if match is None or (match["scale"] and match["scale"] not in _SCALES):
        return None
    text = match["number"]
    # 1,000 has thousands; 1,5 is not written in English, and 1.000,5 is no number at all.
    if "," in text and not re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        return None
    text = text.replace(",", "")
    if text.count(".") > 1 or len(text) > _MOST_DIGITS:
        return None
    return float(text) * _SCALES.get(match["scale"], 1)


def limit_at(tokens: Sequence[Token], start: int) -> Limit | None:
    """Return the comparison that begins at word `start`: over $100, between 2 and 5, 3 or more."""
    if start >= len(tokens):
        return None
    if tokens[start].fold == "between":
        low = amount_at(tokens, start + 1)
        if low and low.end < len(tokens) and tokens[low.end].fold == "and":
            high = amount_at(tokens, low.end + 1)
            if high and low.value <= high.value:
                return Limit(high.end, Operator.BETWEEN, (low.value, high.value), high.unit or low.unit)
        return None
    for phrase, operator in _BY_FIRST_WORD.get(tokens[start].fold, ()):
        if _stands(tokens, start, phrase):
            amount = amount_at(tokens, start + len(phrase))
            return Limit(amount.end, operator, (amount.value,), amount.unit) if amount else None
    amount = amount_at(tokens, start)
    for phrase, operator in (*_AFTER, *_AFTER_ONE):
        if amount and _stands(tokens, amount.end, phrase):
            return Limit(amount.end + len(phrase), operator, (amount.value,), amount.unit)
    return None


def _stands(tokens: Sequence[Token], start: int, phrase: tuple[str, ...]) -> bool:
    return tuple(t.fold for t in tokens[start : start + len(phrase)]) == phrase
