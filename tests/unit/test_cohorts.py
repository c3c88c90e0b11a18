"""Conditions on a metric of each entity, and values of another type than their column's; through the whole story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from metrics_cli import workflow
from metrics_cli.answer import Answer, Empty
from metrics_cli.assembly import Assembly
from metrics_cli.errors import MetricsError
from metrics_cli.interpretation.typed import Flags, typed_query
from metrics_cli.settings import Settings
from metrics_cli.workflow import cohorts
from metrics_cli.workflow.stages import Stages
from tests.projects.built import Built

TODAY = date(2025, 2, 20)
JOINED = "loans join titles using (title_id) join members using (member_id)"


@pytest.fixture(scope="module")
def stages(library: Built) -> Iterator[Stages]:
    assembly = Assembly(Settings(project_dir=library.root), {"HOME": str(library.root)})
    yield assembly.stages(TODAY, TODAY)
    assembly.close()


def rows(stages: Stages, sql: str) -> tuple[tuple[Any, ...], ...]:
    return stages.warehouse.run(sql, 10).rows


def asked(stages: Stages, metric: str, *where: str, **flags: Any) -> Answer | Empty:
    query = typed_query(Flags((metric,), where=where, **flags), stages.catalog, TODAY)
    outcome = workflow.answer(query, stages)
    assert isinstance(outcome, Answer | Empty)
    return outcome


def per_member(condition: str, period: str = "true", what: str = "count(*)") -> str:
    return f"member_id in (select member_id from loans where {period} group by 1 having {what} {condition})"


@pytest.mark.parametrize(
    ("where", "flags", "sql"),
    [
        (["loans per member > 8"], {}, per_member("> 8")),
        (["loans per member between 5 and 9"], {}, per_member("between 5 and 9")),
        (["loans per member in (4, 5)"], {}, per_member("in (4, 5)")),
        (["overdue_rate per member < 0.2"], {}, per_member("< 0.2", what="avg(is_overdue::int)")),
        (["loans per member > 8", "genre = Crime"], {}, f"{per_member('> 8')} and genre = 'Crime'"),
        (
            ["loans per member >= 3"],
            {"period": "2024-Q1"},
            f"{per_member('>= 3', 'lent_on < date $2024-04-01$')} and lent_on < '2024-04-01'",
        ),
        (
            ["loans per member not in (2, 3)"],
            {"start": "2024-10-01"},
            f"{per_member('not in (2, 3)', 'lent_on >= date $2024-10-01$')} and lent_on >= '2024-10-01'",
        ),
        (
            ["fines per title > 5"],
            {"end": "2024-03-31"},
            "title_id in (select title_id from loans where lent_on <= '2024-03-31' group by 1 having sum(fine) > 5)"
            " and lent_on <= '2024-03-31'",
        ),
        (
            ["loans per branch > 15"],
            {},
            "branch_id in (select branch_id from loans join members using (member_id) group by 1 having count(*) > 15)",
        ),
    ],
)
def test_a_metric_per_entity_is_told_over_the_period(
    stages: Stages, where: list[str], flags: dict[str, str], sql: str
) -> None:
    found = asked(stages, "loans", *where, **flags)
    assert isinstance(found, Answer)
    expected = rows(stages, f"select count(*) from {JOINED} where {sql.replace('$', chr(39))}")
    assert found.table.rows == expected
    assert 0 < expected[0][0] < 44


def test_the_period_of_a_running_figure_is_the_one_that_was_asked_for(stages: Stages) -> None:
    found = asked(stages, "loans_to_date", "loans per member > 3", period="2024-Q1")
    condition = per_member("> 3", "lent_on < date '2024-04-01'")
    assert isinstance(found, Answer)
    assert (
        found.table.rows[0][1]
        == rows(stages, f"select count(*) from loans where lent_on < '2024-04-01' and {condition}")[0][0]
    )


def test_when_nobody_meets_the_condition_there_are_no_rows(stages: Stages) -> None:
    assert isinstance(asked(stages, "loans", "loans per member > 99", period="2024-Q1"), Empty)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (["loans per member > 8", "genre = Crime"], "Loans per member counts all of it, whatever the other conditions"),
        (["loans per member < 5"], "a member with no Loans at all has no value, not 0, and is left out"),
    ],
)
def test_what_a_metric_filter_does_besides_is_said(stages: Stages, where: list[str], said: str) -> None:
    found = asked(stages, "loans", *where)
    assert isinstance(found, Answer)
    assert said in found.caveats


def test_the_sentence_names_the_condition(stages: Stages) -> None:
    found = asked(stages, "loans", "loans per member > 8", "joined_on__month = 2024-01")
    assert "Loans per member is over 8" in found.sentence
    assert "Joining date by month is 2024-01-01" in found.sentence


@pytest.mark.parametrize(
    ("where", "flags", "said"),
    [
        (["loans per member > 3", "metric_time > 2024-01-01"], {}, "name the dates by --start"),
        (["loan_growth per member > 3"], {}, "running figure or a comparison"),
        (["loans_to_date per member > 3"], {"period": "2024"}, "running figure or a comparison"),
        (["loans per genre > 3"], {}, "'genre' is no entity"),
        (["loans per membr > 3"], {}, "no dimension 'membr'"),
        (["loan per member > 3"], {}, "did you mean loans"),
        (["loans per member = many"], {}, "is a number"),
        (["loans per member is null"], {}, "compared with numbers"),
        (["loans per member like '3%'"], {}, "is a number"),
        (["pages = many"], {}, "Pages holds numbers, and 'many' is none"),
        (["pages in (96, 'x')"], {}, "Pages holds numbers, and 'x' is none"),
        (["pages contains 9"], {}, "Pages holds numbers, not texts"),
        (["pages between 400 and 96"], {}, "swap the two"),
        (["loans per member between 9 and 5"], {}, "swap the two"),
        (["pages = 4_0"], {}, "'4_0' is none"),
        (["pages = true"], {}, "Pages holds numbers, and 'True' is none"),
        (["genre > 5"], {}, "Genre holds texts, and 5 is a number"),
        (["genre = 5.5"], {}, "Genre holds texts, and 5.5 is a number"),
        (["is_overdue > true"], {}, "Overdue is true or false"),
        (["is_overdue = 1"], {}, "Overdue is true or false, not '1'"),
        (["is_overdue like 't%'"], {}, "Overdue holds true and false, not texts"),
        (["member = ada"], {}, "Member holds numbers, and 'ada' is none"),
        (["joined_on = soon"], {}, "'soon' is not a period"),
        (["joined_on in (2024-01-01, soon)"], {}, "'soon' is not a date"),
        (["joined_on like '2024%'"], {}, "'2024%' is not a date"),
        (["month = 2024-03-15"], {}, "'2024-03-15' is no month (write 2024-03)"),
        (["quarter = 2024-03"], {}, "'2024-03' is no quarter (write 2024-Q1)"),
        (["weekday = someday"], {}, "'someday' is no weekday"),
        (["weekday = 0"], {}, "'0' is no weekday"),
    ],
)
def test_what_can_not_be_compared_is_refused_in_a_line(
    stages: Stages, where: list[str], flags: dict[str, str], said: str
) -> None:
    with pytest.raises(MetricsError) as refusal:
        asked(stages, "loans", *where, **flags)
    message = f"{refusal.value.message} ({refusal.value.hint})"
    assert re.search(re.escape(said), message), message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("where", "sql"),
    [
        ("weekday in (saturday, Sun)", "isodow(lent_on) in (6, 7)"),
        ("month_of_year = march", "month(lent_on) = 3"),
        ("joined_on__month_of_year in (feb, 7)", "month(joined_on) in (2, 7)"),
        ("month = 2024-03", "lent_on between '2024-03-01' and '2024-03-31'"),
        ("quarter >= 2024-Q4", "lent_on >= '2024-10-01'"),
        ("year = 2024", "year(lent_on) = 2024"),
        ("metric_time = 2024-H1", "lent_on < '2024-07-01'"),
        ("metric_time <= 2024-03", "lent_on < '2024-04-01'"),
        ("metric_time > 2024", "lent_on >= '2025-01-01'"),
        ("joined_on < 2024", "joined_on < '2024-01-01'"),
        ("term = 2024-05-01", "lent_on between '2024-05-01' and '2024-08-31'"),
        ("pages = '320'", "pages = 320"),
        ("is_overdue = 'TRUE'", "is_overdue"),
        ("member in (1, '4')", "member_id in (1, 4)"),
        ("title_name contains '100%'", "title_id = 3"),
    ],
)
def test_dates_and_values_are_read_as_people_write_them(stages: Stages, where: str, sql: str) -> None:
    found = asked(stages, "loans", where)
    expected = rows(stages, f"select count(*) from {JOINED} where {sql}")
    assert isinstance(found, Answer)
    assert found.table.rows == expected
    assert 0 < expected[0][0] < 44


def test_more_entities_than_a_list_can_hold_are_refused(stages: Stages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohorts, "MOST_KEPT", 2)
    with pytest.raises(MetricsError, match="4 meet the condition on Loans per member in that period"):
        asked(stages, "loans", "loans per member > 4", period="2024")
