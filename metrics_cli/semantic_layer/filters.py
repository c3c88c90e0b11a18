"""Typed filters as MetricFlow writes them; literals.py writes their values."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from metrics_cli.catalog.grains import is_shorter
from metrics_cli.errors import QueryInvalid
from metrics_cli.query import DATE_PARTS, METRIC_TIME, Filter, MetricFilter, Operator, Scalar
from metrics_cli.semantic_layer.literals import literal

_COMPARISONS = {
    Operator.EQ: "=",
    Operator.NE: "<>",
    Operator.GT: ">",
    Operator.GE: ">=",
    Operator.LT: "<",
    Operator.LE: "<=",
}
_TEXT_ONLY = (Operator.LIKE, Operator.NOT_LIKE, Operator.CONTAINS, Operator.NOT_CONTAINS)
_COARSE = ("week", "month", "quarter", "year")
_RANGES = {"quarter": (1, 4), "month": (1, 12), "day": (1, 31), "dow": (1, 7), "doy": (1, 366)}


def render_filter(condition: Filter, kind: str, grain: str | None = None, dialect: str = "duckdb") -> str:
    """Return the condition as a MetricFlow `where`; `kind` is the dimension's type, `grain` of a time dimension.

    Raises QueryInvalid for a condition that has no meaning: no value, a range that ends before it starts, a date
    that is none, a pattern on a date.
    """
    name = condition.dimension
    if kind == "time" or name == METRIC_TIME:
        condition = _of_time(condition, grain)
        subject = _time(name, condition.grain, condition.date_part)
    elif kind == "entity":
        subject = _named("Entity", name)
    else:
        subject = _named("Dimension", name)
    return _compared(subject, condition, name, dialect)


def render_metric_filter(condition: MetricFilter, dialect: str = "duckdb") -> str:
    """Return a condition on a metric of each entity as a MetricFlow `where`; MetricFlow counts all dates for it."""
    if len(condition.per) != 1:
        raise QueryInvalid(f"{condition.metric} can be told per one entity only", "name one entity")
    if condition.operator in _TEXT_ONLY or any(isinstance(v, str | bool) for v in condition.values):
        raise QueryInvalid(f"{condition.metric} is a number", "compare it with one")
    subject = f'{{{{ Metric("{condition.metric}", group_by=["{condition.per[0]}"]) }}}}'
    return _compared(subject, condition, condition.metric, dialect)


def _compared(subject: str, condition: Filter | MetricFilter, name: str, dialect: str) -> str:
    operator, values = condition.operator, condition.values
    if operator is Operator.IS_NULL:
        return f"{subject} IS NULL"
    if operator is Operator.NOT_NULL:
        return f"{subject} IS NOT NULL"
    _check_values(name, operator, values)
    written = [literal(v, dialect) for v in values]
    if operator in (Operator.IN, Operator.NOT_IN):
        return f"{subject} {'IN' if operator is Operator.IN else 'NOT IN'} ({', '.join(written)})"
    if operator is Operator.BETWEEN:
        return f"{subject} BETWEEN {written[0]} AND {written[1]}"
    if operator in (Operator.LIKE, Operator.NOT_LIKE):
        return f"{subject} {'LIKE' if operator is Operator.LIKE else 'NOT LIKE'} {written[0]}"
    if operator in (Operator.CONTAINS, Operator.NOT_CONTAINS):
        return f"{_position(subject, written[0], dialect)} {'>' if operator is Operator.CONTAINS else '='} 0"
    return f"{subject} {_COMPARISONS[operator]} {written[0]}"


def _position(subject: str, text: str, dialect: str) -> str:
    """Return where a text begins in the subject, whatever its case: no sign in the text has a meaning, as in LIKE."""
    if dialect == "bigquery":
        return f"STRPOS(LOWER({subject}), LOWER({text}))"
    return f"POSITION(LOWER({text}) IN LOWER({subject}))"


def _check_values(name: str, operator: Operator, values: tuple[Scalar, ...]) -> None:
    if not values:
        raise QueryInvalid(f"the filter on {name} has no value", "name one")
    if operator in (Operator.IN, Operator.NOT_IN):
        return
    wanted = 2 if operator is Operator.BETWEEN else 1
    if len(values) != wanted:
        raise QueryInvalid(f"the filter on {name} has {len(values)} values", f"'{operator}' takes {wanted}")
    if operator in _TEXT_ONLY and not isinstance(values[0], str):
        raise QueryInvalid(f"'{operator}' looks for a text, and {values[0]} is none", "quote it")
    if operator is Operator.BETWEEN:
        _check_range(name, *values)


def _check_range(name: str, low: Scalar, high: Scalar) -> None:
    if isinstance(low, str) != isinstance(high, str):
        raise QueryInvalid(f"{name} is compared with a text and a number", "name two of a kind")
    if isinstance(low, str):
        is_empty = isinstance(high, str) and low > high
    else:
        is_empty = not isinstance(high, str) and low > high
    if is_empty:
        raise QueryInvalid(f"{name} between {low} and {high} is empty: it ends before it starts", "swap the two")


def _of_time(condition: Filter, grain: str | None) -> Filter:
    """Return a condition on time with the grain it compares at; `grain` is the dimension's finest."""
    name, values = condition.dimension, condition.values
    if condition.operator in _TEXT_ONLY:
        raise QueryInvalid(f"{name} is a date, not a text", "compare it with dates: = < > between")
    if condition.date_part:
        _check_parts(name, condition.date_part, values)
        return condition
    moments = tuple(_moment(name, value) for value in values)
    timed = [len(moment) > 10 for moment in moments]
    if any(timed):
        _check_times(name, condition.grain or grain, timed)
        return replace(condition, grain=condition.grain or grain or "day", values=moments)
    # A date means its whole day, also of a dimension that knows hours; a coarser one has nothing finer to compare.
    asked = None if is_shorter(condition.grain) else condition.grain
    return replace(condition, grain=asked or (grain if grain in _COARSE else "day"), values=moments)


