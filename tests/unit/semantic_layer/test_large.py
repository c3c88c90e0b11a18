"""Of a large manifest a query pays for what it asks: its own joins, its own slice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.synthetic import manifest as synthetic
from metrics_cli.catalog import Catalog, Manifest, build_catalog, read_manifest
from metrics_cli.catalog.names import find_group_by
from metrics_cli.errors import NameUnknown
from metrics_cli.query import GroupBy, MetricQuery
from metrics_cli.semantic_layer.layer import SemanticLayer
from metrics_cli.semantic_layer.slicing import Slicer
from tests.unit.semantic_layer.test_slicing import Both, batched


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """A manifest of 500 metrics in 29 semantic models."""
    path = tmp_path_factory.mktemp("large") / "semantic_manifest.json"
    path.write_text(json.dumps(synthetic(20)), encoding="utf-8")
    return read_manifest(path)


def opened(manifest: Manifest, folder: Path) -> tuple[SemanticLayer, Catalog]:
    layer = SemanticLayer(manifest, "duckdb", folder)
    return layer, build_catalog(manifest, layer.joins())


def asked(folder: Path) -> int:
    """Return for how many kinds of metrics MetricFlow was asked what they join to."""
    return len(json.loads((folder / "joins.json").read_text(encoding="utf-8"))["metrics"])


def test_a_query_asks_what_its_own_metric_joins_to(large: Manifest, tmp_path: Path) -> None:
    layer, catalog = opened(large, tmp_path)
    group = find_group_by("hub_1__region__climate", ["rate_1_0"], catalog)
    assert "climate" in layer.plan(MetricQuery(("rate_1_0",), (group,)), catalog).sql
    assert catalog.dimensions["hub_1__kind"].label == "Kind"
    assert find_group_by("hub_1", ["rate_1_0"], catalog) == GroupBy("hub_1")
    assert asked(tmp_path) == 1


@pytest.mark.parametrize("name", ["nothing", "hub_7__size", "event_3__channel"])
def test_an_unknown_dimension_does_not_ask_for_every_metric(large: Manifest, tmp_path: Path, name: str) -> None:
    with pytest.raises(NameUnknown):
        find_group_by(name, ["events_0"], opened(large, tmp_path)[1])
    assert asked(tmp_path) == 1


def test_metrics_that_are_alike_are_asked_for_once(large: Manifest, tmp_path: Path) -> None:
    _, catalog = opened(large, tmp_path)
    for number in range(10):
        assert catalog.joins[f"amount_2_channel_{number}"] == catalog.joins["events_2"]
    assert asked(tmp_path) == 1


def test_all_joins_are_those_asked_for_one_by_one(large: Manifest, tmp_path: Path) -> None:
    whole = opened(large, tmp_path / "whole")[1]
    assert len(dict(whole.joins)) == len(large.metrics)
    assert "hub_5__region__climate" in set(whole.dimensions)
    for name in ("growth_3", "running_7_2", "rate_12_3"):
        alone = opened(large, tmp_path / name)[1]
        assert alone.joins[name] == whole.joins[name]
        assert alone.dimensions_of([name]) == whole.dimensions_of([name])


def test_a_slice_is_small(large: Manifest) -> None:
    slicer = Slicer(large)
    reach = slicer.reach(["nested_4"])
    assert reach is not None
    assert reach.metrics == {"nested_4", "rate_4_0", "amount_4_channel_0", "amount_4", "events_4"} - {"events_4"}
    assert len(slicer.cut(reach)["semantic_models"]) == 5


def test_a_large_manifest_gives_the_same_sql_sliced_as_whole(large: Manifest) -> None:
    both = Both(large)
    for metric in (
        f"{kind}_7{rest}" for kind, rest in (("actors", ""), ("rate", "_2"), ("growth", ""), ("running", "_1"))
    ):
        names = [f"{j.name}__week" if j.kind == "time" else j.name for j in both.whole.joins(metric)]
        for some in batched(["metric_time__day", *names], 4):
            assert both.agree(metrics=[metric], group_by=some)


def test_a_manifest_that_is_not_understood_is_taken_whole(large: Manifest, tmp_path: Path) -> None:
    assert Slicer(large).reach(["no such metric"]) is None
    broken = json.loads(large.text)
    del broken["semantic_models"][3]["entities"][0]["type"]
    path = tmp_path / "semantic_manifest.json"
    path.write_text(json.dumps(broken), encoding="utf-8")
    assert Slicer(read_manifest(path)).reach(["events_1"]) is None
