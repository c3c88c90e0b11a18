"""The four files of the course platform, with what goes wrong in its export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sources.simulator import demand, learning_courses
from sources.simulator.draws import Draws
from sources.simulator.learning_lives import live
from sources.simulator.learning_people import Entry, sign_up, versions
from sources.simulator.web_visitors import Customers

Row = tuple[object, ...]

_TABLES = {
    "users": "id,fullName,email,signupDate,state,isGovEmployee,updatedAt,deleted",
    "courses": "course_id,title,category_name,level,publisher,course_created_at",
    "enrolments": "enrolment_id,user_id,course_id,enrolled_at,status",
    "events": "id,user_id,course_id,event_type,event_timestamp,session_id,metadata",
}
HEADERS = {f"learning/raw_{table}.csv": header for table, header in _TABLES.items()}
_SENT_TWICE = 0.005
_UNREADABLE = 0.003


class Platform:
    """The course platform as it is after some day; it goes on day by day.

    Rows stand in the order in which the platform wrote them. Some of the shop's `customers` learn, so those of a day
    are known before it is lived.
    """

    def __init__(self, seed: int, customers: Customers, scale: int = 1) -> None:
        self._seed, self._customers, self._scale = seed, customers, scale
        self._learners = 0
        self._numbers = dict.fromkeys(("users", "enrolments", "events"), 0)
        # What the learners there are will do, by the day on which it is written down.
        self._planned: dict[str, dict[date, list[Entry]]] = {table: {} for table in self._numbers}

    def live(self, day: date) -> dict[str, list[Row]]:
        """Return the rows that `day` adds to each file; the days are lived one after the other."""
        for learner in sign_up(self._seed, day, self._learners + 1, self._customers, self._scale):
            self._learners += 1
            draws = Draws(self._seed, f"learning/life/{learner.user_id}", learner.signed_up.date())
            self._plan("users", versions(draws, learner))
            enrolments, events = live(draws, learner)
            self._plan("enrolments", enrolments)
            self._plan("events", events)
        rows = {table: list(self._written(table, day)) for table in self._numbers}
        rows["courses"] = [course.row() for course in learning_courses.opened(day, is_first=day == demand.START)]
        return {f"learning/raw_{table}.csv": found for table, found in rows.items()}

    def _plan(self, table: str, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._planned[table].setdefault(entry.at.date(), []).append(entry)

    def _written(self, table: str, day: date) -> Iterator[Row]:
        """Yield the rows of a day, with its accidents."""
        draws = Draws(self._seed, f"learning/defects/{table}", day)
        for entry in sorted(self._planned[table].pop(day, ()), key=lambda entry: (entry.at, entry.cells)):
            self._numbers[table] += 1
            row = entry.cells if table == "users" else (str(self._numbers[table]), *entry.cells)
            yield from _with_defects(draws, table, row)


def _with_defects(draws: Draws, table: str, row: Row) -> Iterator[Row]:
    """Yield a row, now and then twice, or with a time that nobody can read."""
    twice, unreadable = draws.chance(_SENT_TWICE), draws.chance(_UNREADABLE)
    if unreadable and table != "users":
        place = _TABLES[table].split(",").index("event_timestamp" if table == "events" else "enrolled_at")
        row = (*row[:place], draws.pick(("0000-00-00", "yesterday", "31.12.2022 10:00")), *row[place + 1 :])
    yield row
    if twice:
        yield row
