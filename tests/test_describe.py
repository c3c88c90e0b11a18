"""`metrics describe`, run as people run it: what it says is so, and what it proposes works."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from metrics_cli.catalog.lineage import Check, Lineage, lineage
from tests.projects.built import Built

METRICS = (
    "loans fines overdue_loans overdue_rate fine_per_loan loans_to_date loans_mtd loan_growth borrowers new_members"
).split()


@pytest.mark.parametrize("name", METRICS)
def test_the_examples_of_every_metric_work(library: Built, name: str) -> None:
    facts = library.metrics("describe", name, "--json").json
    ran = library.metrics(*shlex.split(facts["command"])[1:])
    assert (ran.code, ran.csv[0][-1]) == (0, name)
    if name in ("borrowers", "new_members"):
        # Both are called readers; a question is only proposed when it is read as this metric alone.
        assert facts["question"] is None or "eader" not in facts["question"]
    if facts["question"]:
        asked = library.metrics("ask", facts["question"], "--json").json
        assert (asked["outcome"], asked["query"]["metrics"]) == ("answered", [name])


def test_a_metric_is_told_with_all_behind_it(library: Built) -> None:
    facts = library.metrics("describe", "fine_per_loan", "--json").json
    assert facts["formula"] == "fines / loans of fines, loans"
    assert facts["inputs"] == [
        {"name": "fines", "formula": "sum(fine) of loans"},
        {"name": "loans", "formula": "count(loan_id) of loans"},
    ]
    first, last = library.sql("select min(lent_on), max(lent_on) from loans")[0]
    assert facts["span"] == {"start": str(first), "end": str(last), "reason": None}
    town = next(d for d in facts["dimensions"] if d["name"] == "member__branch__town")
    assert town["path"] == ["member", "branch"]
    assert facts["models"] == ["loans"]
    assert facts["freshness"]["warehouse_written_at"]


def test_people_read_it(library: Built) -> None:
    shown = library.metrics("describe", "overdue_rate")
    assert (shown.code, shown.err) == (0, "")
    for part in (
        "Overdue rate  (overdue_rate, ratio metric)",
        "The share of loans that came back late.",
        "overdue_loans = sum(case when is_overdue then 1 else 0 end) of loans",
        "Lending date (loan__lent_on)",
        "member__branch__town  Town, joined by member, then branch",
        "metrics query overdue_rate --group-by month",
    ):
        assert part in shown.out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("genre", "Crime (2), Children's (1), Poetry (1)"),
        ("lent_on", "(loan__lent_on, time dimension)"),
        ("email", "its values are never read, listed or sent"),
        ("member", "(member, entity)"),
        ("loans_by_genre", "metrics query --saved-query loans_by_genre"),
        ("penalties", "(fines, simple metric)"),
    ],
)
def test_dimensions_entities_and_saved_queries_are_described_under_any_name(
    library: Built, name: str, said: str
) -> None:
    shown = library.metrics("describe", name)
    assert (shown.code, said in shown.out) == (0, True)


@pytest.mark.parametrize(
    ("name", "said"),
    [("overdue_rat", "did you mean overdue_rate"), ("readers", "could be borrowers, new_members"), ("zzzz", "see")],
)
def test_a_name_that_is_none_or_several_is_said(library: Built, name: str, said: str) -> None:
    shown = library.metrics("describe", name)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err


@pytest.mark.parametrize("content", [None, "{", "[]", '{"nodes": []}', '{"nodes": {}, "semantic_models": null}'])
def test_without_a_manifest_of_dbt_the_rest_is_told(library: Built, tmp_path: Path, content: str | None) -> None:
    built = library.copy(tmp_path / "library")
    path = built.root / "target" / "manifest.json"
    path.unlink() if content is None else path.write_text(content)
    shown = built.metrics("describe", "fines")
    assert shown.code == 0
    assert "unknown: target/manifest.json does not tell" in shown.out
    assert "sum(fine) of loans" in shown.out


def test_without_a_warehouse_the_meaning_is_told(library: Built, tmp_path: Path) -> None:
    shown = library.metrics("describe", "fines", LIBRARY_WAREHOUSE=str(tmp_path / "none.duckdb"))
    assert shown.code == 0
    assert "unknown: no warehouse at" in shown.out
    assert library.metrics("describe", "fines", "--target", "elsewhere").code == 0


def test_source_freshness_is_told_where_dbt_recorded_it(library: Built, tmp_path: Path) -> None:
    built = library.copy(tmp_path / "library")
    target = built.root / "target"
    manifest = json.loads((target / "manifest.json").read_text())
    manifest["sources"] = {
        "source.library.desk.slips": {"resource_type": "source", "source_name": "desk", "name": "slips"}
    }
    manifest["nodes"]["model.library.loans"]["depends_on"]["nodes"] = ["source.library.desk.slips"]
    (target / "manifest.json").write_text(json.dumps(manifest))
    fresh = {"unique_id": "source.library.desk.slips", "status": "warn", "max_loaded_at": "2025-02-20T08:00:00Z"}
    (target / "sources.json").write_text(json.dumps({"results": [fresh]}))
    assert "desk.slips warn, loaded up to 2025-02-20T08:00:00Z" in built.metrics("describe", "loans").out


def test_lineage_goes_up_to_the_sources_and_tells_how_tests_ended() -> None:
    node = {"resource_type": "model"}
    manifest = {
        "semantic_models": {"s": {"name": "orders", "depends_on": {"nodes": ["model.p.mart"]}}},
        "nodes": {
            "model.p.mart": {**node, "name": "mart", "depends_on": {"nodes": ["model.p.stage", "seed.p.rates"]}},
            "model.p.stage": {**node, "name": "stage", "depends_on": {"nodes": ["source.p.shop.orders"]}},
            "seed.p.rates": {"resource_type": "seed", "name": "rates"},
            "model.p.other": {**node, "name": "other"},
            "test.p.a": {"resource_type": "test", "name": "a", "depends_on": {"nodes": ["model.p.stage"]}},
            "test.p.b": {"resource_type": "test", "name": "b", "depends_on": {"nodes": ["model.p.other"]}},
            "test.p.c": {"resource_type": "test", "name": "c", "depends_on": {"nodes": ["model.p.mart"]}},
        },
        "sources": {"source.p.shop.orders": {"resource_type": "source", "source_name": "shop", "name": "orders"}},
    }
    results = {"results": [{"unique_id": "test.p.a", "status": "fail"}]}
    assert lineage(manifest, ["orders"], results) == Lineage(
        ("mart", "stage"),
        ("rates", "shop.orders"),
        (Check("a", "fail"), Check("c", None)),
        ("seed.p.rates", "source.p.shop.orders"),
    )
    assert lineage(manifest, ["none"], results) is None
