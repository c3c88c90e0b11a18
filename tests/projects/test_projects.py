"""The projects here are right themselves: each metric equals hand-written SQL, in total and by month."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.golden.shop import compile_query
from tests.projects.built import Built, run
from tests.projects.golds import CLINIC, SUBSCRIPTIONS, Gold

CASES = [("clinic", gold) for gold in CLINIC] + [("subscriptions", gold) for gold in SUBSCRIPTIONS]


@pytest.fixture
def project(request: pytest.FixtureRequest) -> Built:
    """The project that the test is parametrised with."""
    built: Built = request.getfixturevalue(request.param)
    return built


@pytest.mark.parametrize(("project", "gold"), CASES, indirect=["project"], ids=[gold.metric for _, gold in CASES])
def test_a_metric_equals_hand_written_sql(project: Built, gold: Gold) -> None:
    if gold.total:
        assert asked(project, gold.metric) == _rows(project.sql(gold.total))
    assert asked(project, gold.metric, "metric_time__month") == _rows(project.sql(gold.by_month))


@pytest.mark.parametrize("project", ["clinic", "subscriptions"], indirect=True)
def test_every_metric_has_a_gold(project: Built) -> None:
    known = {gold.metric for name, gold in CASES if name == project.name}
    assert {metric["name"] for metric in project.manifest.metrics} == known


@pytest.mark.parametrize("project", ["clinic", "subscriptions"], indirect=True)
def test_metricflow_finds_nothing_wrong(project: Built) -> None:
    done = run([str(Path(sys.executable).with_name("mf")), "validate-configs"], project.root)
    assert done.code == 0, done.out + done.err
    assert "(ERRORS: 0" in done.out


def asked(project: Built, metric: str, *by: str) -> list[tuple[Any, ...]]:
    """Return what MetricFlow answers."""
    text = (project.root / "target" / "semantic_manifest.json").read_text(encoding="utf-8")
    return _rows(project.sql(compile_query(text, metric, by, None)))


def _rows(rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Return rows in one order, days as dates, numbers rounded, without those whose figure is empty."""
    return sorted(tuple(_cell(cell) for cell in row) for row in rows if row[-1] is not None and row[0] is not None)


def _cell(value: Any) -> Any:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    number = float(value)
    return round(number, 9 - math.floor(math.log10(abs(number)))) if number else 0.0
