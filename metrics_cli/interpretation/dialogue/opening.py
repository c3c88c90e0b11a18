"""What leads a follow-up in and closes it: words that say that it goes on, and change nothing themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from metrics_cli.interpretation.rules.tokens import tokenise

_LEAD = (
    r"(?:(?:and|but|ok|okay|so|well|now|then|instead|rather|please|pls|hmm|um|great|thanks|thank you|cool|yes|yeah|"
    r"actually|sorry) )*"
    r"(?:(?:can|could|would|will) (?:you|we|i) (?:please |also )?)?"
    r"(?:i (?:want|need|meant|mean) )?(?:let us |lets )?"
    r"(?:(?:what about|how about|what if it is|what if|and for|make it|make that|make them|change it to|change that to|"
    r"change to|switch it to|switch to|turn it into|go|"
    r"show it|show that|show them|show me|show|see it|see that|see|give me|give it|do it|do that|try|let me see|"
    r"let us see|i want it|"
    r"(?:do )?(?:exactly )?(?:the )?same(?: thing| question)?(?: but)?(?= (?:for|by|with|in|on|as|without|from|of|per|"
    r"compared)\b)|"
    r"(?:do )?(?:exactly )?(?:the )?same(?: thing| question)?"
    r"(?! (?:period|time|day|week|month|quarter|date))\b)(?: |$))?"
    r"(?:(?:split|break|slice|group|cut|drill)(?: (?:it|that|this|them|these|those|the results?))?"
    r"(?: (?:down|up|out|further))?(?= (?:by|per|into|across)))?"
)
_OPENING = re.compile(_LEAD)
_ADDING = re.compile(
    r"(?:(?:and |now |then |please )*(?:also|plus|additionally|add|include|bring in|or)|and)(?: the)? "
)
_CLOSING = re.compile(
    r" (?P<tail>too|as well|also|instead|rather|now|please|pls|thanks|thank you|then|this time|again)$"
)
# Words that surely add, where a mere 'and' only may.
_SURE = re.compile(r"(?:and |now |then |please )*(?:also|plus|additionally|add|include|bring in|or)\b")
_TOO = frozenset({"too", "as well", "also"})
# Words that leave something out of what was asked: they go on with it whatever follows.
_RESTRICTING = re.compile(
    r"(?:(?:and|but|ok|now|then|please|can you|could you) )*(?:only|just|excluding|exclude|without|except|minus|not|"
    r"remove|drop|leave out|ignore|keep|limit|restrict|filter|but)\b"
)
_MARKED = re.compile(
    r"(?:and|but|what about|how about|also|plus|only|just|same|do the same|the same|instead|now|then|ok|add|or|no|"
    r"include|make it|make that|bring in|switch|change|remove|drop|exclude|excluding|without|keep|limit|restrict|"
    r"filter|minus|except|not|sort|order by|lets|actually)\b"
)
_CLOSES = re.compile(r".+ (?:only|alone)$")


@dataclass(frozen=True)
class Opened:
    """The words without what leads them in and closes them; `adds` is surely, perhaps or nothing."""

    text: str
    adds: str = ""
    is_instead: bool = False


_NO = re.compile(
    r"^\s*no(?:pe)?(?:\s*[,.;:!–-]+\s+|\s+(?=(?:i|by|for|in|only|just|make|show|not|the)\b))", re.IGNORECASE
)
_THEIR = re.compile(r"^(?:their|its|his|her) ")


def folded(text: str) -> str:
    """Return the folded words of a line as one text, without a 'no' that only takes back what was said before."""
    words = (token.fold for token in tokenise(_NO.sub("", text)))
    return " ".join("what is" if word == "whats" else word for word in words)


def opened(text: str) -> Opened:
    """Return a folded line without its lead and its closing words."""
    tails: set[str] = set()
    left = text
    while closing := _CLOSING.search(left):
        tails.add(closing["tail"])
        left = left[: closing.start()]
    adding = _ADDING.match(left)
    left = left[adding.end() :] if adding else left
    opening = _OPENING.match(left)
    left = left[opening.end() :] if opening else left
    is_sure = bool(_SURE.match(text)) or bool(tails & _TOO)
    is_instead = bool(tails & {"instead", "rather"}) or bool(re.match(r"(?:(?:and|but|no) )*instead\b", text))
    return Opened(_THEIR.sub("", left.strip()), "surely" if is_sure else "perhaps" if adding else "", is_instead)


def is_marked(text: str) -> bool:
    """Tell whether the words begin or end as a follow-up does, which a whole question seldom does."""
    words = folded(text)
    tails = _CLOSING.search(words)
    is_closed = bool(tails and tails["tail"] in {*_TOO, "instead", "rather"})
    return bool(_MARKED.match(words)) or is_closed


def restricts(text: str) -> bool:
    """Tell whether the words keep or leave out a part of what was asked: such a line begins nothing anew."""
    words = folded(text)
    return bool(_RESTRICTING.match(words)) or bool(_CLOSES.fullmatch(words))
