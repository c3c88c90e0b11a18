"""Manifests as other projects and dbt versions write them: a right answer, or one line that says what is wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from metrics_cli.catalog import Manifest, build_catalog, read_manifest
from metrics_cli.query import GroupBy, MetricQuery
from metrics_cli.semantic_layer.layer import SemanticLayer
from tests.projects.built import Built

Json = dict[str, Any]


def written_by_a_later_dbt(content: Json) -> Json:
    """Return the manifest as dbt 1.12 writes it: simple metrics aggregate by themselves, there are no measures."""
    later = copy.deepcopy(content)
    measures = {m["name"]: (model, m) for model in content["semantic_models"] for m in model["measures"]}
    for metric in later["metrics"]:
        params = metric["type_params"]
        measured, params["measure"], params["input_measures"] = params.get("measure"), None, []
        if metric["type"] == "simple":
            model, measure = measures[measured["name"]]
            date = measure.get("agg_time_dimension") or model["defaults"]["agg_time_dimension"]
            params["expr"] = measure["expr"] or measure["name"]
            params["metric_aggregation_params"] = {
                "semantic_model": model["name"],
                "agg": measure["agg"],
                "agg_params": measure["agg_params"],
                "agg_time_dimension": date,
                "non_additive_dimension": measure["non_additive_dimension"],
            }
        elif measured:
            of = next(m for m in content["metrics"] if (m["type_params"].get("measure") or {}) == measured)
            params["cumulative_type_params"]["metric"] = {"name": of["name"]}
    for model in later["semantic_models"]:
        model["measures"] = []
    return later


def rows(library: Built, manifest: Manifest, kept: Path, query: MetricQuery) -> list[tuple[Any, ...]]:
    """Return what the library's warehouse says to the SQL that the manifest gives for `query`, sorted."""
    layer = SemanticLayer(manifest, "duckdb", kept)
    return sorted(library.sql(layer.plan(query, build_catalog(manifest, layer.joins())).sql), key=str)


def test_a_later_manifest_gives_the_same_numbers_dates_and_dimensions(library: Built, tmp_path: Path) -> None:
    path = tmp_path / "semantic_manifest.json"
    path.write_text(json.dumps(written_by_a_later_dbt(dict(library.manifest.content))), encoding="utf-8")
    later = read_manifest(path)
    catalog = build_catalog(later, SemanticLayer(later, "duckdb", tmp_path / "later").joins())
    for name, metric in library.catalog.metrics.items():
        found = catalog.metrics[name]
        kept = {"inputs": metric.inputs, "formula": metric.formula} if found.is_cumulative else {}
        assert replace(found, **kept) == metric
        assert catalog.dimensions_of([name]) == library.catalog.dimensions_of([name])
        query = MetricQuery((name,), (GroupBy("metric_time", "month"),))
        assert rows(library, later, tmp_path / "later", query) == rows(
            library, library.manifest, tmp_path / "now", query
        )


def without_a_time_spine(content: Json) -> None:
    content["project_configuration"]["time_spines"] = []


def without_models(content: Json) -> None:
    content["semantic_models"] = []


def without_dates(content: Json) -> None:
    for model in content["semantic_models"]:
        model["dimensions"] = []


def without_a_configuration(content: Json) -> None:
    content["project_configuration"] = None


def without_a_measure(content: Json) -> None:
    for metric in content["metrics"]:
        metric["type_params"]["measure"] = None


def without_a_name(content: Json) -> None:
    del content["metrics"][0]["name"]


def with_metrics_of_another_kind(content: Json) -> None:
    content["metrics"] = ["loans", None]


def with_models_of_another_kind(content: Json) -> None:
    content["semantic_models"] = {"loans": {}}


def with_a_metric_made_of_itself(content: Json) -> None:
    for metric in content["metrics"]:
        if metric["type"] == "ratio":
            metric["type_params"]["numerator"]["name"] = metric["name"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without_a_time_spine, "time spine"),
        (without_models, "can't use this semantic manifest"),
        (without_dates, "can't use this semantic manifest"),
        (without_a_configuration, "project_configuration"),
        (without_a_measure, "can't use this semantic manifest"),
        (without_a_name, "can't be read"),
        (with_metrics_of_another_kind, "can't be read"),
        (with_models_of_another_kind, "can't be read"),
        (with_a_metric_made_of_itself, "can't use this semantic manifest"),
    ],
)
def test_a_manifest_that_can_not_be_used_is_one_line(
    library: Built, tmp_path: Path, change: Callable[[Json], None], said: str
) -> None:
    changed = library.copy(tmp_path / "library")
    path = changed.root / "target" / "semantic_manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    done = changed.metrics("query", "--metrics", "overdue_rate", "--group-by", "month")
    assert (done.code in (1, 2), done.out) == (True, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert "bug" not in done.err
    assert "Traceback" not in changed.metrics("list").err


def test_without_dimensions_the_totals_are_answered(library: Built, tmp_path: Path) -> None:
    changed = library.copy(tmp_path / "library")
    path = changed.root / "target" / "semantic_manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for model in content["semantic_models"]:
        model["dimensions"] = [d for d in model["dimensions"] if d["type"] == "time"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert changed.metrics("query", "--metrics", "loans", "--csv").csv[1:] == [
        [str(library.sql("select count(*) from loans")[0][0])]
    ]


def test_the_values_of_a_dimension_need_no_time_spine(library: Built, tmp_path: Path) -> None:
    changed = library.copy(tmp_path / "library")
    path = changed.root / "target" / "semantic_manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    without_a_time_spine(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    shown = changed.metrics("values", "genre")
    assert (shown.code, shown.csv) == (0, library.metrics("values", "genre").csv)


def test_a_date_that_is_kept_as_text_costs_what_is_known_of_the_span_and_not_the_answer(
    library: Built, tmp_path: Path
) -> None:
    changed = library.copy(tmp_path / "library")
    path = changed.root / "target" / "semantic_manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for model in content["semantic_models"]:
        for dimension in model["dimensions"]:
            if dimension["name"] == "lent_on":
                dimension["expr"] = "cast(lent_on as varchar) || ' or so'"
    path.write_text(json.dumps(content), encoding="utf-8")
    total = changed.metrics("query", "loans", "--csv")
    assert total.csv[1:] == [[str(library.sql("select count(*) from loans")[0][0])]]
    assert total.err.count("can't be read as a date") == 1
    by_month = changed.metrics("query", "loans", "--group-by", "month")
    assert (by_month.code, by_month.out) == (1, "")
    assert "Lending date can't be read as a date" in changed.metrics("values", "lent_on").err
