"""A key that does not show itself."""

from __future__ import annotations

from collections.abc import Iterable

# Shorter ones stand for "no key" ("none", "EMPTY", "ollama"): cut out of a reply they would spoil it.
LEAST = 8


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
    """Return `text` with `[key]` where one of the secrets stood, as an endpoint may send it back to us."""
    for secret in secrets:
        if len(secret.reveal()) >= LEAST:
            text = text.replace(secret.reveal(), "[key]")
    return text
