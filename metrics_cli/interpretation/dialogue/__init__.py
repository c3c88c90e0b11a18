"""Follow-ups: words that change the last query, or ask something of it. Each is read whole, or not at all."""

from metrics_cli.interpretation.dialogue.follow_ups import (
    FollowUp,
    about_metrics,
    follow_up,
    is_period_alone,
    names_only_metrics,
)
from metrics_cli.interpretation.dialogue.opening import is_marked, restricts
from metrics_cli.interpretation.dialogue.replies import Reply, reply_of, widest
from metrics_cli.interpretation.dialogue.requests import Request, request_of
from metrics_cli.interpretation.dialogue.setting import Edited, Unread

__all__ = [
    "Edited",
    "FollowUp",
    "Reply",
    "Request",
    "Unread",
    "about_metrics",
    "follow_up",
    "is_marked",
    "is_period_alone",
    "names_only_metrics",
    "reply_of",
    "request_of",
    "restricts",
    "widest",
]
