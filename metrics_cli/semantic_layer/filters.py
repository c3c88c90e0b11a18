"""Typed filters as MetricFlow writes them. The only place that renders a literal, safe for any text."""

from __future__ import annotations

import re

from metrics_cli.errors import QueryInvalid
from metrics_cli.query import METRIC_TIME, Filter, Operator, Scalar

_PLAIN = re.compile(r"[A-Za-z0-9 _.:/+&-]*")
_COMPARISONS = {
    Operator.EQ: "=",
    Operator.NE: "<>",
    Operator.GT: ">",
    Operator.GE: ">=",
    Operator.LT: "<",
    Operator.LE: "<=",
}


def render_filter(condition: Filter, kind: str, grain: str | None = None) -> str:
    """Return the condition as a MetricFlow `where`; `kind` is the dimension's type, `grain` of a time dimension."""
    subject = _subject(condition.dimension, kind, grain)
    if condition.operator is Operator.IS_NULL:
        return f"{subject} IS NULL"
    if condition.operator is Operator.NOT_NULL:
        return f"{subject} IS NOT NULL"
    if not condition.values:
        raise QueryInvalid(f"the filter on {condition.dimension} has no value", "name one")
    if condition.operator in (Operator.IN, Operator.NOT_IN):
        word = "IN" if condition.operator is Operator.IN else "NOT IN"
        return f"{subject} {word} ({', '.join(literal(v) for v in condition.values)})"
    return f"{subject} {_COMPARISONS[condition.operator]} {literal(condition.values[0])}"


def literal(value: Scalar) -> str:
    """Return a SQL literal, a text one wrapped so that Jinja hands it through unread.

    Every character of a text that is not plain is written as a Jinja escape, so that quotes, backslashes, braces and
    percent signs can't end the literal or start a template.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    if "\0" in value:
        raise QueryInvalid("a filter value holds a NUL character", "no text column can hold one; leave it out")
    if _PLAIN.fullmatch(value):
        return f"'{value}'"
    quoted = "'" + value.replace("'", "''") + "'"
    return '{{ "' + "".join(_escaped(c) for c in quoted) + '" }}'


def _escaped(character: str) -> str:
    if character.isascii() and (character.isalnum() or character == " "):
        return character
    return f"\\U{ord(character):08x}"


def _subject(name: str, kind: str, grain: str | None) -> str:
    """Return the Jinja call that names a dimension; one two joins away is `Dimension('b__c', entity_path=['a'])`."""
    *path, element = name.split("__")
    near, far = path[-1:], path[:-1]
    short = "__".join([*near, element]) if kind != "entity" else element
    walked = far if kind != "entity" else path
    steps = ", ".join(f'"{entity}"' for entity in walked)
    entity_path = f", entity_path=[{steps}]" if walked else ""
    # Double quotes: the `mf` command line that is shown then needs no quoting of quotes.
    if name == METRIC_TIME or kind == "time":
        return f'{{{{ TimeDimension("{short}", "{grain or "day"}"{entity_path}) }}}}'
    return f'{{{{ {"Entity" if kind == "entity" else "Dimension"}("{short}"{entity_path}) }}}}'
