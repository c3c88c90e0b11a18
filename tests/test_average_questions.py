"""Averages in words, asked of a real layer and followed up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from metrics_cli.answer import Ambiguous, Answer, Refused
from metrics_cli.assembly import Assembly
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.interpretation.rules.phrasing import phrase
from metrics_cli.settings import Settings
from metrics_cli.workflow import Stages, answer, ask
from metrics_cli.workflow.conversation import Talk, Thread
from tests.projects.built import Built

TODAY = date(2025, 2, 21)


@pytest.fixture(scope="module")
def stages(library: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    """A copy of the library, asked on the day after its last loan."""
    copy = library.copy(tmp_path_factory.mktemp("asked") / "library")
    assembly = Assembly(Settings(project_dir=copy.root), {})
    yield assembly.stages(TODAY, TODAY)
    assembly.close()


def told(stages: Stages, *lines: str) -> list[tuple[Any, ...]]:
    """Return the rows of the last of these lines."""
    talk, thread = Talk(RulesInterpreter(), phrase, stages), Thread()
    for line in lines:
        turn = talk.turn(line, thread)
        assert isinstance(turn.outcome, Answer), (line, turn.outcome)
        thread = turn.thread
    return list(turn.outcome.table.rows)


# The first loan is of 5 January 2024: the days before it are not in the data.
@pytest.mark.parametrize(
    ("lines", "sql"),
    [
        (("average loans per month in 2024",), "select count(*) / 12 from loans where year(lent_on) = 2024"),
        (("loans per month on average in 2024",), "select count(*) / 12 from loans where year(lent_on) = 2024"),
        (
            ("what's the monthly average of loans in 2024",),
            "select count(*) / 12 from loans where year(lent_on) = 2024",
        ),
        (("how many loans on an average day in 2024?",), "select count(*) / 362 from loans where year(lent_on) = 2024"),
        (
            ("how many loans on a typical Saturday in 2024?",),
            "select count(*) / 52 from loans where year(lent_on) = 2024 and isodow(lent_on) = 6",
        ),
        (
            ("average loans per member",),
            "select avg(n) from (select member_id, count(*) as n from loans group by 1)",
        ),
        (
            ("average loans per month in 2024", "what about 2025-01"),
            "select count(*) from loans where lent_on > '2025-01-01' and lent_on < '2025-02-01'",
        ),
        (("loans in 2024", "average per month"), "select count(*) / 12 from loans where year(lent_on) = 2024"),
        (("average loans per month in 2024", "in total"), "select count(*) from loans where year(lent_on) = 2024"),
        (
            ("average loans per month in 2024", "drop the average"),
            "select count(*) from loans where year(lent_on) = 2024",
        ),
    ],
)
def test_an_average_in_words_equals_sql(library: Built, stages: Stages, lines: tuple[str, ...], sql: str) -> None:
    ((expected,),) = library.sql(sql)
    assert told(stages, *lines) == [(pytest.approx(expected),)]


def test_a_breakdown_of_an_average_keeps_it(library: Built, stages: Stages) -> None:
    expected = library.sql("""
        select genre, count(*) / 12 from loans left join titles using (title_id) where year(lent_on) = 2024 group by 1
    """)
    found = told(stages, "average loans per month in 2024", "and by genre")
    assert sorted(found, key=str) == [(g, pytest.approx(n)) for g, n in sorted(expected, key=str)]


def test_a_part_month_is_asked_about(library: Built, stages: Stages) -> None:
    found = ask("average loans per month", RulesInterpreter(), phrase, stages)
    assert isinstance(found, Ambiguous)
    whole, parts = (answer(option.query, stages) for option in found.options)
    assert isinstance(whole, Answer)
    assert isinstance(parts, Answer)
    ((months, all_months),) = library.sql("""
        select count(*) filter (lent_on < '2025-02-01') / 13, count(*) / 14 from loans
    """)
    assert [r[0] for a in (whole, parts) for r in a.table.rows] == [pytest.approx(months), pytest.approx(all_months)]
    assert any("counted in, it would be" in c for c in whole.caveats)
    assert any("left out, it would be" in c for c in parts.caveats)


@pytest.mark.parametrize(
    ("question", "months"),
    [
        ("average loans per month over whole months only", 13),
        ("average loans per month including the running month", 14),
        ("average loans per month until January 2025", 13),
    ],
)
def test_part_months_that_are_not_there_or_are_named_are_not_asked_about(
    library: Built, stages: Stages, question: str, months: int
) -> None:
    ((expected,),) = library.sql(f"""
        select count(*) filter (lent_on < '2025-02-01' or {months} = 14) / {months} from loans
    """)
    found = ask(question, RulesInterpreter(), phrase, stages)
    assert isinstance(found, Answer)
    assert list(found.table.rows) == [(pytest.approx(expected),)]


def test_several_metrics_per_thing_are_a_row_of_each(stages: Stages) -> None:
    found = RulesInterpreter().read("loans and fines per member", stages.catalog, TODAY)
    assert isinstance(found, Reading)
    assert found.query.mean is None
    assert len(found.query.group_by) == 1


@pytest.mark.parametrize("question", ["average loans by genre", "loans per member"])
def test_what_may_be_an_average_or_a_row_of_each_is_asked_back(stages: Stages, question: str) -> None:
    found = RulesInterpreter().read(question, stages.catalog, TODAY)
    assert isinstance(found, Ambiguous)
    averaged, plain = (option.query for option in found.options)
    assert averaged.mean is not None
    assert plain.mean is None


@pytest.mark.parametrize(
    "question",
    [
        "average loans",
        "average running total of loans per month",
        "average loans and fines per month",
        "average loans per member per month",
        "average share of loans per month",
        "highest average loans",
    ],
)
def test_an_average_of_something_unsaid_is_refused(stages: Stages, question: str) -> None:
    assert isinstance(RulesInterpreter().read(question, stages.catalog, TODAY), Refused)


@pytest.mark.parametrize(
    "question",
    [
        "Average Loans per month over whole months only",
        "Average Loans per month by genre with part months too",
        "Average Loans per month by genre from 2024-01-01 to 2024-12-31",
        "Median Fines per member",
        "Top 2 genre by average Loans per month from 2024-01-01 to 2024-12-31",
        "Average Loans per day by day of the week",
    ],
)
def test_an_average_is_phrased_as_it_is_read(stages: Stages, question: str) -> None:
    found = RulesInterpreter().read(question, stages.catalog, TODAY)
    assert isinstance(found, Reading)
    assert phrase(found.query, stages.catalog) == question
