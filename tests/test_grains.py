"""Grains on the help desk: the one that is meant when none is named, and those shorter than a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from metrics_cli import workflow
from metrics_cli.answer import Answer
from metrics_cli.assembly import Assembly
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.settings import Settings
from metrics_cli.workflow import Stages
from tests.equality.oracle import Rows, cell, differences, mf_rows
from tests.equality.random_queries import asked, environment_of, unequal
from tests.projects.built import Built

TODAY = date(2025, 1, 1)


@pytest.fixture
def stages(helpdesk: Built) -> Iterator[Stages]:
    assembly = Assembly(Settings(project_dir=helpdesk.root), {"HOME": str(helpdesk.root)})
    yield replace(assembly.stages(TODAY, TODAY), max_rows=10**6)
    assembly.close()


def answer(stages: Stages, flags: Flags) -> Answer:
    outcome = workflow.answer(typed_query(flags, stages.catalog, TODAY), stages)
    assert isinstance(outcome, Answer)
    return outcome


UNSAID = [
    (("calls",), "metric_time", "day", "Calls by day, all dates"),
    (("talk_time",), "metric_time", "week", "Talk time by week, all dates"),
    (("talk_time", "calls"), "metric_time", "week", "Talk time and Calls by week, all dates"),
    (("seconds_per_call",), "metric_time", "day", "Seconds per call by day, all dates"),
    (("plan_kept",), "metric_time", "month", "Plan kept by month, all dates"),
    (("calls_to_date",), "metric_time", "month", "Calls to date by month, all dates"),
    (("calls",), "call__began_at", "millisecond", "Calls by Begin by millisecond, all dates"),
    (("talk_time",), "call__began_on", "day", "Talk time by Begin date by day, all dates"),
]


def test_the_grain_that_is_not_named_is_that_of_mf_and_said(helpdesk: Built, stages: Stages) -> None:
    answers = [answer(stages, Flags(metrics, group_by=name)) for metrics, name, _, _ in UNSAID]
    saved = answer(stages, Flags(saved_query="talk_by_time"))
    stages.warehouse.close()
    commands = [["query", "--metrics", ",".join(m), "--group-by", name] for m, name, _, _ in UNSAID]
    theirs = mf_rows(
        helpdesk.root, [*commands, ["query", "--saved-query", "talk_by_time"]], **environment_of(helpdesk.root)
    )
    for given, (metrics, name, grain, sentence), expected in zip(answers, UNSAID, theirs, strict=False):
        assert given.sentence == sentence
        assert [c.name for c in given.table.columns] == [f"{name}__{grain}", *metrics]
        assert not differences(_rows(given), expected), sentence
    assert saved.table.columns[0].name == "metric_time__week"
    assert not differences(_rows(saved), theirs[-1])


CONDITIONS = [
    ("began_at >= 2024-03-05T14:00", "began_at >= '2024-03-05 14:00'"),
    ("began_at > 2024-03-05T15:52:12.5", "began_at > '2024-03-05 15:52:12.5'"),
    (
        "began_at between 2024-03-05T09:00 and 2024-03-05T16:00",
        "began_on = '2024-03-05' and hour(began_at) in (9, 15)",
    ),
    ("metric_time__hour = 2024-03-05T15:00", "date_trunc('hour', began_at) = '2024-03-05 15:00'"),
    ("hour >= 2024-03-05T15:00", "began_at >= '2024-03-05 15:00'"),
    ("began_at__minute <= 2024-03-05T15:52", "began_at < '2024-03-05 15:53'"),
    ("began_at = 2024-03-05", "began_on = '2024-03-05'"),
    ("began_at <= 2024-03-05", "began_on <= '2024-03-05'"),
    ("began_at > 2024-03-05", "began_on > '2024-03-05'"),
    ("hour between 2024-03-05 and 2024-03-06", "began_on in ('2024-03-05', '2024-03-06')"),
    ("began_at != 2024-03-05", "began_on != '2024-03-05'"),
    ("began_at in (2024-03-05, 2024-03-07)", "began_on in ('2024-03-05', '2024-03-07')"),
    ("began_at = 2024-03", "month(began_at) = 3"),
    ("metric_time < 2024-04", "month(began_at) < 4"),
]


@pytest.mark.parametrize(("condition", "sql"), CONDITIONS, ids=[text for text, _ in CONDITIONS])
def test_a_condition_on_a_time_of_day_equals_hand_written_sql(
    helpdesk: Built, stages: Stages, condition: str, sql: str
) -> None:
    found = answer(stages, Flags(("calls",), where=(condition,))).table.rows[0][0]
    stages.warehouse.close()
    assert [(found,)] == helpdesk.sql(f"select count(*) from calls where {sql}")
    assert found


@pytest.mark.parametrize("grain", ["millisecond", "second", "minute", "hour", "day", "week", "month"])
def test_a_period_is_whole_days_at_every_grain(helpdesk: Built, stages: Stages, grain: str) -> None:
    # MetricFlow ends its own range at the first moment of the last day.
    given = answer(stages, Flags(("calls",), group_by=grain, start="2024-03-04", end="2024-04-05"))
    stages.warehouse.close()
    expected = helpdesk.sql(
        f"select date_trunc('{grain}', began_at), count(*) from calls"
        " where began_on between '2024-03-04' and '2024-04-05' group by all order by 1"
    )
    assert [tuple(map(cell, r)) for r in given.table.rows] == [tuple(map(cell, r)) for r in expected]


@pytest.mark.parametrize(
    ("metrics", "expected"),
    [
        (("calls",), (141,)),
        (("calls", "planned_calls"), (141, 63)),
        (("calls", "by_date_month"), (141, 141)),
        (("plan_kept",), (141 / 63,)),
    ],
)
def test_a_total_holds_the_last_day_of_its_period(
    stages: Stages, metrics: tuple[str, ...], expected: tuple[float, ...]
) -> None:
    assert answer(stages, Flags(metrics, period="2024-03")).table.rows[0] == expected


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["calls", "-w", "metric_time__hour >= 2024-03-05T14:30"], "no whole hour (write 2024-03-05T14:00:00)"),
        (["calls", "-w", "began_at between 2024-03-05 and 2024-03-06T12:00"], "with a day and with a time of day"),
        (["calls", "-w", "began_at >= 2024-03-05T14:00+01:00"], "names a time zone (leave the zone out)"),
        (["calls", "-w", "began_on > 2024-03-05T14:00"], "compared by day, which has no time of day"),
        (["calls", "-g", "microsecond"], "metric_time is kept by millisecond and has no microseconds"),
        (["by_date_month", "-g", "hour"], "metric_time is kept by day and has no hours"),
        (["plan_kept", "-g", "day"], "metric_time is kept by month and has no days"),
        (["calls", "-w", "began_at__week = 2024-03-05T14:00"], "is no week"),
    ],
)
def test_what_has_no_time_of_day_is_refused(helpdesk: Built, arguments: list[str], said: str) -> None:
    done = helpdesk.metrics("query", *arguments)
    assert done.code in (2, 3) and done.out == ""
    assert said in done.err and len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["calls", "-g", "weekday,plan_year"],
        ["calls", "-g", "team,WEEKDAY"],
        ["calls,by_date_month", "-g", "calls", "-w", "weekday = Mon and plan_year = 2024"],
        ["CALLS", "-g", "metric_time__weekday"],
        ["calls", "-g", "hour", "-w", "calls != early"],
    ],
)
def test_names_that_could_be_grains_parts_or_metrics_are_what_the_project_says(
    helpdesk: Built, stages: Stages, arguments: list[str]
) -> None:
    metrics, *rest = arguments
    named = dict(zip(rest[::2], rest[1::2], strict=True))
    flags = Flags((metrics,), named["-g"], (named["-w"],) if "-w" in named else ())
    case = asked(typed_query(flags, stages.catalog, TODAY), stages)
    stages.warehouse.close()
    assert case.ours.rows
    assert unequal(helpdesk.root, [case]) == []


def test_a_shorter_grain_is_compared_by_its_place_in_the_day(helpdesk: Built, stages: Stages) -> None:
    given = answer(
        stages, Flags(("calls",), group_by="hour", start="2024-03-05", end="2024-03-05", compare="previous_period")
    )
    stages.warehouse.close()
    hours = {(str(row[0])[11:13], row[2], row[3]) for row in given.table.rows}
    expected = helpdesk.sql(
        "select strftime(began_at, '%H'), nullif(count(*) filter (began_on = '2024-03-05'), 0),"
        " nullif(count(*) filter (began_on = '2024-03-04'), 0) from calls"
        " where began_on in ('2024-03-04', '2024-03-05') group by 1"
    )
    assert hours == set(expected)


@pytest.mark.parametrize("grain", ["week", "month", "quarter", "year"])
@pytest.mark.parametrize("metric", ["calls_to_date", "calls_7d", "calls_mtd"])
def test_a_running_figure_looks_at_the_days_inside_a_period_that_cuts_its_grain(
    helpdesk: Built, stages: Stages, metric: str, grain: str
) -> None:
    flags = Flags((metric,), group_by=grain, start="2024-03-06", end="2024-04-10")
    given = answer(stages, flags)
    stages.warehouse.close()
    inside = "day between '2024-03-06' and '2024-04-10'"
    expected = helpdesk.sql(f"""
        with days as (select date_day as day from days where {inside}),
        told as (
            select
                day,
                count(*) as calls_to_date,
                count(*) filter (began_on > day - interval 7 day) as calls_7d,
                count(*) filter (began_on >= date_trunc('month', day)) as calls_mtd
            from days join calls on began_on <= day
            group by day
        )
        select
            cast(date_trunc('{grain}', day) as date),
            {dict(calls_to_date="arg_min", calls_7d="avg", calls_mtd="arg_max")[metric]}
            ({metric}{"" if metric == "calls_7d" else ", day"})
        from told group by 1 order by 1
    """)
    assert [tuple(map(cell, row)) for row in given.table.rows] == [tuple(map(cell, row)) for row in expected]
    assert f"the first and the last {grain} look only at days inside the period" in given.caveats


def test_completion_and_describe_say_the_grain(helpdesk: Built) -> None:
    assert helpdesk.metrics("describe", "talk_time", "--json").json["default_grain"] == "week"
    assert "by week unless another grain is named" in helpdesk.metrics("describe", "talk_time").out
    words = {"COMP_WORDS": "metrics query talk_time --group-by ", "COMP_CWORD": "4"}
    proposed = helpdesk.metrics(**words, _METRICS_COMPLETE="complete_bash").out.split()
    assert {"hour", "millisecond", "week", "metric_time"} <= set(proposed) and "microsecond" not in proposed


def _rows(given: Answer) -> Rows:
    names = tuple(column.name for column in given.table.columns)
    return Rows(names, tuple(tuple(map(cell, row)) for row in given.table.rows))
