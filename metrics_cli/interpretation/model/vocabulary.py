"""The words that a sentence about a result may be made of, and where each may stand: any other drops the sentence.

What stands for rows, measures, periods and numbers has been put aside as a sign each; so has nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Signs of no script, which no printable sentence holds.
NAME, MEASURE, PERIOD, EARLIER_PERIOD, FIGURE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"

UP = (
    "rose|risen|rises|rising|grew|grown|grows|growing|increased|increases|increasing|gained|climbed|climbs|climbing"
    "|up|higher"
)
DOWN = (
    "fell|fallen|falls|falling|dropped|drops|dropping|declined|declines|declining|decreased|decreases|decreasing"
    "|shrank|slipped|dipped|down|lower"
)
HIGH = "highest|largest|biggest|greatest|most|leads|led|leading|top"
LOW = "lowest|smallest|least|fewest|bottom"
FOLLOWS = r"followed by|then"
ABOUT = r"(?:(?:about|around|roughly|approximately|a|an|the)\s+)*"
# What has a meaning of its own that is checked with the rows.
CHECKED = re.compile(rf"\b(?:{UP}|{DOWN}|{HIGH}|{LOW}|{FOLLOWS})\b", re.IGNORECASE)

_PLAIN = (
    "a an the and but while with in for at on of by to from than compared there also"
    " was were is are had has have came comes made took stood amounted accounted"
    " about around roughly approximately followed then s"
)
_WORDS = frozenset([*_PLAIN.split(), *"|".join((UP, DOWN, HIGH, LOW)).split("|")])
_TOTAL = frozenset({"total", "totalled", "totaled"})
# Words that mean what is meant only before or behind these.
_MISPLACED = re.compile(
    rf"""
    \b(?:from|than|compared)\b(?!(?:\s+(?:with|to))?\s+{ABOUT}[{FIGURE}{EARLIER_PERIOD}])
    |\bto\b(?!\s+{ABOUT}[{FIGURE}{EARLIER_PERIOD}])
    |\bby\b(?!\s+{ABOUT}[{FIGURE}{NAME}])
    |(?<!followed)\sby\s+{ABOUT}{NAME}
    |(?<!{NAME}\s)(?<!,\s)(?<!was\s)(?<!were\s)\bfollowed\b|\bfollowed\b(?!\sby\s+(?:the\s+)?{NAME})
    |\bthen\b(?!\s+(?:the\s+)?{NAME})
    |\bof\b(?!\s+(?:{ABOUT}{FIGURE}|(?:the\s+)?{MEASURE}))
    |(?<!the\s)\b(?:most|least|fewest)\b
    |\b(?:about|around|roughly|approximately)\b(?!\s+{FIGURE})
    |{NAME}\s+(?:[a-z]+\s+)*{NAME}(?<!followed\sby\s{NAME})(?<!then\s{NAME})(?<!and\s{NAME})(?<!while\s{NAME})(?<!but\s{NAME})
    |\.\s*\S
    """,
    re.VERBOSE,
)
_BY_A_FIGURE = re.compile(rf"\bby\s+{ABOUT}{FIGURE}")
_MOVED_BY = re.compile(rf"\b(?:{UP}|{DOWN})\s+by\s+{ABOUT}{FIGURE}")


def is_worded(template: str, labels: Iterable[str], is_whole: bool) -> bool:
    """Tell whether all words of a sentence are known and stand where they can be checked.

    `template` is the sentence with a sign for each row, measure, period and number; `labels` are further words of the
    table; `is_whole` says that its one row is all that was asked for.
    """
    text = re.sub(rf"([{NAME}-{FIGURE}])\1*", r"\1", template).casefold()
    known = {word for label in labels for word in _words(label)} | _WORDS | (_TOTAL if is_whole else frozenset())
    if not {*_words(text)} <= known or re.search(rf"[^\w\s{NAME}-{FIGURE},;:()'’–—.-]|[\d_]", text):
        return False
    if len(_BY_A_FIGURE.findall(text)) != len(_MOVED_BY.findall(text)):
        return False
    # A sentence that states neither a number nor anything else that was checked says nothing.
    return not _MISPLACED.search(text) and bool(FIGURE in text or CHECKED.search(text))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())