def _moment(name: str, value: Scalar) -> str:
    """Return a day, or a day and a time, as every warehouse reads it."""
    try:
        if not isinstance(value, str) or not value.isascii() or len(value) < 10 or value[4] + value[7] != "--":
            raise ValueError(value)
        found = datetime.fromisoformat(value)
    except ValueError:
        raise QueryInvalid(f"{name} is a date, and '{value}' is none", "write it like 2024-12-31") from None
    if found.tzinfo:
        raise QueryInvalid(f"{name} is compared as it is kept, and {value} names a time zone", "leave the zone out")
    return value if len(value) == 10 else found.isoformat(" ")


def _check_times(name: str, grain: str | None, timed: list[bool]) -> None:
    if not all(timed):
        raise QueryInvalid(f"{name} is compared with a day and with a time of day", "write all with a time, or none")
    if grain is not None and not is_shorter(grain):
        raise QueryInvalid(f"{name} is compared by {grain}, which has no time of day", "write it like 2024-12-31")


def _check_parts(name: str, part: str, values: tuple[Scalar, ...]) -> None:
    if part not in DATE_PARTS:
        raise QueryInvalid(f"'{part}' is no part of a date", f"there are {', '.join(DATE_PARTS)}")
    low, high = _RANGES.get(part, (1, 9999))
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise QueryInvalid(f"{name}: '{value}' is no {_PARTS.get(part, part)}", f"it goes from {low} to {high}")


_PARTS = {"dow": "weekday", "doy": "day of a year", "day": "day of a month"}


def _time(name: str, grain: str | None, part: str | None) -> str:
    short, walked = _path(name)
    if part:
        return f'{{{{ TimeDimension("{short}", date_part_name="{part}"{_steps(walked)}) }}}}'
    return f'{{{{ TimeDimension("{short}", "{grain}"{_steps(walked)}) }}}}'


def _named(call: str, name: str) -> str:
    """Return the Jinja call that names a dimension; one two joins away is `Dimension('b__c', entity_path=['a'])`."""
    *path, element = name.split("__")
    if call == "Entity":
        return f'{{{{ Entity("{element}"{_steps(path)}) }}}}'
    short, walked = _path(name)
    return f'{{{{ {call}("{short}"{_steps(walked)}) }}}}'


def _path(name: str) -> tuple[str, list[str]]:
    *path, element = name.split("__")
    return "__".join([*path[-1:], element]), path[:-1]


def _steps(entities: list[str]) -> str:
    # Double quotes: the `mf` command line that is shown then needs no quoting of quotes.
    quoted = ", ".join(f'"{entity}"' for entity in entities)
    return f", entity_path=[{quoted}]" if entities else ""
