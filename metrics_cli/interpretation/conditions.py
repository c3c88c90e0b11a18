"""Reading `--where`: a small syntax for people, turned into typed filters and never passed through.

    category = Books
    status not in (cancelled, refunded) and state = 'New York'
    signed_up_on >= 2024-01-01 and email is null
    quantity between 2 and 5
    town like 'S%' and name not contains '100%'
    weekday in (saturday, sunday) and ordered_at__month = 2024-03
    orders per customer > 3

Conditions are joined by `and`. Words with spaces or signs are quoted; a quote inside is doubled. `like` takes a SQL
pattern, `contains` a text that is looked for as it is, whatever its case. `METRIC per ENTITY` is the metric of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from metrics_cli.errors import QueryInvalid
from metrics_cli.query import Filter, MetricFilter, Operator, Scalar

Condition = Filter | MetricFilter

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
_NULLS = {("is", "not", "null"): Operator.NOT_NULL, ("is", "null"): Operator.IS_NULL}
_LISTS = {("not", "in"): Operator.NOT_IN, ("in",): Operator.IN}
_TEXTS = {
    ("not", "like"): Operator.NOT_LIKE,
    ("like",): Operator.LIKE,
    ("not", "contains"): Operator.NOT_CONTAINS,
    ("contains",): Operator.CONTAINS,
}
_HINT = "write it like: colour = red and size in (S, M)"


def parse_conditions(text: str) -> tuple[Condition, ...]:
    """Return the filters that `text` states, names as typed. Raises QueryInvalid naming what can't be read."""
    _refuse_jinja(text)
    tokens = _Tokens(text)
    if tokens.skip("("):
        raise _joined_otherwise()
    filters: list[Condition] = []
    while True:
        filters.append(_condition(tokens))
        if tokens.at_end:
            return tuple(filters)
        if tokens.skip("or"):
            raise _joined_otherwise()
        tokens.expect("and")


def _refuse_jinja(text: str) -> None:
    """Raise QueryInvalid, with what to write instead, for a dimension as MetricFlow's own filters name it."""
    jinja = re.search(r"\{\{\s*(?:Time)?Dimension\(\s*(['\"])(\w+)\1.*?\}\}", text)
    if jinja:
        written = f"{text[: jinja.start()]}{jinja[2]}{text[jinja.end() :]}".strip()
        raise QueryInvalid("conditions are written without braces", f"write it like: {written}")


def _joined_otherwise() -> QueryInvalid:
    reason = "conditions are joined by `and` only, without `or` and parentheses around them"
    return QueryInvalid(reason, "for several values of one dimension write: size in (S, M)")


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


def _condition(tokens: _Tokens) -> Condition:
    kind, name = tokens.take()
    if kind == "sign":
        raise QueryInvalid(f"a condition starts with a dimension, not with '{name}'", _HINT)
    per = None
    if tokens.skip("per"):
        kind, per = tokens.take()
        if kind == "sign":
            raise QueryInvalid(f"'{name} per' names no entity", "write it like: METRIC per ENTITY > 3")
    operator, values = _comparison(tokens)
    return Filter(name, operator, values) if per is None else MetricFilter(name, (per,), operator, values)


def _comparison(tokens: _Tokens) -> tuple[Operator, tuple[Scalar, ...]]:
    for words, operator in _NULLS.items():
        if tokens.skip(*words):
            return operator, ()
    for words, operator in _LISTS.items():
        if tokens.skip(*words):
            return operator, _list(tokens)
    if tokens.skip("between"):
        low = _value(tokens)
        tokens.expect("and")
        return Operator.BETWEEN, (low, _value(tokens))
    for words, operator in _TEXTS.items():
        if tokens.skip(*words):
            return operator, (_text(tokens),)
    kind, sign = tokens.take()
    if kind != "sign" or sign not in _SIGNS:
        known = "use = != < <= > >= in, not in, between, like, contains, is null"
        raise QueryInvalid(f"'{sign}' is no comparison", known)
    return _SIGNS[sign], (_value(tokens),)


def _text(tokens: _Tokens) -> str:
    """Take a text as it is written: after `like` and `contains` a number is a text as well."""
    kind, value = tokens.take()
    if kind == "sign":
        raise QueryInvalid(f"a text is missing before '{value}'", _HINT)
    return value


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
        return _whole(value)
    if kind == "word" and re.fullmatch(r"-?(0|[1-9]\d*)\.\d+", value):
        return _decimal(value)
    return value


def _whole(text: str) -> int:
    if len(text) > 40:
        raise QueryInvalid(f"{text[:20]}… has more digits than a number has", "quote it if it is a text")
    return int(text)


def _decimal(text: str) -> float:
    if Decimal(text) != Decimal(repr(float(text))):
        raise QueryInvalid(f"{text} has more digits than a comparison keeps", "round it to 15 digits")
    return float(text)
