"""What can be chosen of a report; imported by every start of the command, so it imports nothing itself."""

from __future__ import annotations

from enum import StrEnum


class ReportForm(StrEnum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"
    JUNIT = "junit"


class Show(StrEnum):
    """Which questions a report lists."""

    WRONG = "wrong"
    REFUSED = "refused"
    ALL = "all"
    NONE = "none"
