"""The account of a question: which words became what. A word left over stops the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from metrics_cli.interpretation.interpreter import Part
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.interpretation.rules.words import AFTER_A_METRIC, FILLER_PHRASES, FILLERS, OPENERS


@dataclass
class Account:
    """The words of one question, each claimed at most once."""

    question: str
    tokens: tuple[Token, ...]
    _roles: dict[int, tuple[int, int, str, str]] = field(default_factory=dict)

    def claim(self, start: int, end: int, role: str, target: str = "") -> None:
        """Tie tokens `start` to `end` (exclusive) to a part of the query."""
        for index in range(start, end):
            self._roles[index] = (start, end, role, target)

    def is_free(self, index: int) -> bool:
        """Tell whether the token is still unclaimed."""
        return 0 <= index < len(self.tokens) and index not in self._roles

    def role(self, index: int) -> str | None:
        """Return what the token was claimed as."""
        return self._roles[index][2] if index in self._roles else None

    def claim_fillers(self) -> None:
        """Claim what is left of the words without content, where they have none."""
        while self.claim_phrase(FILLER_PHRASES, "filler"):
            pass
        is_opening = True
        for index, token in enumerate(self.tokens):
            is_tail = token.fold in AFTER_A_METRIC and self.role(index - 1) == "metric"
            is_empty = self._is_filler(token) or (is_opening and token.fold in OPENERS) or is_tail
            if self.is_free(index) and is_empty:
                self.claim(index, index + 1, "filler")
            is_opening = is_opening and self.role(index) == "filler"

    def claim_phrase(self, phrases: Iterable[tuple[str, ...]], role: str, target: str = "") -> bool:
        """Claim the first of `phrases` that stands in free words, and tell whether there was one."""
        words = [t.fold for t in self.tokens]
        for phrase in phrases:
            for start in range(len(words) - len(phrase) + 1):
                end = start + len(phrase)
                if tuple(words[start:end]) == phrase and all(map(self.is_free, range(start, end))):
                    self.claim(start, end, role, target)
                    return True
        return False

    def claim_rest(self, role: str) -> None:
        """Claim all that is left."""
        for index in self.unused():
            self.claim(index, index + 1, role)

    def unused(self) -> tuple[int, ...]:
        """Return the tokens that nothing has claimed."""
        return tuple(i for i in range(len(self.tokens)) if i not in self._roles)

    def is_between(self, start: int, end: int, allowed: Iterable[str]) -> bool:
        """Tell whether the tokens from `start` to `end` (exclusive) are all fillers or among `allowed`."""
        words = set(allowed)
        return all(self.tokens[i].fold in words or self._is_filler(self.tokens[i]) for i in range(start, end))

    def _is_filler(self, token: Token) -> bool:
        """Tell whether the word has no content; written in capitals, IN and ME and US are names of places."""
        is_name = len(token.text) > 1 and token.text.isupper() and not self.question.isupper()
        return token.fold in FILLERS and not is_name

    def has_comma(self, start: int, end: int) -> bool:
        """Tell whether a comma stands between token `start` and token `end`."""
        return "," in self.question[self.tokens[start].end : self.tokens[end].start]

    def parts(self) -> tuple[Part, ...]:
        """Return the account in the order of the words."""
        spans = sorted(set(self._roles.values()))
        return tuple(self._part(*span) for span in spans)

    def _part(self, start: int, end: int, role: str, target: str) -> Part:
        first, last = self.tokens[start].start, self.tokens[end - 1].end
        return Part(self.question[first:last], first, last, role, target)


def written(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the words as the question has them, each once."""
    return tuple(dict.fromkeys(t.text for t in tokens))
