"""Units of a project's own calendar, some of thirteen weeks and some of fourteen, as periods."""

from __future__ import annotations

from datetime import date

import pytest

from metrics_cli.interpretation.rules.periods import find_periods
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.period import Calendar

TERMS = (
    (date(2025, 9, 1), date(2025, 11, 30)),
    (date(2025, 12, 1), date(2026, 3, 8)),
    (date(2026, 3, 9), date(2026, 6, 7)),
    (date(2026, 6, 8), date(2026, 7, 3)),
)
CALENDAR = Calendar(own=(("school_term", TERMS),))


def read(words: str, today: date) -> list[tuple[str, str]]:
    found = find_periods(tokenise(words), today, CALENDAR)
    return [(str(n.period.start), str(n.period.end)) for n in found]


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("visits last school term", "2025-12-01", "2026-03-08"),
        ("visits in the previous school term", "2025-12-01", "2026-03-08"),
        ("visits this school term", "2026-03-09", "2026-06-07"),
        ("visits this school term so far", "2026-03-09", "2026-04-01"),
        ("school term to date", "2026-03-09", "2026-04-01"),
        ("the last 2 school terms", "2025-09-01", "2026-03-08"),
    ],
)
def test_a_unit_of_the_projects_own_is_a_period(words: str, start: str, end: str) -> None:
    assert read(words, date(2026, 4, 1)) == [(start, end)]


@pytest.mark.parametrize(
    ("words", "today"),
    [
        pytest.param("the last 4 school terms", date(2026, 4, 1), id="more than are known"),
        pytest.param("next school term", date(2026, 4, 1), id="its end may not be known"),
        pytest.param("last school term", date(2027, 4, 1), id="today lies in none"),
        pytest.param("visits by school term", date(2026, 4, 1), id="a split"),
    ],
)
def test_what_the_days_do_not_tell_is_no_period(words: str, today: date) -> None:
    assert read(words, today) == []


def test_the_last_unit_is_told_to_date() -> None:
    assert read("this school term", date(2026, 7, 10)) == [("2026-06-08", "2026-07-10")]
