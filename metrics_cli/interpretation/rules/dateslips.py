"""Typing errors in the words of dates: monht, febuary, quater. Stricter the shorter the word."""

from __future__ import annotations

from metrics_cli.interpretation.rules.datewords import DATE_WORDS, DAYS, MONTHS, UNIT_OF
from metrics_cli.period import WEEKDAYS

# Only these are so unlike other words that one wrong letter leaves no doubt: precious is not previous.
_UNLIKE = frozenset({*(m for m in MONTHS if len(m) > 6), *(d for d in WEEKDAYS if len(d) > 7), "yesterday"})
# Words of their own that are one slip away, and the plurals, which mean something else: on Fridays.
_OWN = frozenset("moths yearn yeast whole wine winner quarry quart".split())
_KNOWN = DATE_WORDS | set(MONTHS) | set(DAYS) | set(UNIT_OF) | {f"{w}s" for w in (*WEEKDAYS, *MONTHS)} | _OWN
_KNOWN |= {"weekends", "weekdays", "weekend", "weekday", "halves"}


def mended_date(word: str) -> str | None:
    """Return the one word of a date that `word` is a slip away from, None when it may well be another word.

    Two letters swapped: from four letters on. One too many or too few: from five. One wrong: in long, unlikely words.
    """
    if word in _KNOWN or len(word) < 4 or not word.isalpha():
        return None
    near = [known for known in DATE_WORDS if known[0] == word[0] and _is_slip(word, known)]
    # "Monhts" is nearer to months than to month.
    return near[0] if len(near) == 1 else None


def _is_slip(word: str, known: str) -> bool:
    if len(word) == len(known):
        different = [i for i, (a, b) in enumerate(zip(word, known, strict=True)) if a != b]
        if len(different) == 2 and different[1] == different[0] + 1:
            return word[different[0]] == known[different[1]] and word[different[1]] == known[different[0]]
        return len(different) == 1 and known in _UNLIKE
    short, long = sorted((word, known), key=len)
    if len(long) - len(short) != 1 or len(word) < 5:
        return False
    # A letter left out at the end, or put there, makes another form of a word: year, years, yearn.
    return any(long[:i] + long[i + 1 :] == short for i in range(1, len(long) - 1))
