"""Questions of which a word used to go unread: each is read whole, asked back or refused; a clinic and a rental."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Inquiry, Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import MetricQuery

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def rental() -> Catalog:
    """A rental of bikes, whose rides are rated with stars and paid for by the month or the year."""
    metrics = [
        Metric("rides", "Rides", "", "simple", format="integer", formula="count(ride_id) of rides"),
        Metric("refunds", "Refunds", "", "simple", format="integer", formula="count(refund_id) of refunds"),
        Metric("fares", "Fares", "", "simple", format="usd", formula="sum(fare) of rides"),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("ride__town", "Town", "", "categorical", home=Home("rides", "town")),
        Dimension("ride__bike", "Bike", "", "categorical", home=Home("rides", "bike")),
        Dimension("ride__star", "Star", "", "categorical", home=Home("rides", "star")),
        Dimension("ride__term", "Payment term", "", "categorical", home=Home("rides", "term")),
        Dimension("ride__gift", "Voucher", "", "categorical", home=Home("rides", "gift")),
        Dimension("ride__daypart", "Daypart", "", "categorical", home=Home("rides", "daypart")),
    ]
    held: dict[Home, tuple[str | int, ...]] = {
        Home("rides", "town"): ("Oslo", "Bergen", "Voss"),
        Home("rides", "bike"): ("Tandem", "Cargo"),
        Home("rides", "star"): (1, 2, 3, 4, 5),
        Home("rides", "term"): ("Monthly", "Annual"),
        Home("rides", "gift"): ("Christmas", "Birthday"),
        Home("rides", "daypart"): ("morning", "lunch"),
    }
    values = {h: Values(tuple((v, 9) for v in found), len(found), 99, 1) for h, found in held.items()}
    names = frozenset(d.name for d in dimensions)
    found = Catalog(
        {m.name: m for m in metrics}, {d.name: d for d in dimensions}, {m.name: names for m in metrics}, {}, ()
    )
    return replace(found, values=values)


def read(question: str, catalog: Catalog) -> Reading | Inquiry | Ambiguous | Refused:
    return RulesInterpreter().read(question, catalog, TODAY)


def query_of(question: str, catalog: Catalog) -> MetricQuery:
    found = read(question, catalog)
    assert isinstance(found, Reading), (question, found)
    return found.query


_CLINIC = [
    pytest.param("is North the top ward by visits in 2025", "North", id="a value a ranking is asked about"),
    pytest.param("was March the best month of 2025 by visits", "March", id="a period it is asked about"),
    pytest.param("top 3 wards by visits and North", "North", id="a value behind the ranking"),
    pytest.param("visits in and outside North in 2025", "in and outside", id="in and outside"),
    pytest.param("visits for North and not for North", "North", id="a value and all but it"),
    pytest.param("visits these North", "these North", id="these"),
    pytest.param("visits -North in 2025", "'-' before 'North'", id="a minus"),
    pytest.param("visits !Oslo in 2025", "'!' before 'Oslo'", id="an exclamation mark"),
    pytest.param("average visits per month in 2025 median", "median", id="two averages"),
    pytest.param("visits in me in 2025", "'me'", id="a place code"),
    pytest.param("visits ok in 2025", "'ok'", id="a greeting in the middle"),
    pytest.param("more visits than patients by ward", "than", id="one metric above another"),
    pytest.param("which ward has the most visits ascending", "ascending", id="two orders"),
    pytest.param("visits on the 4th of July weekend 2024", "weekend", id="a weekend of a day in the week"),
]
_RENTAL = [
    pytest.param("is Oslo in the top 2 towns by rides", "Oslo", id="a value a ranking is asked about"),
    pytest.param("was 2025 our best year by fares", "2025", id="a period it is asked about"),
    pytest.param("top 5 towns by fares and Oslo and Bergen", "Oslo and Bergen", id="values behind the ranking"),
    pytest.param("rides in and out of Oslo", "in and out", id="in and out of"),
    pytest.param("rides on Tandem and not on Tandem", "Tandem", id="a value and all but it"),
    pytest.param("fares this morning", "this morning", id="this"),
    pytest.param("rides that lunch", "that lunch", id="that"),
    pytest.param("rides -Oslo", "'-' before 'Oslo'", id="a minus"),
    pytest.param("average fares per month median", "median", id="two averages"),
    pytest.param("fares in hi", "'hi'", id="a place code"),
    pytest.param("more rides than refunds by month in 2025", "than", id="one metric above another"),
    pytest.param("top 3 towns by rides ascending", "ascending", id="two orders"),
    pytest.param("rides over the 4th of July weekend 2025", "weekend", id="a weekend of a day in the week"),
    pytest.param("rides at christmas 2025", "christmas", id="a holiday and a value"),
]


@pytest.mark.parametrize(("question", "word"), _CLINIC)
def test_a_clinic_is_not_answered_without_a_word_of_the_question(valued: Catalog, question: str, word: str) -> None:
    found = read(question, valued)
    assert isinstance(found, Refused) and word in found.reason, found


@pytest.mark.parametrize(("question", "word"), _RENTAL)
def test_a_rental_is_not_answered_without_a_word_of_the_question(rental: Catalog, question: str, word: str) -> None:
    found = read(question, rental)
    assert isinstance(found, Refused) and word in found.reason, found


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("what was the best month of 2025 by visits", "top 1 month by visits in 2025"),
        ("is there a ward with the most visits", "top 1 ward by visits"),
        ("which ward has the most visits, North or Other", "ward with the most visits, North or Other"),
        ("top 3 wards in Oslo by visits", "top 3 wards by visits in Oslo"),
        ("visits by ward other than North in 2025", "visits by ward except North in 2025"),
        ("hi, visits in 2025", "visits in 2025"),
        ("show me visits in 2025", "visits in 2025"),
        ("visits - Oslo - 2025", "visits Oslo 2025"),
        ("top 3 wards by visits, highest first", "top 3 wards by visits"),
    ],
)
def test_a_clinic_is_answered_as_before(valued: Catalog, question: str, same: str) -> None:
    one, other = read(question, valued), read(same, valued)
    assert isinstance(one, Reading | Ambiguous) and type(one) is type(other)
    assert not isinstance(one, Reading) or one.query == query_of(same, valued)


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("which town has the most 1 star rides", "top 1 town by rides where star is 1"),
        ("which bike has the fewest five star rides in 2025", "bottom 1 bike by rides where star is 5 in 2025"),
        ("rides by town other than Oslo", "rides by town except Oslo"),
        ("monthly fares in 2025", "fares by month in 2025"),
        ("rides on weekends in 2025", "rides in 2025 on weekends"),
    ],
)
def test_a_rental_is_read_whole(rental: Catalog, question: str, same: str) -> None:
    assert query_of(question, rental) == query_of(same, rental)


@pytest.mark.parametrize("question", ["monthly rides in 2025", "annual fares by town"])
def test_an_adverb_that_is_a_value_too_is_asked_back(rental: Catalog, question: str) -> None:
    found = read(question, rental)
    assert isinstance(found, Ambiguous) and len(found.options) == 2, found
