"""What is asked for behind a value or a verb: which 5 EMEA accounts, loans granted, with and without."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from metrics_cli.answer import Ambiguous
from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import MetricQuery

TODAY = date(2026, 11, 21)


def query_of(question: str, catalog: Catalog) -> MetricQuery:
    read = RulesInterpreter().read(question, catalog, TODAY)
    assert isinstance(read, Reading), read
    return read.query


@pytest.fixture(scope="module")
def library() -> Catalog:
    """A library that lends: members live in places and may have a mentor."""
    metrics = [
        Metric("loans", "Loans", "", "simple", format="integer", formula="count(loan_id) of loans"),
        Metric("fines", "Fines", "", "simple", format="usd", formula="sum(fine) of loans"),
        Metric("income", "Income", "", "simple", synonyms=("sales",), format="usd", formula="sum(paid) of loans"),
    ]
    dimensions = [
        Dimension("metric_time", "Date", "", "time", "day"),
        Dimension("member", "Member", "", "entity", home=Home("", "member")),
        Dimension("member__member_name", "Member", "", "categorical", home=Home("members", "member_name")),
        Dimension("member__place", "Place", "", "categorical", home=Home("members", "place")),
        Dimension("member__mentor", "Mentor", "", "categorical", home=Home("members", "mentor")),
        Dimension("loan__kind", "Kind", "", "categorical", home=Home("loans", "kind")),
        Dimension("loan__binding", "Binding type", "", "categorical", home=Home("loans", "binding")),
        Dimension("loan__has_renewal", "Renewal", "", "categorical", home=Home("loans", "has_renewal")),
    ]
    held: dict[Home, tuple[str | bool, ...]] = {
        Home("members", "place"): ("Oslo", "Bergen"),
        Home("members", "mentor"): ("Ann Vik", "Bo Dahl"),
        Home("loans", "kind"): ("Atlas", "Novel"),
        Home("loans", "binding"): ("paperback", "hardcover"),
        Home("loans", "has_renewal"): (True, False),
    }
    values = {h: Values(tuple((v, 9) for v in found), len(found), 99, 1) for h, found in held.items()}
    names = frozenset(d.name for d in dimensions)
    catalog = Catalog(
        {m.name: m for m in metrics}, {d.name: d for d in dimensions}, {m.name: names for m in metrics}, {}, ()
    )
    return replace(catalog, values=values)


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("which 5 Oslo members have the highest fines", "top 5 members by fines in Oslo"),
        ("which Oslo member has the highest fines", "top 1 members by fines in Oslo"),
        ("which mentor looks after the most loans", "top 1 mentors by loans"),
        ("which mentor holds the most loans", "top 1 mentors by loans"),
        ("loans granted in 2025 by kind", "loans in 2025 by kind"),
        ("loans that don't have a mentor", "loans without a mentor"),
        ("loans that lack a mentor", "loans without a mentor"),
        ("loans with and without a renewal", "loans by renewal"),
        ("loans both with and without renewal in 2025", "loans by renewal in 2025"),
        ("loans without and with renewal", "loans by renewal"),
        ("top 5 members by spend", "top 5 members by income"),
        ("loans that were placed in Oslo", "loans in Oslo"),
        ("how much did Atlas bring in in 2025", "income of Atlas in 2025"),
        ("how much did Oslo members bring in, by kind", "income in Oslo by kind"),
        ("loans by place for Atlas kind", "loans by place for kind Atlas"),
        ("income from paperback binding in 2025", "income with binding type paperback in 2025"),
        ("how much did novels bring in by place", "income of novels by place"),
    ],
)
def test_other_words_ask_the_same(question: str, same: str, library: Catalog) -> None:
    assert query_of(question, library) == query_of(same, library)


def test_with_and_without_what_has_no_yes_or_no_is_asked(library: Catalog) -> None:
    read = RulesInterpreter().read("loans with and without a mentor", library, TODAY)
    assert isinstance(read, Ambiguous), read


def test_what_may_be_earned_or_written_is_asked(library: Catalog) -> None:
    metrics = [Metric(f"{kind}_premium", f"{kind.title()} premium", "", "simple") for kind in ("written", "earned")]
    names = library.joins["loans"]
    both = replace(
        library,
        metrics={**library.metrics, **{m.name: m for m in metrics}},
        joins={**library.joins, **{m.name: names for m in metrics}},
    )
    read = RulesInterpreter().read("premium by place", both, TODAY)
    assert isinstance(read, Ambiguous), read
    assert query_of("written premium by place", both).metrics == ("written_premium",)


@pytest.mark.parametrize("question", ["which Oslo fines have Ann Vik", "which 5 Oslo have fines", "granted by place"])
def test_what_asks_for_no_thing_is_not_read(question: str, library: Catalog) -> None:
    read = RulesInterpreter().read(question, library, TODAY)
    assert not isinstance(read, Reading), read
