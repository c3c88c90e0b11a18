"""Values that a model writes, matched against what the data hold: a value that does not exist is never asked for."""

from __future__ import annotations

from collections.abc import Sequence

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.interpretation.model.contract import ReplyInvalid, SaidFilter
from metrics_cli.interpretation.rules.lexicon import home_of
from metrics_cli.interpretation.rules.tokens import fold, tokenise
from metrics_cli.interpretation.rules.values import ValueIndex
from metrics_cli.query import Scalar

_FREE = frozenset("like not_like contains not_contains".split())
_ORDERED = frozenset("gt ge lt le between".split())
_SHOWN = 5


def literals_of(said: SaidFilter, words: str, catalog: Catalog, values: ValueIndex) -> tuple[Scalar, ...]:
    """Return the values of a condition as the data write them; those of a date as they are.

    `words` are those that the condition rests on. Raises ReplyInvalid for a value that is none.
    """
    dimension = catalog.dimensions[said.dimension]
    if dimension.pii:
        raise ReplyInvalid(f"{said.dimension} is personal data: there is no condition on its values; write a refusal")
    if dimension.type == "time" or not said.values:
        return said.values
    if said.operator in _FREE:
        return tuple(_copied(text.strip("%_"), text, words, said) for text in said.values)
    if said.operator in _ORDERED:
        return tuple(_number(text, said) for text in said.values)
    home = home_of(dimension)
    return tuple(
        dict.fromkeys(v for text in said.values for v in _known(text, words, dimension, home, catalog, values))
    )


def matches(text: str, home: Home, values: ValueIndex, slips: bool = True) -> tuple[Scalar, ...]:
    """Return the values of a dimension that `text` means: written so, folded, by another name of a place, a slip."""
    exact = tuple(v for v in values.of_home.get(home, ()) if str(v) == text)
    written = exact or tuple(values.written(home, text.strip().lower()))
    if written:
        return written
    tokens = tokenise(text.replace("_", " "))
    if not tokens:
        return ()
    hits = [h for h in values.at(tokens, 0, len(tokens)) if h.home == home]
    hits = hits or (list(values.near(tokens, (home,))) if slips else [])
    return tuple(dict.fromkeys(h.value for h in hits))


def _known(
    text: str, words: str, dimension: Dimension, home: Home, catalog: Catalog, values: ValueIndex
) -> tuple[Scalar, ...]:
    found = matches(text, home, values)
    if found:
        return found
    held = catalog.values.get(home)
    if (held is None or not held.is_complete) and fold(text) in fold(words):
        return (text,)
    known = values.of_home.get(home, ())
    near = [v for v in values.nearest(text) if v in {str(k) for k in known}] or [str(v) for v in known[:_SHOWN]]
    hint = f"; it has {', '.join(near)}" if near else ""
    raise ReplyInvalid(f"{dimension.name} has no value {_shown(text)}{hint}; use one of its values or write a refusal")


def _copied(bare: str, text: str, words: str, said: SaidFilter) -> str:
    if not bare or fold(bare) not in fold(words):
        raise ReplyInvalid(f"{said.operator} {_shown(text)} on {said.dimension}: that text is not in the question")
    return text


def _number(text: str, said: SaidFilter) -> Scalar:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        raise ReplyInvalid(f"{said.operator} on {said.dimension} needs a number, not {_shown(text)}") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise ReplyInvalid(f"{said.operator} on {said.dimension} needs a number, not {_shown(text)}")
    return int(value) if value == int(value) else value


def number_of(texts: Sequence[str], where: str) -> tuple[Scalar, ...]:
    """Return the numbers that a condition on a metric compares with."""
    return tuple(_number(text, SaidFilter("", where, "a comparison")) for text in texts)


def _shown(text: str) -> str:
    return repr(" ".join(text.split())[:60])
