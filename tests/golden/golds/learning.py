"""Golds of who learns on the course platform, and what they do there."""

from tests.golden.golds.gold import MONTH, Gold

BY_COURSE = {
    **MONTH,
    "course__category": "category",
    "course__level": "level",
    "course__publisher": "publisher",
    "course__label": "course",
}
BY_LEARNING = {
    **BY_COURSE,
    "learner__works_for_government": "is_government",
    "learner__account_state": "account_state",
    "learner__is_shop_customer": "shops",
    "learner__works_for_government,course__level": "is_government, level",
}
# An event of somebody who is not enrolled is in none of the groups.
BY_EVENT = {**BY_LEARNING, "learning_event__event_type": "event_type"}
LEARNING_GOLDS = (
    Gold("courses", "count(*) filter (is_listed)", "courses_mentioned", BY_COURSE),
    Gold("learners", "count(distinct user_id)", "course_learners", BY_LEARNING),
    Gold("engaged_learners", "count(distinct user_id) filter (is_active)", "course_learners", BY_LEARNING),
    Gold(
        "engagement_rate",
        "count(distinct user_id) filter (is_active) / nullif(count(distinct user_id), 0)",
        "course_learners",
        BY_LEARNING,
    ),
    Gold("enrolments", "count(*)", "course_learners", BY_LEARNING),
    Gold("course_completions", "count(*) filter (has_completed)", "course_learners", BY_LEARNING),
    Gold(
        "course_completion_rate",
        "count(*) filter (has_completed) / nullif(count(*), 0)",
        "course_learners",
        BY_LEARNING,
    ),
    Gold("active_learners", "count(distinct user_id)", "learning", BY_EVENT),
    Gold("first_activity", "min(day)", "learning", BY_EVENT),
    Gold("last_activity", "max(day)", "learning", BY_EVENT),
    Gold("total_quizzes_completed", "count(*) filter (event_type = 'quiz_submit')", "learning", BY_EVENT),
    Gold("total_videos_completed", "count(*) filter (event_type = 'video_complete')", "learning", BY_EVENT),
)
