"""Every question of the lists becomes what the list says; every verified question of the layer is read."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, build_catalog, read_manifest
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.semantic_layer.layer import SemanticLayer

HERE = Path(__file__).parent
PROJECT = HERE.parents[1] / "dbt_project"
TODAY = date(2026, 11, 21)
QUESTIONS: list[dict[str, Any]] = yaml.safe_load((HERE / "shop.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The catalog of this repository's layer, from a manifest that dbt parses now."""
    target = tmp_path_factory.mktemp("target")
    environment = {
        **os.environ,
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    command = [sys.executable, "-m", "dbt.cli.main", "--quiet", "parse", "--project-dir", str(PROJECT)]
    subprocess.run(command, env=environment, cwd=PROJECT, check=True)
    manifest = read_manifest(target / "semantic_manifest.json")
    return build_catalog(manifest, SemanticLayer(manifest, "duckdb", target / "metrics").joins())


@pytest.mark.parametrize("case", QUESTIONS, ids=[str(c["ask"]) for c in QUESTIONS])
def test_a_question_becomes_what_the_list_says(case: dict[str, Any], shop: Catalog) -> None:
    outcome = RulesInterpreter().read(case["ask"], shop, TODAY)
    if "refused" in case:
        assert isinstance(outcome, Refused), outcome
        if isinstance(case["refused"], list):
            assert set(case["refused"]) <= set(outcome.missing)
        return
    if "ambiguous" in case:
        assert isinstance(outcome, Ambiguous), outcome
        return
    assert isinstance(outcome, Reading), outcome
    query, expected = outcome.query, case["reads"]
    top = expected.get("top")
    assert list(query.metrics) == expected["metrics"]
    assert [g.column for g in query.group_by] == expected.get("by", [])
    assert (query.period.expression if query.period else None) == expected.get("period")
    assert query.limit == (abs(top) if top else None)
    assert [o.descending for o in query.order_by] == ([top > 0] if top else [])


def test_the_verified_questions_of_the_layer_are_read(shop: Catalog) -> None:
    wrong = {}
    for metric in shop.metrics.values():
        for question in metric.questions:
            outcome = RulesInterpreter().read(question, shop, TODAY)
            if not isinstance(outcome, Reading) or metric.name not in outcome.query.metrics:
                wrong[question] = outcome
    assert wrong == {}


def test_every_metric_is_read_by_its_label_and_its_synonyms(shop: Catalog) -> None:
    wrong = {}
    for metric in shop.metrics.values():
        for words in (metric.label, *metric.synonyms):
            outcome = RulesInterpreter().read(f"What was our {words}?", shop, TODAY)
            found = outcome.query.metrics if isinstance(outcome, Reading) else outcome
            if found != (metric.name,):
                wrong[f"{metric.name}: {words}"] = found
    assert wrong == {}
