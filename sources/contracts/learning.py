"""The course platform: users in all their versions, courses, enrolments and what happens in the courses.

Keys are text, as other exports of the platform number otherwise. A user has a row for every version, so nothing of
users is unique. What only says more about a row (a flag, a state) is text too and read by the staging models: a strange
word there must not lose a learner. An event without user or course is kept: it happened, in no enrolment.
"""

from sources.contracts.contract import Column, Contract

# In a small delivery a few bad rows are soon a tenth of it.
_CEILING = 0.25

LEARNING_USERS = Contract(
    system="learning",
    table="learning_users",
    files="raw_users.csv",
    optional=True,
    columns=(
        Column("id", "text", required=True),
        Column("fullName", "text"),
        Column("email", "text"),
        Column("signupDate", "timestamp"),
        Column("state", "text"),
        Column("isGovEmployee", "text"),
        Column("updatedAt", "timestamp"),
        Column("deleted", "text"),
    ),
    ceiling=_CEILING,
)

LEARNING_COURSES = Contract(
    system="learning",
    table="learning_courses",
    files="raw_courses.csv",
    optional=True,
    columns=(
        Column("course_id", "text", required=True),
        Column("title", "text"),
        Column("category_name", "text"),
        Column("level", "text"),
        Column("publisher", "text"),
        Column("course_created_at", "timestamp"),
    ),
    unique=("course_id",),
    ceiling=_CEILING,
)

LEARNING_ENROLMENTS = Contract(
    system="learning",
    table="learning_enrolments",
    files="raw_enrolments.csv",
    optional=True,
    columns=(
        Column("enrolment_id", "text", required=True),
        Column("user_id", "text", required=True),
        Column("course_id", "text", required=True),
        Column("enrolled_at", "timestamp"),
        Column("status", "text"),
    ),
    unique=("enrolment_id",),
    ceiling=_CEILING,
)

LEARNING_EVENTS = Contract(
    system="learning",
    table="learning_events",
    files="raw_events.csv",
    optional=True,
    columns=(
        Column("id", "text", required=True),
        Column("user_id", "text"),
        Column("course_id", "text"),
        Column("event_type", "text", required=True),
        Column("event_timestamp", "timestamp"),
        Column("session_id", "text"),
        Column("metadata", "text"),
    ),
    unique=("id",),
    ceiling=_CEILING,
)
