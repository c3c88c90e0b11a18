"""Values as SQL literals, wrapped so that no text can end its literal or start a template."""

from __future__ import annotations

import math
import re

from metrics_cli.errors import QueryInvalid
from metrics_cli.query import Scalar

_PLAIN = re.compile(r"[A-Za-z0-9 _.:/+&-]*")
# Where a backslash starts an escape inside a literal; elsewhere it is a character like any other.
_BACKSLASH_ESCAPES = ("bigquery", "databricks", "snowflake", "redshift")
# Where two quotes end one literal and begin the next.
_QUOTE_BY_BACKSLASH = ("bigquery", "databricks")
# DuckDB's widest exact number has 38 digits; a wider one would be compared as a rounded float.
_MOST_DIGITS = 38
# A hundred times what any category is called; MetricFlow's parser takes a second for ten times that.
LONGEST_TEXT = 10_000


def literal(value: Scalar, dialect: str = "duckdb") -> str:
    """Return a SQL literal of `dialect`, a text one wrapped so that Jinja hands it through unread.

    Every character of a text that is not plain is written as a Jinja escape, so that quotes, backslashes, braces and
    percent signs can't end the literal or start a template. Raises QueryInvalid for what no column can hold.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    check_text(value)
    if _PLAIN.fullmatch(value):
        return f"'{value}'"
    if dialect in _BACKSLASH_ESCAPES:
        value = value.replace("\\", "\\\\")
    quoted = "'" + value.replace("'", "\\'" if dialect in _QUOTE_BY_BACKSLASH else "''") + "'"
    return '{{ "' + "".join(_escaped(c) for c in quoted) + '" }}'


def check_text(value: str) -> None:
    """Raise QueryInvalid for a text that no text column can hold, or that is too long to be one's value."""
    if "\0" in value:
        raise QueryInvalid("a filter value holds a NUL character", "no text column can hold one; leave it out")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise QueryInvalid("a filter value holds bytes that are no text", "write it in UTF-8")
    if len(value) > LONGEST_TEXT:
        raise QueryInvalid(f"a filter value has {len(value)} characters", f"at most {LONGEST_TEXT} are compared")


def _number(value: float) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        raise QueryInvalid(f"{value} is no number to compare with", "name a finite one")
    if isinstance(value, int) and abs(value) >= 10**_MOST_DIGITS:
        raise QueryInvalid("a number to compare with has too many digits", f"at most {_MOST_DIGITS} are exact")
    return repr(value)


def _escaped(character: str) -> str:
    if character.isascii() and (character.isalnum() or character == " "):
        return character
    return f"\\U{ord(character):08x}"
