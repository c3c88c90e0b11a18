"""Reading `--where`: a small syntax for people, turned into typed filters and never passed through.

    category = Books
    status not in (cancelled, refunded) and state = 'New York'
    signed_up_on >= 2024-01-01 and email is null
    quantity between 2 and 5

Conditions are joined by `and`. Words with spaces or signs are quoted; a quote inside is doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from metrics_cli.errors import QueryInvalid
from metrics_cli.query import Filter, Operator, Scalar

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")|(?P<sign><=|>=|!=|<>|=|<|>|\(|\)|,)|(?P<word>[^\s'\"<>=!(),]+))"
)
_SIGNS = {
    "=": Operator.EQ,
    "!=": Operator.NE,
    "<>": Operator.NE,
    "<": Operator.LT,
    "<=": Operator.LE,
    ">": Operator.GT,
    ">=": Operator.GE,
}
_HINT = "write it like: colour = red and size in (S, M)"


def parse_conditions(text: str) -> tuple[Filter, ...]:
    """Return the filters that `text` states, names as typed. Raises QueryInvalid naming what can't be read."""
    tokens = _Tokens(text)
    filters: list[Filter] = []
    while True:
        filters.extend(_condition(tokens))
        if tokens.at_end:
            return tuple(filters)
        tokens.expect("and")


class _Tokens:
    """The words of a condition, taken one by one; a quoted word is never a keyword."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokenise(text))
        self._next = 0

    @property
    def at_end(self) -> bool:
        return self._next >= len(self._tokens)

    def take(self) -> tuple[str, str]:
        if self.at_end:
            raise QueryInvalid(f"the condition '{self._text}' stops too early", _HINT)
        self._next += 1
        return self._tokens[self._next - 1]

    def skip(self, *words: str) -> bool:
        """Take the next tokens when they are `words`."""
        ahead = self._tokens[self._next : self._next + len(words)]
        if [value.lower() for kind, value in ahead if kind != "text"] != list(words):
            return False
        self._next += len(words)
        return True

    def expect(self, word: str) -> None:
        if not self.skip(word):
            found = "the end" if self.at_end else f"'{self._tokens[self._next][1]}'"
            raise QueryInvalid(f"the condition '{self._text}' has {found} where '{word}' should be", _HINT)


def _tokenise(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise QueryInvalid(f"the condition can't be read from '{text[position:].strip()}' on", _HINT)
        position = match.end()
        kind = str(match.lastgroup)
        value = match[kind]
        yield kind, value[1:-1].replace(value[0] * 2, value[0]) if kind == "text" else value


def _condition(tokens: _Tokens) -> tuple[Filter, ...]:
    kind, name = tokens.take()
    if kind == "sign":
        raise QueryInvalid(f"a condition starts with a dimension, not with '{name}'", _HINT)
    if tokens.skip("is", "not", "null"):
        return (Filter(name, Operator.NOT_NULL),)
    if tokens.skip("is", "null"):
        return (Filter(name, Operator.IS_NULL),)
    if tokens.skip("not", "in"):
        return (Filter(name, Operator.NOT_IN, _list(tokens)),)
    if tokens.skip("in"):
        return (Filter(name, Operator.IN, _list(tokens)),)
    if tokens.skip("between"):
        low = _value(tokens)
        tokens.expect("and")
        return Filter(name, Operator.GE, (low,)), Filter(name, Operator.LE, (_value(tokens),))
    kind, sign = tokens.take()
    if kind != "sign" or sign not in _SIGNS:
        raise QueryInvalid(f"'{sign}' is no comparison", "use = != < <= > >= in, not in, between, is null")
    return (Filter(name, _SIGNS[sign], (_value(tokens),)),)


def _list(tokens: _Tokens) -> tuple[Scalar, ...]:
    tokens.expect("(")
    values = [_value(tokens)]
    while tokens.skip(","):
        values.append(_value(tokens))
    tokens.expect(")")
    return tuple(values)


def _value(tokens: _Tokens) -> Scalar:
    kind, value = tokens.take()
    if kind == "sign":
        raise QueryInvalid(f"a value is missing before '{value}'", _HINT)
    if kind == "word" and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if kind == "word" and re.fullmatch(r"-?(0|[1-9]\d*)", value):
        return int(value)
    if kind == "word" and re.fullmatch(r"-?(0|[1-9]\d*)\.\d+", value):
        return float(value)
    return value
