"""What a learner does: enrolments, and the events that follow or do not follow from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import log

from sources.simulator import learning_courses
from sources.simulator.draws import Draws, Weighted
from sources.simulator.learning_courses import Course
from sources.simulator.learning_people import Entry, Learner, moment

_STATUSES = Weighted(("active", "completed", "cancelled"), (0.55, 0.33, 0.12))
_EVENTS = {"active": 7.5, "completed": 13.0, "cancelled": 2.5}  # of those who come at all
_COME = {"active": 0.68, "completed": 0.97, "cancelled": 0.4}
_TYPES = Weighted(
    ("page_view", "video_start", "video_complete", "quiz_start", "quiz_submit", "download", "other"),
    (0.27, 0.22, 0.16, 0.13, 0.11, 0.07, 0.04),
)
_UNKNOWN_COURSE = 999


def live(draws: Draws, learner: Learner) -> tuple[list[Entry], list[Entry]]:
    """Return the enrolments of a learner and the events, in no order; what they are depends on `draws` alone."""
    enrolments: list[Entry] = []
    events: list[Entry] = []
    for at in _times(draws, learner):
        course = _chosen(draws, learning_courses.until(at.date()))
        status = draws.weighted(_STATUSES)
        enrolments += _enrolled(draws, learner, course, at, status)
        if draws.chance(_COME[status]):
            events += _studied(draws, learner, course, at, draws.poisson(_EVENTS[status]))
    return enrolments, [*events, *_elsewhere(draws, learner)]


def _times(draws: Draws, learner: Learner) -> Iterator[datetime]:
    yield learner.signed_up + timedelta(minutes=draws.between(3, 90))
    for _ in range(draws.poisson(1.9)):
        yield moment(draws, (learner.signed_up + _wait(draws, 120)).date() + timedelta(days=1))


def _chosen(draws: Draws, courses: Sequence[Course]) -> int:
    """Return a course; the older ones are better known. A few the platform no longer lists."""
    share = draws.share()
    return _UNKNOWN_COURSE if draws.chance(0.004) else courses[int(share * share * len(courses))].course_id


def _enrolled(draws: Draws, learner: Learner, course: int, at: datetime, status: str) -> Iterator[Entry]:
    said = status.capitalize() if draws.chance(0.01) else status
    yield Entry(at, (str(learner.user_id), str(course), at.isoformat(), said))
    if draws.chance(0.04):
        again = moment(draws, at.date() + timedelta(days=draws.between(1, 60)))
        yield Entry(again, (str(learner.user_id), str(course), again.isoformat(), "active"))


def _studied(draws: Draws, learner: Learner, course: int, since: datetime, count: int) -> Iterator[Entry]:
    for _ in range(count):
        at = since + _wait(draws, 12)
        kind = draws.weighted(_TYPES)
        session = f"s{learner.user_id}-{at:%y%m%d}"
        user = "" if draws.chance(0.005) else str(learner.user_id)
        yield Entry(at, (user, str(course), kind, at.isoformat(), session, _metadata(draws, kind)))


def _elsewhere(draws: Draws, learner: Learner) -> Iterator[Entry]:
    """Yield a look into a course in which the learner is hardly enrolled: a preview, a link that a colleague sent."""
    if draws.chance(0.2):
        at = learner.signed_up + _wait(draws, 60)
        course = draws.pick(learning_courses.until(learner.signed_up.date())).course_id
        yield from _studied(draws, learner, course, at, 1 + draws.poisson(2.0))


def _metadata(draws: Draws, kind: str) -> str:
    if draws.chance(0.01):
        return draws.pick(("quiz:", "asset", "{", "n/a"))
    if kind == "quiz_submit":
        return "quiz:pass" if draws.chance(0.78) else "quiz:fail"
    if kind in ("video_start", "video_complete", "download"):
        return f"asset:{draws.between(1, 40)}"
    return ""


def _wait(draws: Draws, mean_days: float) -> timedelta:
    return timedelta(seconds=int(-log(1.0 - draws.share()) * mean_days * 86_400))
