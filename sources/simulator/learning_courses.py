"""The courses of the course platform: sixty, the same in every simulation, opened over the years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sources.simulator import demand

_SUBJECTS = (
    *(("Spreadsheets", "Data", "Brightpath"), ("SQL", "Data", "Brightpath"), ("Statistics", "Data", "Open Lectern")),
    *(("Data Protection", "Compliance", "Civic Academy"), ("Fire Safety", "Compliance", "Civic Academy")),
    *(("Public Procurement", "Compliance", "Civic Academy"), ("Negotiation", "Leadership", "Open Lectern")),
    *(("Managing Teams", "Leadership", "Brightpath"), ("Coaching", "Leadership", "Slate & Co")),
    *(("Technical Writing", "Communication", "Slate & Co"), ("Public Speaking", "Communication", "Open Lectern")),
    *(("Plain Language", "Communication", "Civic Academy"), ("Spanish", "Languages", "Slate & Co")),
    *(("French", "Languages", "Slate & Co"), ("Sign Language", "Languages", "Civic Academy")),
    *(("Cloud Basics", "Technology", "Brightpath"), ("Cyber Security", "Technology", "Brightpath")),
    *(("Python", "Technology", "Open Lectern"), ("First Aid", "", "Civic Academy")),
    ("Accessibility", "Communication", "Open Lectern"),
)
_LEVELS = (
    ("Beginner", "Introduction to {0}"),
    ("Intermediate", "{0} in Practice"),
    ("Advanced", "Advanced {0}"),
)
_AT_THE_START = 24
_DAYS_APART = 45


@dataclass(frozen=True)
class Course:
    """A course, as it stands in the export."""

    course_id: int
    title: str
    category: str
    level: str
    publisher: str
    created: date

    def row(self) -> tuple[str, ...]:
        """Return its cells; blanks and small letters have crept into some."""
        level = {7: self.level.lower(), 18: f"{self.level} "}.get(self.course_id % 20, self.level)
        described = (self.title, self.category, level, self.publisher)
        return str(self.course_id), *described, f"{self.created}T09:00:00"


def until(day: date) -> tuple[Course, ...]:
    """Return the courses there are on `day`, the oldest first."""
    return tuple(course for course in _ALL if course.created <= day)


def opened(day: date, is_first: bool) -> tuple[Course, ...]:
    """Return the courses that `day` brings; on the first day those of before as well."""
    return until(day) if is_first else tuple(course for course in _ALL if course.created == day)


def _course(place: int) -> Course:
    level, title = _LEVELS[place // len(_SUBJECTS)]
    subject, category, publisher = _SUBJECTS[place % len(_SUBJECTS)]
    later = (place - _AT_THE_START + 1) * _DAYS_APART if place >= _AT_THE_START else place - 200
    created = demand.START + timedelta(days=later)
    return Course(101 + place, title.format(subject), category, level, publisher, created)


_ALL = tuple(_course(place) for place in range(len(_SUBJECTS) * len(_LEVELS)))
