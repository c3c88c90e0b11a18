"""One form of a phrase however its words are put: short ones written out, by the alphabet, without endings."""

from __future__ import annotations

from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.trade import Phrase, short_forms

_MEANS = frozenset({"average", "avg", "mean"})


def written_out(phrase: Phrase) -> Phrase:
    """Return the words of a phrase in their order with short ones written out: avg ticket is average ticket."""
    short = short_forms()
    return tuple(part for word in phrase for part in short.get(word, (word,)))


def canonical(phrase: Phrase) -> Phrase:
    """Return the words of a phrase with short ones written out, without articles and 'of', by the alphabet."""
    short = short_forms()
    named = tuple(w for i, w in enumerate(phrase) if not _is_number_of(phrase, i))
    words = (word for word in (named or phrase) if word not in ("of", "the", "a", "an", "our"))
    return tuple(sorted(part for word in words for part in short.get(word, (word,))))


def rooted_form(form: Phrase) -> Phrase:
    """Return the words of a canonical phrase without the endings of verbs: billed and billing are bill.

    Of several words a verb stays apart from its noun: ordering customers are no customer orders.
    """
    if len(form) == 1:
        return (root(form[0]),)
    return tuple(sorted(f"{root(word)}~" if word.endswith(("ing", "ed")) else word for word in form))


def _is_number_of(phrase: Phrase, index: int) -> bool:
    """Tell whether 'number of' adds nothing where it stands; an average number of claims is no average claim."""
    is_counted = phrase[index : index + 2] == ("number", "of")
    return bool(index) and is_counted and phrase[index - 1] not in _MEANS
