"""Words of a question with where they stand, folded so that spelling variants compare equal."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# A date, a number, a word with its apostrophe; any other sign but plain punctuation stands for itself.
_PIECE = re.compile(
    r"\d{1,2}([/-])\d{1,2}\1(?:\d{4}|\d{2})(?![\w/-])|\d{4}/\d{1,2}(?:/\d{1,2})?(?![\w/])|\d{1,2}/\d{4}(?![\w/])"
    r"|(?<!\S)-\d+|\d{4}-\d{2}(?:-\d{2})?(?!\d)|\d+(?:[.,]\d+)*(?:[^\W_]+)?"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*\d*|[^\w\s?!.,:;\"'’“”\u2018()\[\]|–—\-]"
)
_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty
""".split()
_TENS = {word: 10 * tens for tens, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}
_STOPS = set(",;:.!?()[]|")
# A dash with room around it parts words as a comma does; one without may join the ends of a range.
_DASHED = re.compile(r"\s[–—]\s")
NUMBER_WORDS = {word: number for number, word in enumerate(_NUMBERS)} | _TENS


@dataclass(frozen=True)
class Token:
    """A word as written, where it stands, its folded form, its stem (folded, singular), and whether a comma or another
    stop parts it from the word before: a name does not reach across one. `gap` is what stands between the two."""

    text: str
    start: int
    end: int
    fold: str
    stem: str
    is_parted: bool = False
    gap: str = ""


def tokenise(text: str) -> tuple[Token, ...]:
    """Return the words of `text` in order; hyphens and underscores part words, plain punctuation is passed over."""
    found: list[Token] = []
    for match in _PIECE.finditer(text):
        word = fold(match[0])
        gap = text[found[-1].end if found else 0 : match.start()]
        is_parted = bool(found) and bool(set(gap) & _STOPS or _DASHED.search(gap))
        found.append(Token(match[0], match.start(), match.end(), word, stem(word), is_parted, gap))
    return tuple(found)


def fold(text: str) -> str:
    """Return `text` without case, accents and possessive: Café's is cafe."""
    if text.isascii():
        plain = text.lower()
    else:
        plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    if "'" not in plain and "’" not in plain:
        return plain
    return re.sub(r"['’]s$", "", plain).replace("'", "").replace("’", "")


def stem(word: str) -> str:
    """Return the singular of a folded word, by English spelling alone: categories is category."""
    if len(word) < 4 or not word.isalpha() or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def number(token: Token) -> int | None:
    """Return the whole number that a token writes in digits or words, None when it writes none."""
    if token.fold.isdecimal() and token.fold.isascii():
        return int(token.fold)
    return NUMBER_WORDS.get(token.fold)
