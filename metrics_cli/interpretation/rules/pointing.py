"""Small words and signs before a value: this morning points at one, -Books and !CA leave one out."""

from __future__ import annotations

import re

from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.interpretation.rules.wording import Words

_POINTING = frozenset({"this", "these", "those"})
# A minus or an exclamation mark that stands off the word before, right at the word behind it.
_SIGN = re.compile(r"[\s(,][-!¬^]+[\"'“(\[]*$")
# What is said behind 'that' of the things themselves: tickets that escalated.
_VERBAL = re.compile(r"[dnt]$")
_GREETINGS = frozenset({"hi", "ok"})
# Words without content that are codes of places as well.
_CODES = _GREETINGS | {"me", "in"}
_WITHIN = frozenset({"in", "from", "within", "outside", "across"})
# What may follow a place; 'in my region' and 'in it all' name none.
_BEHIND = _WITHIN | frozenset("for by on at of per during since until and or last this vs over between".split())


def check_pointed(draft: Draft) -> None:
    """Raise Doubtful for a value that a word points at or a sign turns round."""
    for clause in draft.of("filter", "empty"):
        if _is_pointed_at(draft.words, clause):
            text = draft.words.text(clause.start - 1, clause.end)
            raise _doubt(draft, f"'{text}' points at something that the question does not name.", clause)
        for token in draft.tokens(clause):
            if _SIGN.search(token.gap):
                sign = token.gap.strip()[-1]
                reason = f"The '{sign}' before '{token.text}' may leave it out, or be no more than a dash."
                raise _doubt(draft, f"{reason} Say 'without {token.text}' or 'only {token.text}'.", clause)


def _doubt(draft: Draft, reason: str, clause: Clause) -> Doubtful:
    return Doubtful(reason, draft.tokens(clause), draft.metrics)


def _is_pointed_at(words: Words, clause: Clause) -> bool:
    before = words.fold(clause.start - 1)
    is_led = clause.content.words and bool(match(words.tokens, clause.start, phrases.LEADS))
    if clause.kind != "filter" or is_led or clause.content.is_negated or words.tokens[clause.start].is_parted:
        return False
    return before in _POINTING or (before == "that" and not _VERBAL.search(words.fold(clause.start)))


def check_codes(words: Words, fillers: tuple[Clause, ...], metrics: tuple[str, ...]) -> None:
    """Raise Doubtful for a word without content that stands where a place would: revenue in hi, sales ok in 2025."""
    for clause in fillers:
        if clause.end == clause.start + 1 and _is_code(words, clause.start):
            token: Token = words.tokens[clause.start]
            reason = f"'{token.text}' may be a value here, or say nothing. Write it in capitals, or leave it out."
            raise Doubtful(reason, (token,), metrics)


def _is_code(words: Words, index: int) -> bool:
    token, last = words.tokens[index], len(words.tokens) - 1
    if index == 0 or token.is_parted or token.fold not in _CODES:
        return False
    behind = words.tokens[index + 1] if index < last else None
    ends = behind is None or behind.is_parted or behind.fold in _BEHIND or behind.fold[:1].isdigit()
    is_place = words.fold(index - 1) in _WITHIN and ends
    is_greeting = token.fold in _GREETINGS and index < last and not all(words.is_plain(i) for i in range(index))
    return is_place or is_greeting
