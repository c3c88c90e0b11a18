"""What a word is said of: sides of a change, numbers that are 0 or missing, things beside a metric; in a library."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import Operator

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def library() -> Catalog:
    opened = {"time_dimensions": ("loan__lent_on",), "dated_in": (Home("loan", "lent_on"),)}
    metrics = [
        Metric("loans", "Loans", "", "simple", format="integer", synonyms=("lent",), **opened),
        Metric("losses", "Losses", "", "simple", format="eur"),
        Metric("transfers", "Transfers", "", "simple", format="integer", **opened),
        Metric("fines_due", "Fines due", "", "simple", format="eur", synonyms=("overdue",)),
        Metric("new_members", "New members", "", "simple", format="integer"),
        Metric("loan_fees", "Loan fees", "", "simple", "sum(fee) of loans", additivity="sum", format="eur"),
        Metric("members", "Members", "", "simple", "count(member_id) of members where is_active", format="integer"),
        Metric(
            "borrowers",
            "Borrowers",
            "",
            "simple",
            "count_distinct(x) of loans",
            additivity="distinct",
            format="integer",
        ),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("loan__lent_on", "Day lent", "", "time", "day", home=Home("loan", "lent_on")),
        Dimension("loan__shelf", "Shelf", "", "categorical", home=Home("loan", "shelf")),
        Dimension("loan__old_room", "Old room", "", "categorical", home=Home("loan", "old_room")),
        Dimension("member__town", "Town", "", "categorical", home=Home("member", "town")),
        Dimension("branch__seats", "Seats", "", "categorical", home=Home("branch", "seats")),
        Dimension("member", "Member", "", "entity"),
        Dimension("loan__is_total_loss", "Total loss", "", "categorical", home=Home("loan", "is_total_loss")),
        Dimension("branch__floors", "Floors", "", "categorical", home=Home("branch", "floors")),
    ]
    held: dict[Home, tuple[str | int, ...]] = {
        Home("loan", "is_total_loss"): (True, False),
        Home("loan", "shelf"): ("Poetry", "Drama"),
        Home("loan", "old_room"): ("Attic", "Cellar"),
        Home("member", "town"): ("Oslo", "Bergen"),
        Home("branch", "seats"): (0, 12, 40),
        Home("branch", "floors"): (1, 2),
    }
    values = {home: Values(tuple((v, 9) for v in some), len(some), 99, 1) for home, some in held.items()}
    joins = {m.name: frozenset(d.name for d in dimensions) for m in metrics}
    return Catalog({m.name: m for m in metrics}, {d.name: d for d in dimensions}, joins, {}, (), values=values)


def read(question: str, catalog: Catalog) -> object:
    return RulesInterpreter().read(question, catalog, TODAY)


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        pytest.param("transfers from Poetry", None, id="from what, the shelf does not say"),
        pytest.param("transfers to Drama in 2026", None, id="nor to what"),
        pytest.param("transfers from Attic", [("loan__old_room", "Attic")], id="the dimension says the side"),
        pytest.param("transfers from Oslo", [("member__town", "Oslo")], id="where persons are from"),
        pytest.param("transfers in Poetry", [("loan__shelf", "Poetry")], id="no side"),
        pytest.param("loans from Poetry", [("loan__shelf", "Poetry")], id="no change"),
    ],
)
def test_a_change_has_two_sides(library: Catalog, question: str, filters: list[tuple[str, str]] | None) -> None:
    found = read(question, library)
    if filters is None:
        assert isinstance(found, Refused), found
    else:
        assert isinstance(found, Reading), found
        assert [(f.dimension, *f.values) for f in found.query.filters] == filters


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        pytest.param("loans with no seats", [(Operator.IS_NULL, ()), (Operator.EQ, (0,))], id="0 or missing"),
        pytest.param("loans with no floors", [(Operator.IS_NULL, ())], id="0 is no value of it"),
        pytest.param("loans where seats is missing", [(Operator.IS_NULL, ())], id="missing"),
    ],
)
def test_none_of_a_number_is_0_or_missing(
    library: Catalog, question: str, conditions: list[tuple[Operator, tuple[int, ...]]]
) -> None:
    found = read(question, library)
    assert isinstance(found, Reading | Ambiguous), found
    queries = [found.query] if isinstance(found, Reading) else [o.query for o in found.options]
    assert [(f.operator, f.values) for q in queries for f in q.filters] == conditions


@pytest.mark.parametrize(
    ("question", "once"),
    [
        pytest.param("borrowers without Poetry", ("loan__shelf",), id="without"),
        pytest.param("borrowers only in Poetry", ("loan__shelf",), id="only"),
        pytest.param("borrowers of both Poetry and Drama", ("loan__shelf",), id="both"),
        pytest.param("borrowers of Poetry or Drama", (), id="one of them"),
        pytest.param("loans without Poetry", (), id="each loan is a row"),
    ],
)
def test_what_is_said_of_all_rows_of_a_thing_is_told(library: Catalog, question: str, once: tuple[str, ...]) -> None:
    found = read(question, library)
    assert isinstance(found, Reading), found
    assert found.once == once


def test_no_row_has_one_date_in_two_periods(library: Catalog) -> None:
    assert isinstance(read("loans lent in May 2026 in June 2026", library), Refused)


@pytest.mark.parametrize(
    ("question", "metrics"),
    [
        pytest.param("overdue loans", None, id="how many, or how much"),
        pytest.param("overdue in 2026", ("fines_due",), id="how much"),
        pytest.param("new and loan fees", None, id="new fees, or new members"),
        pytest.param("new members and loan fees", ("new_members", "loan_fees"), id="by their names"),
        pytest.param("total loss", None, id="a flag, or all losses"),
        pytest.param("losses", ("losses",), id="all losses"),
        pytest.param("loans returned by the member", None, id="who did it, or a row of each"),
        pytest.param("loans by the member", ("loans",), id="a row of each"),
    ],
)
def test_a_word_is_said_of_what_it_stands_by(library: Catalog, question: str, metrics: tuple[str, ...] | None) -> None:
    found = read(question, library)
    assert (found.query.metrics if isinstance(found, Reading) else None) == metrics, found


def test_an_average_over_things_that_a_metric_leaves_out_says_so(library: Catalog) -> None:
    found = read("average loan fees per member", library)
    assert isinstance(found, Reading), found
    assert any("Members leaves out" in said for said in found.assumed)
