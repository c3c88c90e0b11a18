"""`metrics` gives the rows that MetricFlow's own `mf query` gives: hundreds of queries over three projects.

Where they part on purpose it is said here. `metrics` refuses what ON_PURPOSE lists. It counts the days of a period
exactly where `mf` widens it to whole grains, and tells a running figure without a date at its last day; the command
that it shows then says so, and is what is compared. Columns come in the order of the query, rows in an order.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from metrics_cli.assembly import Assembly
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.query import METRIC_TIME, GroupBy, MetricQuery
from metrics_cli.settings import Settings
from metrics_cli.workflow import Stages
from tests.equality.oracle import cell
from tests.equality.random_queries import TODAY, asked, random_query, unequal
from tests.projects.built import Built

PROJECTS = ["library", "clinic", "subscriptions"]


@dataclass(frozen=True)
class Opened:
    """A built project and the stages of an answer over it; `close` lets `mf` have the warehouse."""

    built: Built
    assembly: Assembly
    stages: Stages


@pytest.fixture
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    built: Built = request.getfixturevalue(request.param)
    assembly = Assembly(Settings(project_dir=built.root), {"HOME": str(built.root)})
    yield Opened(built, assembly, replace(assembly.stages(TODAY, TODAY), max_rows=10**6))
    assembly.close()


def every_metric(stages: Stages) -> Iterator[MetricQuery]:
    """Yield each metric in total, over time, and by each of its dimensions."""
    catalog = stages.catalog
    for name in sorted(catalog.metrics):
        yield MetricQuery((name,))
        if catalog.has_time(name):
            yield MetricQuery((name,), (GroupBy(METRIC_TIME, "month"),))
        for dimension in catalog.dimensions_of([name]):
            # An entity of thousands says no more than a category, and takes as long as all the others.
            if dimension.type != "entity":
                yield MetricQuery(
                    (name,), (GroupBy(dimension.name, dimension.grain if dimension.type == "time" else None),)
                )


@pytest.mark.parametrize("opened", PROJECTS, indirect=True)
def test_a_project_equals_mf(opened: Opened) -> None:
    queries = list(every_metric(opened.stages))
    rng = random.Random(20240101)
    # Each metric's total and months, some of the rest, and what nobody thought of.
    chosen = [q for q in queries if not q.group_by or q.group_by[0].name == METRIC_TIME]
    chosen += rng.sample([q for q in queries if q not in chosen], 15)
    chosen += [random_query(opened.stages.catalog, opened.stages, rng) for _ in range(25)]
    chosen += [
        typed_query(Flags(saved_query=s), opened.stages.catalog, TODAY) for s in opened.stages.catalog.saved_queries
    ]
    cases = [asked(query, opened.stages) for query in chosen]
    opened.assembly.close()
    assert sum(bool(case.ours.rows) for case in cases) > 0.7 * len(cases)
    assert unequal(opened.built.root, cases) == []


CONDITIONS = [
    ("genre = Crime", "{{ Dimension('title__genre') }} = 'Crime'"),
    ("genre != Crime", "{{ Dimension('title__genre') }} != 'Crime'"),
    ('genre in (Crime, "Children\'s")', "{{ Dimension('title__genre') }} in ('Crime', 'Children''s')"),
    ("genre is null", "{{ Dimension('title__genre') }} is null"),
    ("genre contains RI", "lower({{ Dimension('title__genre') }}) like '%ri%'"),
    ("title_name like '%b_ck%'", "{{ Dimension('title__title_name') }} like '%b_ck%'"),
    ("pages between 50 and 300", "{{ Dimension('title__pages') }} between 50 and 300"),
    ("is_overdue = true", "{{ Dimension('loan__is_overdue') }}"),
    ('town = "King\'s Lynn"', "{{ Dimension('branch__town', entity_path=['member']) }} = 'King''s Lynn'"),
    ("member in (1, 4)", "{{ Entity('member') }} in (1, 4)"),
    ("joined_on >= 2024-02-01", "{{ TimeDimension('member__joined_on', 'day') }} >= '2024-02-01'"),
    ("joined_on__month = 2024-02", "{{ TimeDimension('member__joined_on', 'month') }} = '2024-02-01'"),
    ("weekday in (sat, sun)", "{{ Dimension('metric_time').date_part('dow') }} in (6, 7)"),
    ("joined_on__month_of_year = 1", "{{ Dimension('member__joined_on').date_part('month') }} = 1"),
    ("term = 2024-05-01", "{{ TimeDimension('metric_time', 'term') }} = '2024-05-01'"),
    ("metric_time = 2024-Q2", "{{ TimeDimension('metric_time', 'day') }} between '2024-04-01' and '2024-06-30'"),
    ("loans per member > 8", "{{ Metric('loans', group_by=['member']) }} > 8"),
    ("overdue_rate per title <= 0.25", "{{ Metric('overdue_rate', group_by=['title']) }} <= 0.25"),
]


@pytest.mark.parametrize("opened", ["library"], indirect=True)
def test_conditions_as_people_write_them_equal_those_of_mf(opened: Opened) -> None:
    queries = [
        typed_query(Flags(("loans", "fines"), group_by="genre,month", where=(text,)), opened.stages.catalog, TODAY)
        for text, _ in CONDITIONS
    ]
    cases = [asked(query, opened.stages) for query in queries]
    opened.assembly.close()
    plain = ["query", "--metrics", "loans,fines", "--group-by", "title__genre,metric_time__month", "--where"]
    assert all(case.ours.rows for case in cases), [case.ours.error for case in cases]
    asked_twice = [
        replace(case, commands=(*case.commands, (*plain, where)))
        for case, (_, where) in zip(cases, CONDITIONS, strict=True)
    ]
    assert unequal(opened.built.root, asked_twice) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, cell(1)),
        ("1.50", cell(1.5)),
        (None, ""),
        (True, "True"),
        ("2024-01-01 00:00:00", "2024-01-01"),
        ("007a", "007a"),
    ],
)
def test_values_are_compared_by_what_they_are(value: object, text: object) -> None:
    assert cell(value) == text
