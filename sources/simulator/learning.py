"""The four files of the course platform, with what goes wrong in its export."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import groupby

from sources.simulator import demand, learning_courses
from sources.simulator.draws import Draws
from sources.simulator.learning_lives import live
from sources.simulator.learning_people import Entry, Learner, sign_up, versions
from sources.simulator.web_visitors import Customers

_HEADERS = {
    "users": "id,fullName,email,signupDate,state,isGovEmployee,updatedAt,deleted",
    "courses": "course_id,title,category_name,level,publisher,course_created_at",
    "enrolments": "enrolment_id,user_id,course_id,enrolled_at,status",
    "events": "id,user_id,course_id,event_type,event_timestamp,session_id,metadata",
}
_SENT_TWICE = 0.005
_UNREADABLE = 0.003


def deliver(seed: int, end: date, users: bytes) -> dict[str, bytes]:
    """Return the four files with all days up to `end`, by their place below the folder of the sources.

    `users` is the shop's file of users up to `end`: some of them learn. Rows stand in the order in which the platform
    wrote them, so the files of an earlier end are beginnings of those of a later one.
    """
    entries: dict[str, list[Entry]] = {"users": [], "enrolments": [], "events": []}
    for learner in _learners(seed, end, Customers.of(users)):
        draws = Draws(seed, f"learning/life/{learner.user_id}", learner.signed_up.date())
        entries["users"] += versions(draws, learner)
        enrolments, events = live(draws, learner)
        entries["enrolments"] += enrolments
        entries["events"] += events
    rows = {table: _written(seed, table, end, found) for table, found in entries.items()}
    rows["courses"] = (course.row() for course in learning_courses.until(end))
    return {f"learning/raw_{table}.csv": _csv(header, rows[table]) for table, header in _HEADERS.items()}


def _learners(seed: int, end: date, customers: Customers) -> Iterator[Learner]:
    number = 1
    for days in range((end - demand.START).days + 1):
        for learner in sign_up(seed, demand.START + timedelta(days=days), number, customers):
            yield learner
            number += 1


def _written(seed: int, table: str, end: date, entries: Iterable[Entry]) -> Iterator[tuple[str, ...]]:
    """Yield the rows written up to `end`, those of each day with its own accidents."""
    last = datetime.combine(end, time.max)
    number = 0
    for day, of_day in groupby(sorted(entry for entry in entries if entry.at <= last), lambda entry: entry.at.date()):
        draws = Draws(seed, f"learning/defects/{table}", day)
        for entry in of_day:
            number += 1
            row = entry.cells if table == "users" else (str(number), *entry.cells)
            yield from _with_defects(draws, table, row)


def _with_defects(draws: Draws, table: str, row: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a row, now and then twice, or with a time that nobody can read."""
    twice, unreadable = draws.chance(_SENT_TWICE), draws.chance(_UNREADABLE)
    if unreadable and table != "users":
        place = _HEADERS[table].split(",").index("event_timestamp" if table == "events" else "enrolled_at")
        row = (*row[:place], draws.pick(("0000-00-00", "yesterday", "31.12.2022 10:00")), *row[place + 1 :])
    yield row
    if twice:
        yield row


def _csv(header: str, rows: Iterable[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    text.write(f"{header}\r\n")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
