"""A course platform in which everything that can be wrong is wrong; all of it in 2021."""

from __future__ import annotations

from collections.abc import Mapping

Row = Mapping[str, object]


def _user(number: object, updated: str, **cells: object) -> Row:
    known = {"id": number, "fullName": f"Learner {number}", "email": f"learner{number}@example.org"}
    known |= {"signupDate": "2020-12-20", "state": "active", "isGovEmployee": "FALSE"}
    return {**known, "updatedAt": f"{updated}T00:00:00", "deleted": "", **cells}


def _enrolment(number: int, user: object, course: object, at: str, status: str = "active") -> Row:
    return {"enrolment_id": number, "user_id": user, "course_id": course, "enrolled_at": at, "status": status}


def _event(number: int, user: object, course: object, kind: str, at: str, metadata: str = "") -> Row:
    known = {"id": number, "user_id": user, "course_id": course, "event_type": kind, "event_timestamp": at}
    return {**known, "session_id": f"s{number}", "metadata": metadata}


USERS = [
    # The latest version stands first; its address is one that the shop knows.
    _user(1, "2021-05-01", state="suspended", isGovEmployee="yes", email=" SAM@example.com "),
    _user(1, "2021-01-01"),
    # Deleted once, and back; the same version twice.
    _user(2, "2021-01-01", deleted="TRUE"),
    _user(2, "2021-02-01"),
    _user(2, "2021-02-01"),
    _user(3, "2021-01-01", state="pending", isGovEmployee="unknown", email=""),
    # Deleted by the flag, and by the state alone.
    _user(4, "2021-01-01"),
    _user(4, "2021-03-01", deleted="TRUE"),
    _user(6, "2021-03-01", state="Deleted"),
    # Never enrols.
    _user(5, "2021-01-01", isGovEmployee=""),
]
COURSES = [
    {
        "course_id": number,
        "title": title,
        "category_name": category,
        "level": level,
        "publisher": "Brightpath",
        "course_created_at": f"2020-{month}-01T00:00:00",
    }
    for number, title, category, level, month in (
        ("c1", "SQL", "Data", "beginner ", "03"),
        ("c2", "SQL", "", "Advanced", "04"),  # another course of the same name, without a category
        ("c3", "Silence", "Data", "Beginner", "05"),  # nobody enrols
    )
]
ENROLMENTS = [
    # Cancelled, then twice; the user comes once.
    _enrolment(1, 1, "c1", "2021-01-01T10:00:00", "cancelled"),
    _enrolment(2, 1, "c1", "2021-01-02T10:00:00"),
    _enrolment(3, "1.0", "c1", "2021-02-02T10:00:00", "Completed"),
    _enrolment(4, 2, "c1", "2021-01-05T10:00:00"),
    _enrolment(5, 3, "c1", "2021-01-06T10:00:00"),  # never does anything
    _enrolment(6, 99, "c1", ""),  # nobody knows the user, nor the day
    _enrolment(7, 4, "c1", "2021-01-07T10:00:00"),  # deleted
    _enrolment(8, 6, "c1", "2021-01-08T10:00:00"),  # deleted
    _enrolment(9, 2, "c2", "2021-05-31T10:00:00"),
    _enrolment(10, 3, "c2", "2021-05-31T10:00:00", "CANCELLED"),
    _enrolment(11, 3, "77", "2021-06-30T10:00:00"),  # no such course
]
EVENTS = [
    # Of the learner who enrolled three times.
    _event(1, 1, "c1", "quiz_submit", "2021-01-03T10:00:00", "quiz:fail"),
    _event(2, 1, "c1", "quiz_submit", "2021-01-04T10:00:00", "quiz:pass"),
    _event(3, "1.0", "c1", "video_complete", "2021-03-01T10:00:00", "asset:12"),
    _event(4, 1, "c1", "quiz_start", "2021-01-04T09:00:00"),
    _event(5, 2, "c1", "Quiz_Submit", "2021-02-01T10:00:00", "quiz:"),
    _event(6, 2, "c1", "video_complete", "2030-01-01T10:00:00"),  # in the future
    _event(7, 2, "c2", "quiz_submit", "2021-06-01T09:00:00"),
    # Of users who are not enrolled: deleted, cancelled, never, in another course, nobody, nowhere, no such course.
    _event(8, 4, "c1", "quiz_submit", "2021-01-08T10:00:00"),
    _event(9, 3, "c2", "quiz_submit", "2021-06-02T10:00:00"),
    _event(10, 5, "c1", "video_complete", "2021-01-01T10:00:00"),
    _event(11, 1, "c3", "video_complete", "2021-01-01T10:00:00"),
    _event(12, "", "c1", "quiz_submit", "2021-01-01T10:00:00"),
    _event(13, 1, "", "quiz_submit", "2021-01-01T10:00:00"),
    _event(14, 1, "78", "quiz_submit", "2021-01-01T10:00:00"),
]
TABLES: Mapping[str, list[Row]] = {"users": USERS, "courses": COURSES, "enrolments": ENROLMENTS, "events": EVENTS}
