"""A slice of a manifest compiles to the SQL that the whole gives, and a metric's joins are those of the whole."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from metrics_cli.catalog import Manifest
from metrics_cli.errors import QueryInvalid
from metrics_cli.semantic_layer.engine import Engine
from metrics_cli.semantic_layer.kept_joins import Signatures
from metrics_cli.semantic_layer.slicing import Reach, Slicer
from tests.projects.built import parse

ROOT = Path(__file__).parents[3]
PROJECTS = [ROOT / "dbt_project", *(path.parent for path in sorted(ROOT.glob("tests/projects/*/dbt_project.yml")))]


def batched(names: list[str], size: int) -> list[list[str]]:
    return [names[start : start + size] for start in range(0, len(names), size)]


class Both:
    """A manifest, compiled whole and sliced."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.whole = Engine(manifest.content, "duckdb")
        self.slicer = Slicer(manifest)
        self._slices: dict[Reach, Engine] = {}

    def sliced(self, reach: Reach | None) -> Engine:
        """Return an engine over exactly what is within reach."""
        assert reach is not None
        if reach not in self._slices:
            self._slices[reach] = Engine(self.slicer.cut(reach), "duckdb")
        return self._slices[reach]

    def agree(self, **request: Any) -> bool:
        """Tell whether both give the same SQL, or both refuse."""
        reach = self.slicer.reach(request["metrics"], request)
        return said(self.whole, request) == said(self.sliced(reach), request)


def said(engine: Engine, request: dict[str, Any]) -> str:
    """Return the SQL without its comments, and its aliases numbered as they come.

    How many models there are shows in the aliases' numbers; which of them have metrics, in the comments.
    """
    try:
        sql = re.sub(r"(?m)^\s*--.*\n?", "", engine.compile(**request))
    except QueryInvalid:
        return "refused"
    numbers: dict[str, str] = {}
    return re.sub(
        r"\b(\w+_)?(subq|src|sma|rss|cte)_\d+(_cte)?\b", lambda m: numbers.setdefault(m[0], f"a{len(numbers)}"), sql
    )


@pytest.fixture(scope="module", params=PROJECTS, ids=lambda path: path.name)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Every project of this repository in turn."""
    return Both(parse(request.param, tmp_path_factory.mktemp("target")))


def test_every_metric_by_every_dimension_gives_the_same_sql_sliced_as_whole(both: Both) -> None:
    differing = []
    for metric in both.slicer.metrics:
        names = [f"{j.name}__month" if j.kind == "time" else j.name for j in both.whole.joins(metric)]
        # A few at a time: one by one it takes a minute, and says the same.
        for some in batched(["metric_time__year", *names], 5):
            if not both.agree(metrics=[metric], group_by=some):
                differing.append((metric, some))
    assert differing == []


def test_a_metric_joins_the_same_sliced_as_whole_and_as_all_that_are_alike(both: Both) -> None:
    signatures, known = Signatures(both.manifest), {}
    for metric in both.slicer.metrics:
        joins = both.whole.joins(metric)
        assert both.sliced(both.slicer.reach([metric])).joins(metric) == joins
        assert known.setdefault(signatures.of(metric), joins) == joins


def test_values_and_spans_without_a_metric_give_the_same_sql_sliced_as_whole(both: Both) -> None:
    joins = {join.name: join for metric in both.slicer.metrics for join in both.whole.joins(metric)}
    # Asked for no metric, MetricFlow refuses a dimension that is named like one; a slice need not hold that one.
    joins = {name: join for name, join in joins.items() if name.rpartition("__")[2] not in both.slicer.metrics}
    for name, join in joins.items():
        by = f"{name}__day" if join.kind == "time" else name
        assert both.agree(metrics=(), group_by=[by])
        assert both.agree(metrics=(), group_by=[by], min_max_only=True)
    assert {both.agree(metrics=(), group_by=[one, other]) for one in list(joins)[:6] for other in list(joins)[-6:]} == {
        True
    }


def test_filters_on_other_metrics_and_several_metrics_bring_what_they_name(both: Both) -> None:
    metrics = list(both.slicer.metrics)
    for one, other in zip(metrics, reversed(metrics), strict=True):
        joins = [j for j in both.whole.joins(other) if j.kind == "entity" and "__" not in j.name]
        for join in joins:
            where = (f'{{{{ Metric("{other}", group_by=["{join.name}"]) }}}} > 1',)
            assert both.agree(metrics=[one], group_by=[], where=where)
        assert both.agree(metrics=[one, other], group_by=["metric_time__month"])
