"""The numbers that a sentence of a model states, in digits and in words, and how exactly it states them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS

_SIGNS = {"$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "₹": "inr", "₩": "krw"}
_SCALES = {
    **dict.fromkeys(("k", "thousand", "thousands"), 3),
    **dict.fromkeys(("m", "mm", "mn", "million", "millions"), 6),
    **dict.fromkeys(("b", "bn", "billion", "billions"), 9),
    **dict.fromkeys(("tn", "trillion", "trillions"), 12),
}
_WORD = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
# The second is the sign of subtraction.
_MINUS = "-\u2212"
_NUMBER = re.compile(
    rf"""
    (?P<sign>(?<![\w-])[{_MINUS}–+])?\s?(?P<mark>[{"".join(_SIGNS)}]|(?-i:\b[A-Z]{{3}}\ ))?(?P<minus>[{_MINUS}])?
    (?:
        (?P<digits>(?<![\w.,])(?:{_DIGITS}))
        |\b(?P<words>(?:{_WORD})(?:[- ](?:{_WORD}|hundred|and(?=\ (?:{_WORD})\b)))*)\b
    )
    (?:[ -]?(?P<scale>{_SCALE})\b)?(?!\w)(?![.,]\d)
    \s?(?P<percent>%|per\ ?cent\b|pct\b)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Numbers that nobody can hold to a table: they say how many times, or which part, or leave it open.
_LOOSE = re.compile(
    r"""
    \b(?:doubl|tripl|trebl|quadrupl|quintupl|halv)\w*
    |\b(?:half|twice|thrice|once|both|couple|dozens?|scores|several|thirds?|quarters|fourths?|fifths?|sixths?|tenths?|hundreds?
    |thousands?|millions?|billions?|trillions?|\w+fold|times|an?\ quarter|multiples?)\b
    |\d
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Figure:
    """A number that stands at `start` to `end`: its size, its unit and the size of its last digit.

    `unit` is percent, a currency (usd) or None; a percentage is told as people say it: 12.5 for an eighth.
    """

    start: int
    end: int
    value: Decimal
    last_digit: Decimal
    unit: str | None

    def tells(self, value: Decimal) -> bool:
        """Tell whether it is `value` rounded, by a twentieth of it at most."""
        gap = abs(abs(value) - abs(self.value))
        return gap * 2 <= self.last_digit and gap * 20 <= abs(value) and (value != 0 or self.value == 0)


def figures_in(text: str) -> tuple[Figure, ...] | None:
    """Return the numbers of a text, None when it states some that can't be held to a table: doubled, a third, 3x."""
    found = [_figure(match) for match in _NUMBER.finditer(text)]
    rest = list(text)
    for figure in found:
        rest[figure.start : figure.end] = "·" * (figure.end - figure.start)
    return None if _LOOSE.search("".join(rest)) else tuple(found)


def _figure(match: re.Match[str]) -> Figure:
    scale = Decimal(10) ** _SCALES.get((match["scale"] or "").lower(), 0)
    digits = match["digits"]
    size = Decimal(digits.replace(",", "")) if digits else Decimal(_worth(match["words"]))
    decimals = len(digits.partition(".")[2]) if digits else 0
    mark = (match["mark"] or "").strip()
    unit = "percent" if match["percent"] else _SIGNS.get(mark, mark.lower()) or None
    is_negative = (match["sign"] or match["minus"] or "+") != "+"
    value = size * scale * (-1 if is_negative else 1)
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return Figure(start, start + len(match.group().strip()), value, scale / Decimal(10) ** decimals, unit)


def _worth(words: str) -> int:
    """Return what a number in words is: twenty-five, three hundred and two."""
    total = 0
    for word in re.split(r"[- ]", words.lower()):
        if word == "hundred":
            total *= 100
        elif word != "and":
            total += NUMBER_WORDS[word]
    return total
