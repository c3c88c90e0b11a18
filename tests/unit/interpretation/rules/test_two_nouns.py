"""Words that say another thing together than each alone: over a sports club that sells, teaches and mends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.additivity import SUM
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter

TODAY = date(2026, 11, 21)
STARTED, JOINED, BILLED = Home("courses", "started_on"), Home("people", "joined_on"), Home("bills", "billed_on")
OPENED, KIND, OFFERED = Home("repairs", "opened_on"), Home("wares", "kind"), Home("bills", "is_course_offered")


@pytest.fixture(scope="module")
def club() -> Catalog:
    metrics = [
        Metric("courses", "Courses", "", "simple", "count(course_id) of courses", "integer", dated_in=(STARTED,)),
        _counted("members", "Registered members", "count(person_id) of people", JOINED, "signups", "registrations"),
        _counted("new_customers", "New customers", "count_distinct(case when n = 1 then x end) of bills", BILLED),
        replace(_counted("bills", "Bills", "count(bill_id) of bills", BILLED), additivity=SUM),
        Metric("fees", "Fees", "", "simple", "sum(fee) of bills", "usd", synonyms=("discount",), dated_in=(BILLED,)),
        Metric("takings", "Sales", "", "simple", "sum(amount) of bills", "usd", good_when="up", dated_in=(BILLED,)),
        Metric("pieces", "Units sold", "", "simple", "sum(pieces) of bills", "integer", dated_in=(BILLED,)),
        Metric("largest_bill", "Largest bill", "", "simple", "max(amount) of bills", "usd", dated_in=(BILLED,)),
        Metric("average_bill", "Average bill", "", "simple", "average(amount) of bills", "usd", dated_in=(BILLED,)),
        Metric("mending", "Days to mend", "", "simple", "average(days) of repairs", dated_in=(OPENED,)),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("course", "Course", "", "entity", home=Home("courses", "course")),
        Dimension("person", "Person", "", "entity", home=Home("people", "person")),
        Dimension("bill", "Bill", "", "entity", home=Home("bills", "bill")),
        Dimension("ware__label", "Product", "", "categorical", home=Home("wares", "label")),
        Dimension("ware__kind", "Kind", "", "categorical", home=KIND),
        Dimension("bill__discount_code", "Discount code", "", "categorical", home=Home("bills", "discount_code")),
        Dimension("bill__coach", "Coach", "", "categorical", home=Home("bills", "coach")),
        Dimension("bill__has_courses", "Courses", "", "categorical", home=OFFERED),
        Dimension("repair__topic", "Topic", "", "categorical", home=Home("repairs", "topic")),
        Dimension("repair__mended_on", "Day of mending", "", "time", "day", home=Home("repairs", "mended_on")),
    ]
    held: dict[Home, tuple[str | bool, ...]] = {
        KIND: ("Mats", "Shoes"),
        OFFERED: (True, False),
        Home("bills", "coach"): ("Ann", "Bo"),
    }
    values = {home: Values(tuple((v, 1) for v in some), len(some), len(some), 0) for home, some in held.items()}
    joins = {m.name: frozenset(d.name for d in dimensions) for m in metrics}
    named = {d.name: d for d in dimensions}
    return Catalog({m.name: m for m in metrics}, named, joins, declared=tuple(dimensions), values=values)


def _counted(name: str, label: str, formula: str, dated: Home, *synonyms: str) -> Metric:
    return Metric(name, label, "", "simple", formula, "integer", synonyms=synonyms, dated_in=(dated,))


def read(question: str, catalog: Catalog) -> Reading:
    found = RulesInterpreter().read(question, catalog, TODAY)
    assert isinstance(found, Reading)
    return found


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("new courses in 2025", "courses"),
        ("new signups in 2025", "members"),
        ("new registrations per quarter", "members"),
        ("new customers in 2025", "new_customers"),
        ("mats sold in 2025", "pieces"),
        ("shoes sold by month", "pieces"),
        ("how much mats sold in 2025", "takings"),
        ("max bill in 2025", "largest_bill"),
        ("slowest topic to mend in 2025", "mending"),
    ],
)
def test_what_the_words_name_together(club: Catalog, question: str, metric: str) -> None:
    assert read(question, club).query.metrics == (metric,)


@pytest.mark.parametrize("question", ["new accounts 2025", "new members 2025", "new users last month"])
def test_who_joined_may_have_signed_up_or_bought_first(club: Catalog, question: str) -> None:
    found = RulesInterpreter().read(question, club, TODAY)
    assert isinstance(found, Ambiguous)
    assert {option.query.metrics for option in found.options} == {("members",), ("new_customers",)}


@pytest.mark.parametrize("question", ["new courses", "discount courses 2025", "fees courses 2025"])
def test_a_noun_behind_a_metric_is_no_condition_on_it(club: Catalog, question: str) -> None:
    assert not isinstance(RulesInterpreter().read(question, club, TODAY), Reading)


def test_a_ranking_of_what_is_called_by_two_nouns_asks_for_its_measure(club: Catalog) -> None:
    found = RulesInterpreter().read("top discount code 2025", club, TODAY)
    assert isinstance(found, Ambiguous)
    assert {g.name for option in found.options for g in option.query.group_by} == {"bill__discount_code"}


@pytest.mark.parametrize(("question", "descending"), [("max sales day in 2025", True), ("min sales month", False)])
def test_the_day_of_the_most_is_ranked(club: Catalog, question: str, descending: bool) -> None:
    query = read(question, club).query
    assert (query.metrics, query.limit, query.order_by[0].descending) == (("takings",), 1, descending)


def test_an_average_of_many_is_asked_back_where_a_name_begins_so(club: Catalog) -> None:
    found = RulesInterpreter().read("average bills per person", club, TODAY)
    assert isinstance(found, Ambiguous)
    assert {option.query.metrics for option in found.options} == {("average_bill",), ("bills",)}
    assert read("average bill per person", club).query.metrics == ("average_bill",)


def test_what_is_aimed_at_bounds_no_date_of_its_own(club: Catalog) -> None:
    query = read("slowest topic to mend in 2025", club).query
    assert query.period and query.period.expression == "2025"
    assert all(f.dimension != "repair__mended_on" for f in query.filters)


def test_who_may_be_persons_that_only_a_dimension_tells(club: Catalog) -> None:
    found = RulesInterpreter().read("who has the most bills", club, TODAY)
    assert isinstance(found, Ambiguous)
    assert {g.name for option in found.options for g in option.query.group_by} == {"bill__coach", "person"}


def test_an_extreme_alone_names_no_metric(club: Catalog) -> None:
    assert isinstance(RulesInterpreter().read("max in 2025", club, TODAY), Refused)


@pytest.mark.parametrize(
    ("question", "period"),
    [("FEES IN MAY BY TOPIC", "2026-05"), ("MAY FEES BY TOPIC!!!", "2026-05"), ("MARCH FEES", "2026-03")],
)
def test_capitals_write_a_month_as_a_name(club: Catalog, question: str, period: str) -> None:
    query = read(question, club).query
    assert query.period and query.period.expression == period


@pytest.mark.parametrize("question", ["the fees in", "fees in 2025 by topic and", "MAY I SEE FEES"])
def test_what_is_cut_off_or_unread_is_not_answered(club: Catalog, question: str) -> None:
    assert isinstance(RulesInterpreter().read(question, club, TODAY), Refused)


def test_months_between_which_more_than_half_a_year_lies_backwards_are_asked_back(club: Catalog) -> None:
    found = RulesInterpreter().read("fees between May and March 2024", club, TODAY)
    assert isinstance(found, Ambiguous)
    periods = [option.query.period for option in found.options]
    assert {p.expression for p in periods if p} == {"2023-05-01..2024-03-31", "2024-03-01..2024-05-31"}
    near = read("fees between November and February 2024", club).query.period
    assert near and near.expression == "2023-11-01..2024-02-29"


@pytest.mark.parametrize(("words", "descending"), [("best first", True), ("worst first", False)])
def test_the_best_or_the_worst_goes_first(club: Catalog, words: str, descending: bool) -> None:
    query = read(f"sales by topic {words}", club).query
    assert (query.limit, query.order_by[0].descending) == (None, descending)
    assert isinstance(RulesInterpreter().read(f"fees by topic {words}", club, TODAY), Ambiguous)


def test_what_counts_the_first_noun_ranks_the_things(club: Catalog) -> None:
    query = read("top bill coach", club).query
    assert (query.metrics, query.group_by[0].name) == (("bills",), "bill__coach")


def test_two_periods_alone_ask_for_a_metric(club: Catalog) -> None:
    found = RulesInterpreter().read("this month vs last month", club, TODAY)
    assert isinstance(found, Ambiguous)
    assert all(option.query.compare for option in found.options)
