"""The words of dates: months, weekdays, seasons, holidays, units and what stands before them."""

from __future__ import annotations

from metrics_cli.period import HOLIDAYS, SEASONS, WEEKDAYS

_MONTHS = "january february march april may june july august september october november december".split()
MONTHS = {name: number for number, name in enumerate(_MONTHS, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
DAYS = {name: name for name in WEEKDAYS} | {name[:3]: name for name in WEEKDAYS}
DAYS |= {"tues": "tuesday", "weds": "wednesday", "thur": "thursday", "thurs": "thursday"}
# Names of dates that are other words as well: they need a word such as "in" or "last" before them.
DOUBTFUL = frozenset("may march mar sun sat wed fall spring second".split())

UNIT_OF = {f"{unit}{end}": unit for unit in ("day", "week", "month", "quarter", "year") for end in ("", "s")}
UNIT_OF |= {"half": "half", "halves": "half", "yr": "year", "yrs": "year", "qtr": "quarter", "qtrs": "quarter"}
UNIT_OF |= {"wk": "week", "wks": "week", "mth": "month", "mths": "month"}
UNIT_OF |= {"mnth": "month", "mnths": "month", "mo": "month"}

ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
}
HOLIDAY_WORDS = {tuple(name.split("_")): name for name in HOLIDAYS}
HOLIDAY_WORDS |= {("new", "year", "eve"): "new_years_eve", ("new", "year", "day"): "new_years_day"}
HOLIDAY_WORDS |= {("valentine", "day"): "valentines_day", ("valentines",): "valentines_day", ("xmas",): "christmas"}
HOLIDAY_WORDS |= {("christmas", "day"): "christmas", ("thanksgiving", "day"): "thanksgiving"}

THIS = frozenset({"this", "current"})
LAST = frozenset({"last", "previous", "prior"})
ROLLING = frozenset({"past", "trailing", "rolling"})
WHOLE = frozenset({"full", "whole", "complete", "completed", "calendar"})
FISCAL = frozenset({"fiscal", "financial"})
# Calendars that a project may keep and that no setting describes.
FOREIGN = FISCAL | frozenset("retail tax academic school broadcast accounting".split())
SHORT_TO_DATE = {"ytd": "year", "qtd": "quarter", "mtd": "month", "wtd": "week"}
SHORT_TO_DATE_FISCAL = {"fytd": "year", "fqtd": "quarter"}

# What may lead to a period without a meaning of its own.
LEADS = frozenset("in for during on of over within throughout".split())
# A number after one of these is a bound or a count, never a year.
BOUNDS = frozenset("over above under below than least most exceed exceeding top bottom first worth $ # number".split())


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of each phrase of a list with commas."""
    return tuple(tuple(phrase.split()) for phrase in text.split(", "))


ONWARDS = phrases("on, onward, onwards, forward, and later, or later, and after")
NOW = phrases("date, now, present, the present")

# Words to measure typing errors against.
DATE_WORDS = frozenset(
    {
        *(m for m in MONTHS if len(m) > 4),
        *WEEKDAYS,
        *(s for s in SEASONS if s not in ("fall", "spring")),
        *(f"{unit}{end}" for unit in ("month", "quarter", "year", "week") for end in ("", "s")),
        *"yesterday today previous current christmas fiscal trailing half since until between".split(),
        *"weekly monthly quarterly yearly daily annual weekday weekend".split(),
    }
)
