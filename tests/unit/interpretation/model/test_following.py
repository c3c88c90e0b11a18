"""Follow-ups as a model proposes them: nothing of the last query goes or comes without words."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.model.contract import (
    Offer,
    ProposedQuery,
    ReplyInvalid,
    SaidDropped,
    SaidFilter,
    SaidGroup,
    SaidMetric,
    SaidPeriod,
    SaidRank,
)
from metrics_cli.interpretation.model.judging import judged
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.period import ISO
from metrics_cli.query import MetricQuery

TODAY = date(2026, 11, 21)
FEES, BY_WARD, IN_2025 = (SaidMetric("", "fees"),), (SaidGroup("", "visit__ward"),), SaidPeriod("", "2025")


@pytest.fixture
def last(clinic: Catalog) -> MetricQuery:
    found = RulesInterpreter().read("fees by ward in 2025", clinic, TODAY)
    assert isinstance(found, Reading)
    return found.query


def follow(line: str, said: ProposedQuery, last: MetricQuery, clinic: Catalog, offer: Offer) -> MetricQuery:
    found = judged(said, line, offer, clinic, TODAY, ISO, last)
    assert isinstance(found, Reading), found
    return found.query


@pytest.mark.parametrize(
    ("line", "said", "whole"),
    [
        ("what about 2024?", ProposedQuery(FEES, BY_WARD, period=SaidPeriod("2024", "2024")), "fees by ward in 2024"),
        (
            "only in Bergen",
            ProposedQuery(
                FEES, BY_WARD, (SaidFilter("in Bergen", "patient__home_city", "eq", ("Bergen",)),), period=IN_2025
            ),
            "fees by ward in Bergen in 2025",
        ),
        (
            "without the breakdown",
            ProposedQuery(FEES, period=IN_2025, dropped=(SaidDropped("without the breakdown", "group_by"),)),
            "fees in 2025",
        ),
        (
            "by speciality instead",
            ProposedQuery(FEES, (SaidGroup("by speciality", "doctor__speciality"),), period=IN_2025),
            "fees by speciality in 2025",
        ),
        (
            "for all dates",
            ProposedQuery(FEES, BY_WARD, dropped=(SaidDropped("for all dates", "period"),)),
            "fees by ward",
        ),
    ],
)
def test_what_the_words_change_is_changed(
    line: str, said: ProposedQuery, whole: str, last: MetricQuery, clinic: Catalog, offer: Offer
) -> None:
    expected = RulesInterpreter().read(whole, clinic, TODAY)
    assert isinstance(expected, Reading)
    assert follow(line, said, last, clinic, offer) == expected.query


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("what about 2024?", ProposedQuery(FEES, period=SaidPeriod("2024", "2024")), id="group lost"),
        pytest.param("what about 2024?", ProposedQuery(FEES, BY_WARD, period=IN_2025), id="period unread"),
        pytest.param("thanks", ProposedQuery(FEES, BY_WARD), id="period lost"),
        pytest.param("thanks", ProposedQuery((SaidMetric("", "visits"),), BY_WARD, period=IN_2025), id="metric"),
        pytest.param(
            "what about 2024?",
            ProposedQuery(FEES, BY_WARD, period=SaidPeriod("2024", "2024"), rank=SaidRank("", "fees", True, 5)),
            id="ranking made up",
        ),
        pytest.param(
            "thanks",
            ProposedQuery(FEES, BY_WARD, (SaidFilter("", "visit__ward", "eq", ("North",)),), period=IN_2025),
            id="filter made up",
        ),
        pytest.param(
            "thanks", ProposedQuery(FEES, BY_WARD, dropped=(SaidDropped("thanks", "period"),)), id="dropped by no word"
        ),
        pytest.param(
            "without North",
            ProposedQuery(FEES, BY_WARD, (SaidFilter("North", "visit__ward", "eq", ("North",)),), period=IN_2025),
            id="a not ignored",
        ),
    ],
)
def test_what_no_word_changes_is_thrown_back(
    line: str, said: ProposedQuery, last: MetricQuery, clinic: Catalog, offer: Offer
) -> None:
    with pytest.raises(ReplyInvalid):
        follow(line, said, last, clinic, offer)
