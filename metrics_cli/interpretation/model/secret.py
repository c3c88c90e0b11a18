"""A key that does not show itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Shorter ones stand for "no key" ("none", "EMPTY", "ollama"): cut out of a reply they would spoil it.
LEAST = 8
# Signs that nobody sees (soft hyphen, those of no width, of direction), as they are or as JSON may write them.
_UNSEEN = (
    "(?:[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    r"|\\+u(?:00ad|180e|200[b-f]|202[a-e]|206[0-46-9]|feff))*"
)


class Secret:
    """A text that no repr, str, format, copy to JSON or pickle gives away; `reveal` alone does."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text, for a header and nothing else."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __repr__(self) -> str:
        return "Secret(…)" if self._text else "Secret()"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")


def without(text: str, secrets: Iterable[Secret]) -> str:
    """Return `text` with `[key]` where one of the secrets stood, as an endpoint may send it back to us.

    It is found as well where its letters are written as JSON may write them (\\u0073), which decoding would undo, or
    stand apart by signs that nobody sees.
    """
    for secret in secrets:
        if len(secret.reveal()) >= LEAST:
            text = _spelt(secret.reveal()).sub("[key]", text)
    return text


def _spelt(key: str) -> re.Pattern[str]:
    letters = (rf"(?:{re.escape(sign)}|\\+u{ord(sign):04x}|\\+{re.escape(sign)})" for sign in key)
    return re.compile(_UNSEEN.join(letters), re.IGNORECASE)
