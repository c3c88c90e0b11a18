"""Outcomes as programs read them: one envelope, exact numbers, ISO dates."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.answer import (
    EXIT_CODES,
    Ambiguous,
    Answer,
    Cell,
    Column,
    Definition,
    Empty,
    Failed,
    Option,
    Outcome,
    Refused,
    Suggestion,
    Table,
    to_dict,
)
from metrics_cli.presentation.exports import to_json, write_csv, write_jsonl
from metrics_cli.query import MetricQuery

# The fields of design.md's envelope, which do not change once released.
PROMISED = """
outcome question sentence query mf sql columns rows truncated caveats options reason missing nearest receipt
""".split()
QUERY = MetricQuery(("loans",))


def answer_of(*rows: tuple[Cell, ...]) -> Answer:
    columns = tuple(Column(f"c{i}", f"C {i}", "number") for i in range(len(rows[0]) if rows else 1))
    return Answer("Loans", QUERY, Table(columns, rows), "select 1", "mf query")


OUTCOMES: dict[str, Outcome] = {
    "answered": Answer(
        "Loans, all dates",
        QUERY,
        Table((Column("loans", "Loans", "number", "integer"),), ((3,),), truncated=True),
        "select 3",
        "mf query --metrics loans",
        (Definition("loans", "Loans", "Books lent.", "count(loan_id) of loans", "Lending date"),),
        ("the period is only partly in the data",),
        {"today": "2024-05-15"},
    ),
    "ambiguous": Ambiguous("two readings", (Option("Borrowers", QUERY),)),
    "refused": Refused("no such metric", ("saucers",), (Suggestion("Loans", QUERY),)),
    "empty": Empty("Loans, 2030", QUERY, "no data", (date(2024, 1, 5), date(2025, 2, 20))),
    "failed": Failed("no warehouse", "build it"),
}


def test_every_outcome_has_an_exit_code_of_its_own() -> None:
    assert set(EXIT_CODES) == set(get_args(Outcome))
    # What is told of the layer is an answer as well.
    assert sorted(EXIT_CODES.values()) == [0, 0, 1, 3, 4, 5]


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_has_the_same_keys_in_the_same_order(name: str) -> None:
    body = to_dict(OUTCOMES[name], "how many?")
    assert list(body) == list(to_dict(OUTCOMES["answered"]))
    assert set(PROMISED) <= set(body)
    assert (body["outcome"], body["question"]) == (name, "how many?")
    assert json.loads(to_json(body)) == body


@pytest.mark.parametrize(
    ("name", "filled"),
    [
        ("answered", {"sentence", "query", "mf", "sql", "columns", "rows", "truncated", "definitions", "caveats"}),
        ("ambiguous", {"options", "reason"}),
        ("refused", {"reason", "missing", "nearest"}),
        ("empty", {"sentence", "query", "reason", "span"}),
        ("failed", {"reason", "hint"}),
    ],
)
def test_an_outcome_fills_only_what_it_has(name: str, filled: set[str]) -> None:
    body = to_dict(OUTCOMES[name])
    assert {key for key, value in body.items() if value} - {"outcome", "receipt"} == filled


def test_an_answer_carries_its_columns_rows_and_definitions() -> None:
    body = to_dict(OUTCOMES["answered"])
    assert body["columns"] == [{"name": "loans", "label": "Loans", "type": "number", "format": "integer"}]
    assert body["rows"] == [[3]]
    assert body["definitions"] == [
        {
            "name": "loans",
            "label": "Loans",
            "description": "Books lent.",
            "formula": "count(loan_id) of loans",
            "dated_by": "Lending date",
        }
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("0.10"), "0.10"),
        (Decimal("12345678901234567890.12"), "12345678901234567890.12"),
        (Decimal("-0.00000001"), "-0.00000001"),
        (Decimal("1E+3"), "1000"),
        (1.5, "1.5"),
        (2**70, str(2**70)),
        (None, "null"),
        (True, "true"),
        (date(2024, 2, 29), '"2024-02-29"'),
        (datetime(2024, 2, 29, 13, 5), '"2024-02-29T13:05:00"'),
        ('say "hi" \\ {{ x }} é\n', '"say \\"hi\\" \\\\ {{ x }} é\\n"'),
    ],
)
def test_json_has_numbers_as_numbers_with_all_their_digits(value: Cell, written: str) -> None:
    text = to_json({"rows": to_dict(answer_of((value,)))["rows"]})
    assert "".join(line.strip() for line in text.splitlines()) == f'{{"rows": [[{written}]]}}'


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_a_decimal_survives_json(value: Decimal) -> None:
    body = json.loads(to_json(to_dict(answer_of((value,)))), parse_float=Decimal, parse_int=Decimal)
    assert body["rows"] == [[value]]


def to_csv(table: Table) -> str:
    """Return the table as CSV."""
    file = io.StringIO(newline="")
    assert write_csv(file)(table.columns, [table.rows]) == len(table.rows)
    return file.getvalue()


@given(st.lists(st.tuples(st.text(), st.none() | st.integers()), min_size=1, max_size=4))
def test_csv_gives_every_text_back(rows: list[tuple[str, int | None]]) -> None:
    text = to_csv(answer_of(*rows).table)
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[0] == ["c0", "c1"]
    assert read[1:] == [[name, "" if number is None else str(number)] for name, number in rows]


def test_csv_has_a_head_even_without_rows() -> None:
    assert to_csv(Table((Column("loans", "Loans", "number"),), ())) == "loans\n"


def test_json_lines_are_exact() -> None:
    columns = tuple(Column(name, name, "string") for name in ("a", 'b"', "c"))
    rows = [("x\n", Decimal("1.10"), None), (date(2024, 1, 31), 2**70, True), (datetime(2024, 1, 31, 9), 0.1, "é")]
    file = io.StringIO()
    assert write_jsonl(file)(columns, [rows[:1], rows[1:]]) == 3
    assert file.getvalue().splitlines() == [
        r'{"a": "x\n", "b\"": 1.10, "c": null}',
        r'{"a": "2024-01-31", "b\"": 1180591620717411303424, "c": true}',
        r'{"a": "2024-01-31T09:00:00", "b\"": 0.1, "c": "é"}',
    ]
