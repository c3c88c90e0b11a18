"""From text to typed values, as SQL: one expression per type, NULL where the text breaks the type's rule.

The rules are in `sources.contracts`. Casts alone would not do: they read `1e3` as a number, 24:00 as tomorrow, and
round what has too many decimals. A cast whose value is written back as the same text was right, though, and nine of ten
cells pass that: the rules look at the others only, which makes a load twice as fast.
"""

from __future__ import annotations

from sources.contracts import Column, Type

SQL_TYPES: dict[Type, str] = {
    "integer": "bigint",
    "number": "double",
    "money": "decimal(18,2)",
    "text": "varchar",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "json": "varchar",
}

FAULTS: dict[Type, str] = {
    "integer": "is not a whole number",
    "number": "is not a number",
    "money": "is not an amount in whole cents",
    "text": "is not text",
    "boolean": "is neither true nor false",
    "date": "is not a date like 2024-12-31",
    "timestamp": "is not a time like 2024-12-31T23:59:59",
    "json": "is not JSON",
}


def text_of(column: Column, cell: str) -> str:
    """Return the expression for the text of a cell; NULL if there is none."""
    return f"nullif({cell}, '')" if column.type == "text" else f"nullif(trim({cell}, ' \t'), '')"


def typed(column: Column, text: str) -> str:
    """Return the expression for the value of a cell, given the column that holds its text."""
    return _EXPRESSIONS[column.type].replace("TEXT", text)


def value(column: Column, cell: str) -> str:
    """Return the expression for the value of a cell as delivered, NULL where there is none or it breaks the rule."""
    if column.type == "text":
        return cell  # read_csv gives NULL for an empty one
    careful = typed(column, f"({text_of(column, cell)})")
    if column.type not in _SHORT_CUTS:
        return careful
    cast, *tests = (part.replace("CELL", cell) for part in _SHORT_CUTS[column.type])
    whens = " ".join(f"when {test} then {cast}" for test in tests)
    # The order counts: a `case` looks at a test only for the rows that are left.
    return f"case when {cell} is null then null {whens} else {careful} end"


def broken(column: Column, cell: str, value: str) -> str:
    """Return the condition under which a cell, given with its value, rejects its row; empty if none does."""
    return _either(column, f"({value} is null and {text_of(column, cell)} is not null)", value)


def suspect(column: Column, cell: str, value: str) -> str:
    """Return a condition that is quicker to look at, without which no cell is broken; empty if none is."""
    return _either(column, f"({value} is null and {cell} is not null)", value)


def _either(column: Column, unreadable: str, value: str) -> str:
    tests = [test for _, test in breaches(column, value)] if column.strict else []
    if column.required:
        tests.append(f"{value} is null")
    elif column.type != "text":
        tests.append(unreadable)
    return " or ".join(tests)


def breaches(column: Column, value: str) -> list[tuple[str, str]]:
    """Return the limits of the column, in words, each with the condition under which a value is beyond it."""
    found = []
    if column.minimum is not None:
        found.append((f"is below {column.minimum}", f"{value} < {column.minimum}"))
    if column.maximum is not None:
        found.append((f"is above {column.maximum}", f"{value} > {column.maximum}"))
    if column.choices:
        known = ", ".join("'" + choice.replace("'", "''") + "'" for choice in column.choices)
        found.append((f"is none of {', '.join(column.choices)}", f"{value} not in ({known})"))
    return [(words, f"coalesce({test}, false)") for words, test in found]


# Per type: a cast, and when it is certainly right.
_SHORT_CUTS: dict[Type, tuple[str, ...]] = {
    "integer": ("try_cast(CELL as bigint)", "try_cast(CELL as bigint)::varchar = CELL"),
    "number": (
        "try_cast(CELL as double)",
        "try_cast(CELL as double)::varchar = CELL and isfinite(try_cast(CELL as double))",
    ),
    "money": (
        "try_cast(CELL as decimal(18,2))",
        "try_cast(CELL as decimal(18,2))::varchar = CELL",
        "try_cast(CELL as decimal(18,2))::varchar in (CELL || '0', CELL || '.00')",
    ),
    "date": ("try_cast(CELL as date)", "length(CELL) = 10 and try_cast(CELL as date)::varchar = CELL"),
    "timestamp": (
        "try_cast(CELL as timestamp)",
        "CELL[5] = '-' and CELL[14] = ':' and try_cast(CELL as timestamp)::varchar = CELL",
        "CELL[5] = '-' and CELL[14] = ':' and try_cast(CELL as timestamp)::varchar = replace(CELL, 'T', ' ')",
        "CELL[5] = '-' and CELL[14] = ':' and try_cast(CELL as timestamp)::varchar || 'Z' = replace(CELL, 'T', ' ')",
    ),
}

_DAY = r"\d{4}-\d{2}-\d{2}"
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?"
_ZONE = r"Z|[+-]\d{2}(:?\d{2})?"

_INTEGER = r"case when regexp_full_match(TEXT, '[+-]?\d+(\.0*)?') then try_cast(split_part(TEXT, '.', 1) as bigint) end"

_NUMBER = r"""
case when regexp_full_match(TEXT, '[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?') and isfinite(try_cast(TEXT as double))
    then try_cast(TEXT as double) end"""

_BOOLEAN = """
case when lower(TEXT) in ('true', 't', 'yes', 'y', '1') then true
     when lower(TEXT) in ('false', 'f', 'no', 'n', '0') then false end"""

# Floating-point noise is far below a millionth; a real third decimal is far above it.
_MONEY = r"""
case when regexp_full_match(TEXT, '[+-]?(\d+\.?\d*|\.\d+)')
      and abs(try_cast(TEXT as decimal(38,18)) - round(try_cast(TEXT as decimal(38,18)), 2)) < 0.000001
    then try_cast(round(try_cast(TEXT as decimal(38,18)), 2) as decimal(18,2)) end"""

_DATE = rf"""
case when regexp_full_match(TEXT, '{_DAY}([T ]00:00(:00(\.0+)?)?Z?)?') then try_cast(left(TEXT, 10) as date) end"""

# Offsets are subtracted by hand: DuckDB's time zones need an extension.
_OFFSET = r"coalesce(try_cast(nullif(regexp_extract(TEXT, '[T ].*[+-]PATTERN$', 1), '') as bigint), 0)"
_HOURS = _OFFSET.replace("PATTERN", r"(\d\d):?\d*")
_MINUTES = _OFFSET.replace("PATTERN", r"\d\d:?(\d\d)")
_TIMESTAMP = rf"""
case when regexp_full_match(TEXT, '{_DAY}([T ]{_CLOCK} ?({_ZONE})?)?')
    then try_cast(regexp_extract(TEXT, '^{_DAY}([T ][0-9:.]+)?') as timestamp)
        - to_minutes(if(regexp_matches(TEXT, '[T ].*-\d\d:?\d*$'), -1, 1) * (60 * {_HOURS} + {_MINUTES})) end"""

_EXPRESSIONS: dict[Type, str] = {
    "integer": _INTEGER,
    "number": _NUMBER,
    "money": _MONEY,
    "text": "TEXT",
    "boolean": _BOOLEAN,
    "date": _DATE,
    "timestamp": _TIMESTAMP,
    "json": "case when json_valid(TEXT) then TEXT end",
}
