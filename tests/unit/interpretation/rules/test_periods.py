"""Periods in words: a table worked out by hand, a rule that counts days one by one, and what must stay unread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.rules.periods import Named, find_periods
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.period import Calendar, resolve

# A Saturday; a leap day, Thursday; the end of a year, Tuesday; its first day; a day of week 53 of the year before;
# the end of a month, Sunday.
ANCHORS = ["2026-11-21", "2024-02-29", "2024-12-31", "2025-01-01", "2021-01-02", "2024-03-31"]
TODAY = date(2026, 11, 21)


def read(words: str, anchor: str = "2026-11-21", calendar: Calendar | None = None) -> tuple[Named, ...]:
    return find_periods(tokenise(words), date.fromisoformat(anchor), calendar or Calendar())


def rows(table: str) -> list[tuple[str, str, str]]:
    """Return (words, start, end) for each line of a table; 'open' is no end."""
    found = []
    for line in filter(str.strip, table.splitlines()):
        words, ends = line.rsplit("|", 1)
        start, _, end = ends.strip().partition(" ")
        found.append((words.strip(), start, end.strip() or start))
    return found


ABSOLUTE = """
in the 2020s | 2020-01-01 2029-12-31
Q3-24 | 2024-07-01 2024-09-30
Q3/24 | 2024-07-01 2024-09-30
Q3 24 | 2024-07-01 2024-09-30
Q3/2024 | 2024-07-01 2024-09-30
2024/Q3 | 2024-07-01 2024-09-30
24Q3 | 2024-07-01 2024-09-30
iso week 32 2024 | 2024-08-05 2024-08-11
in 2024 week 32 | 2024-08-05 2024-08-11
on 20240305 | 2024-03-05
the second week of May 2025 | 2025-05-08 2025-05-14
in the 7 days up to 2026-09-30 | 2026-09-24 2026-09-30
for the 30 days to 30 September 2026 | 2026-09-01 2026-09-30
in the 3 months to March 2025 | 2025-01-01 2025-03-31
in the 12 months ended June 30, 2025 | 2024-07-01 2025-06-30
for the year ending March 2025 | 2024-04-01 2025-03-31
in the quarter ended 30 June 2025 | 2025-04-01 2025-06-30
in the 30 days starting 2025-01-15 | 2025-01-15 2025-02-13
in the 30 days from 2025-01-15 | 2025-01-15 2025-02-13
in the 30 days following 2025-01-15 | 2025-01-16 2025-02-14
on Good Friday 2025 | 2025-04-18
Black Friday 2025 | 2025-11-28
in Black Friday week 2025 | 2025-11-24 2025-11-30
Christmas week 2025 | 2025-12-22 2025-12-28
between Easter and Pentecost 2025 | 2025-04-20 2025-06-08
in 2024 | 2024-01-01 2024-12-31
2024 | 2024-01-01 2024-12-31
for the year 2024 | 2024-01-01 2024-12-31
in the year of 2024 | 2024-01-01 2024-12-31
calendar year 2024 | 2024-01-01 2024-12-31
throughout 2024 | 2024-01-01 2024-12-31
all of 2024 | 2024-01-01 2024-12-31
CY24 | 2024-01-01 2024-12-31
2024-Q3 | 2024-07-01 2024-09-30
2024 Q3 | 2024-07-01 2024-09-30
2024Q3 | 2024-07-01 2024-09-30
Q3 of 2024 | 2024-07-01 2024-09-30
Q3 in 2024 | 2024-07-01 2024-09-30
q3 2024 | 2024-07-01 2024-09-30
3Q24 | 2024-07-01 2024-09-30
Q3'24 | 2024-07-01 2024-09-30
quarter 3 of 2024 | 2024-07-01 2024-09-30
the third quarter of 2024 | 2024-07-01 2024-09-30
3rd quarter 2024 | 2024-07-01 2024-09-30
last quarter of 2023 | 2023-10-01 2023-12-31
H1 2024 | 2024-01-01 2024-06-30
H2 2023 | 2023-07-01 2023-12-31
1H24 | 2024-01-01 2024-06-30
in the first half of 2023 | 2023-01-01 2023-06-30
the second half of 2023 | 2023-07-01 2023-12-31
Feb 2024 | 2024-02-01 2024-02-29
february 2023 | 2023-02-01 2023-02-28
Sept 2024 | 2024-09-01 2024-09-30
2024-02 | 2024-02-01 2024-02-29
3/2024 | 2024-03-01 2024-03-31
2024/03 | 2024-03-01 2024-03-31
march 2024 | 2024-03-01 2024-03-31
March, 2024 | 2024-03-01 2024-03-31
March of 2024 | 2024-03-01 2024-03-31
May '24 | 2024-05-01 2024-05-31
in Mar 24 | 2024-03-01 2024-03-31
in the month of march 2024 | 2024-03-01 2024-03-31
2024 december | 2024-12-01 2024-12-31
on 2024-03-05 | 2024-03-05
2024/03/05 | 2024-03-05
5.3.2024 | 2024-03-05
31.12.24 | 2024-12-31
13/05/2024 | 2024-05-13
05/13/2024 | 2024-05-13
05/05/2024 | 2024-05-05
March 5th, 2024 | 2024-03-05
March 5 2024 | 2024-03-05
Mar 5, 2024 | 2024-03-05
5 March 2024 | 2024-03-05
on the 5th of March, 2024 | 2024-03-05
29 February 2024 | 2024-02-29
week 7 of 2024 | 2024-02-12 2024-02-18
2024-W07 | 2024-02-12 2024-02-18
W07 2024 | 2024-02-12 2024-02-18
wk 1 2025 | 2024-12-30 2025-01-05
week 53 of 2020 | 2020-12-28 2021-01-03
week number 1 of 2021 | 2021-01-04 2021-01-10
the week of March 4, 2024 | 2024-03-04 2024-03-10
the week of 2024-03-06 | 2024-03-04 2024-03-10
week ending 2024-03-10 | 2024-03-04 2024-03-10
week starting 2024-03-06 | 2024-03-06 2024-03-12
summer 2024 | 2024-06-01 2024-08-31
spring of 2024 | 2024-03-01 2024-05-31
fall 2024 | 2024-09-01 2024-11-30
winter 2023/24 | 2023-12-01 2024-02-29
winter 2023-2024 | 2023-12-01 2024-02-29
on Christmas 2024 | 2024-12-25
on Black Friday 2024 | 2024-11-29
on Cyber Monday 2025 | 2025-12-01
on New Year's Eve 2023 | 2023-12-31
on Thanksgiving 2026 | 2026-11-26
from March to May 2024 | 2024-03-01 2024-05-31
since March until May 2024 | 2024-03-01 2024-05-31
March to May 2024 | 2024-03-01 2024-05-31
Jan–Mar 2024 | 2024-01-01 2024-03-31
Jan-Mar 2024 | 2024-01-01 2024-03-31
Jan - Mar 2024 | 2024-01-01 2024-03-31
mar-may 2024 | 2024-03-01 2024-05-31
between March 2024 and May 2024 | 2024-03-01 2024-05-31
between January and March 2024 | 2024-01-01 2024-03-31
from March 2024 through May 2024 | 2024-03-01 2024-05-31
from November to February 2024 | 2023-11-01 2024-02-29
November 2024 to February | 2024-11-01 2025-02-28
between 2024-01-10 and 2024-02-15 | 2024-01-10 2024-02-15
2024-01-01 to 2024-01-31 | 2024-01-01 2024-01-31
2024-01-01 - 2024-01-31 | 2024-01-01 2024-01-31
1/1/2024 to 1/31/2024 | 2024-01-01 2024-01-31
2023-2024 | 2023-01-01 2024-12-31
2023–2024 | 2023-01-01 2024-12-31
2023 to 2024 | 2023-01-01 2024-12-31
Q1-Q3 2024 | 2024-01-01 2024-09-30
q4 2023 to q1 2024 | 2023-10-01 2024-03-31
from Q4 to Q1 2024 | 2023-10-01 2024-03-31
between Jan 5 and Jan 9, 2024 | 2024-01-05 2024-01-09
March 5 to 9, 2024 | 2024-03-05 2024-03-09
March 5th-9th, 2024 | 2024-03-05 2024-03-09
5 to 9 March 2024 | 2024-03-05 2024-03-09
5-9 March 2024 | 2024-03-05 2024-03-09
between March 5 and 9, 2024 | 2024-03-05 2024-03-09
March 5 to April 9 2024 | 2024-03-05 2024-04-09
first week of March 2024 | 2024-03-01 2024-03-07
the first 10 days of March 2024 | 2024-03-01 2024-03-10
last 2 weeks of December 2024 | 2024-12-18 2024-12-31
last day of February 2024 | 2024-02-29
the last 2 months of 2023 | 2023-11-01 2023-12-31
first month of 2024 | 2024-01-01 2024-01-31
the final quarter of 2023 | 2023-10-01 2023-12-31
since March 2024 | 2024-03-01 open
since 2024-03-05 | 2024-03-05 open
since the beginning of 2024 | 2024-01-01 open
since the end of March 2024 | 2024-03-31 open
after 2023 | 2024-01-01 open
after March 5, 2024 | 2024-03-06 open
starting in March 2024 | 2024-03-01 open
from 2024 on | 2024-01-01 open
from March 2024 onwards | 2024-03-01 open
2024 onwards | 2024-01-01 open
until 2024-06-30 | open 2024-06-30
until March 2024 | open 2024-03-31
through March 2024 | open 2024-03-31
up to the end of 2023 | open 2023-12-31
up until Q2 2024 | open 2024-06-30
before 2024 | open 2023-12-31
prior to March 5, 2024 | open 2024-03-04
in the 2 weeks before 2024-12-25 | 2024-12-11 2024-12-24
in the two weeks before Christmas 2024 | 2024-12-11 2024-12-24
the week before Christmas 2024 | 2024-12-18 2024-12-24
the week after Christmas 2024 | 2024-12-26 2025-01-01
the 3 days before Black Friday 2024 | 2024-11-26 2024-11-28
the month after 2024-03-05 | 2024-03-06 2024-04-05
"""


@pytest.mark.parametrize(("words", "start", "end"), rows(ABSOLUTE))
@pytest.mark.parametrize("anchor", ["2026-11-21", "2024-02-29"])
def test_what_names_its_year_is_the_same_on_every_day(words: str, start: str, end: str, anchor: str) -> None:
    assert ends_of(words, anchor) == (start, end)


def ends_of(words: str, anchor: str, calendar: Calendar | None = None) -> tuple[str, str]:
    """Return the ends of the one period that all of the words name."""
    (named,) = read(words, anchor, calendar)
    assert (named.start, named.end) == (0, len(tokenise(words)))
    assert named.rivals == ()
    period = named.period
    again = resolve(period.expression, date.fromisoformat(anchor))
    assert (again.start, again.end) == (period.start, period.end)
    return tuple(day.isoformat() if day else "open" for day in (period.start, period.end))


SEEN_FROM = {
    "2026-11-21": """
the day before yesterday | 2026-11-19
day after tomorrow | 2026-11-23
the week before last | 2026-11-02 2026-11-08
in the month before last | 2026-09-01 2026-09-30
in the current quarter | 2026-10-01 2026-12-31
this year's | 2026-01-01 2026-12-31
yesterday's | 2026-11-20
past year | 2025-11-21 2026-11-20
over the past year | 2025-11-21 2026-11-20
past week | 2026-11-14 2026-11-20
past 3 months | 2026-08-21 2026-11-20
past couple of weeks | 2026-11-07 2026-11-20
trailing 90 days | 2026-08-23 2026-11-20
rolling 12 months | 2025-11-21 2026-11-20
the last three months | 2026-08-01 2026-10-31
last 3 full months | 2026-08-01 2026-10-31
the last two complete quarters | 2026-04-01 2026-09-30
last twelve months | 2025-11-01 2026-10-31
over the last 2 weeks | 2026-11-02 2026-11-15
last ninety days | 2026-08-23 2026-11-20
next two quarters | 2027-01-01 2027-06-30
next 10 days | 2026-11-22 2026-12-01
this half | 2026-07-01 2026-12-31
last half | 2026-01-01 2026-06-30
YTD | 2026-01-01 2026-11-21
QTD | 2026-10-01 2026-11-21
MTD | 2026-11-01 2026-11-21
WTD | 2026-11-16 2026-11-21
year-to-date | 2026-01-01 2026-11-21
so far this month | 2026-11-01 2026-11-21
this year so far | 2026-01-01 2026-11-21
this quarter to date | 2026-10-01 2026-11-21
YTD 2025 | 2025-01-01 2025-11-21
2025 ytd | 2025-01-01 2025-11-21
ytd last year | 2025-01-01 2025-11-21
year to date as of end of june 2023 | 2023-01-01 2023-06-30
2 years ago | 2024-01-01 2024-12-31
a month ago | 2026-10-01 2026-10-31
10 days ago | 2026-11-11
since 3 weeks ago | 2026-10-31 open
Q4 | 2026-10-01 2026-12-31
first quarter | 2026-01-01 2026-03-31
Q3 last year | 2025-07-01 2025-09-30
q4 last yr | 2025-10-01 2025-12-31
second half of last year | 2025-07-01 2025-12-31
first quarter of this year | 2026-01-01 2026-03-31
H1 | 2026-01-01 2026-06-30
last year's Q3 | 2025-07-01 2025-09-30
the first quarter of the year | 2026-01-01 2026-03-31
in the second half of the year | 2026-07-01 2026-12-31
in December | 2025-12-01 2025-12-31
in November | 2026-11-01 2026-11-30
january | 2026-01-01 2026-01-31
in may | 2026-05-01 2026-05-31
March last year | 2025-03-01 2025-03-31
this December | 2026-12-01 2026-12-31
March 5 | 2026-03-05
on December 5th | 2025-12-05
on the 4th of July | 2026-07-04
on Mar 24 | 2026-03-24
week 7 | 2026-02-09 2026-02-15
W53 | 2020-12-28 2021-01-03
on Friday | 2026-11-20
on Saturday last week | 2026-11-14
this Wednesday | 2026-11-18
Friday of last week | 2026-11-13
in summer | 2026-06-01 2026-08-31
this summer | 2026-06-01 2026-08-31
last winter | 2025-12-01 2026-02-28
on Christmas | 2025-12-25
last Christmas | 2025-12-25
in the 2 weeks before Christmas | 2025-12-11 2025-12-24
same quarter last year | 2025-10-01 2025-12-31
same month a year ago | 2025-11-01 2025-11-30
same week last year | 2025-11-17 2025-11-23
first month of last quarter | 2026-07-01 2026-07-31
from November to February | 2025-11-01 2026-02-28
March to May | 2026-03-01 2026-05-31
between December and February | 2025-12-01 2026-02-28
March 5-9 | 2026-03-05 2026-03-09
from January to now | 2026-01-01 2026-11-21
from 2024 to date | 2024-01-01 2026-11-21
from March 2025 to present | 2025-03-01 2026-11-21
since last month | 2026-10-01 open
since January | 2026-01-01 open
since Monday | 2026-11-16 open
since the start of this year | 2026-01-01 open
since the beginning of the quarter | 2026-10-01 open
after last month | 2026-11-01 open
from last year on | 2025-01-01 open
until yesterday | open 2026-11-20
before this week | open 2026-11-15
before March 5 | open 2026-03-04
until the end of last quarter | open 2026-09-30
from last month | 2026-10-01 2026-10-31
last calendar year | 2025-01-01 2025-12-31
""",
    "2024-02-29": """
yesterday | 2024-02-28
past year | 2023-02-28 2024-02-28
past 4 years | 2020-02-29 2024-02-28
past month | 2024-01-29 2024-02-28
last 30 days | 2024-01-30 2024-02-28
YTD | 2024-01-01 2024-02-29
ytd last year | 2023-01-01 2023-02-28
same month last year | 2023-02-01 2023-02-28
same day last year | 2023-02-28
this month | 2024-02-01 2024-02-29
in March | 2023-03-01 2023-03-31
February | 2024-02-01 2024-02-29
on February 29 | 2024-02-29
this winter | 2023-12-01 2024-02-29
in the winter | 2023-12-01 2024-02-29
last summer | 2023-06-01 2023-08-31
on Thursday of last week | 2024-02-22
""",
    "2024-12-31": """
tomorrow | 2025-01-01
this week | 2024-12-30 2025-01-05
next month | 2025-01-01 2025-01-31
past month | 2024-11-30 2024-12-30
last 12 months | 2023-12-01 2024-11-30
YTD | 2024-01-01 2024-12-31
in December | 2024-12-01 2024-12-31
Q4 | 2024-10-01 2024-12-31
H2 | 2024-07-01 2024-12-31
on Christmas | 2024-12-25
since Thanksgiving | 2024-11-28 open
week 1 | 2024-12-30 2025-01-05
next quarter | 2025-01-01 2025-03-31
last Friday | 2024-12-27
""",
    "2025-01-01": """
yesterday | 2024-12-31
last week | 2024-12-23 2024-12-29
last month | 2024-12-01 2024-12-31
last quarter | 2024-10-01 2024-12-31
last half | 2024-07-01 2024-12-31
last year | 2024-01-01 2024-12-31
last 3 months | 2024-10-01 2024-12-31
past 3 months | 2024-10-01 2024-12-31
YTD | 2025-01-01
MTD | 2025-01-01
in January | 2025-01-01 2025-01-31
in December | 2024-12-01 2024-12-31
Q1 | 2025-01-01 2025-03-31
Q4 | 2024-10-01 2024-12-31
this winter | 2024-12-01 2025-02-28
the month before last | 2024-11-01 2024-11-30
last Friday | 2024-12-27
""",
    "2021-01-02": """
this week | 2020-12-28 2021-01-03
last week | 2020-12-21 2020-12-27
next week | 2021-01-04 2021-01-10
week 53 | 2020-12-28 2021-01-03
week 1 | 2019-12-30 2020-01-05
last 2 weeks | 2020-12-14 2020-12-27
2 weeks ago | 2020-12-14 2020-12-20
WTD | 2020-12-28 2021-01-02
same week last year | 2019-12-30 2020-01-05
""",
    "2024-03-31": """
last month | 2024-02-01 2024-02-29
past month | 2024-02-29 2024-03-30
past 2 months | 2024-01-31 2024-03-30
next month | 2024-04-01 2024-04-30
this week | 2024-03-25 2024-03-31
next week | 2024-04-01 2024-04-07
last quarter | 2023-10-01 2023-12-31
QTD | 2024-01-01 2024-03-31
since 1 month ago | 2024-02-29 open
ytd last year | 2023-01-01 2023-03-31
""",
}


@pytest.mark.parametrize(
    ("words", "anchor", "start", "end"), [(w, day, s, e) for day, table in SEEN_FROM.items() for w, s, e in rows(table)]
)
def test_what_is_seen_from_a_day(words: str, anchor: str, start: str, end: str) -> None:
    assert ends_of(words, anchor) == (start, end)


# A rule of its own: every day has a key for each unit, and a period is all days whose keys are wanted.
KEYS: dict[str, Callable[[date], tuple[int, ...]]] = {
    "day": lambda d: (d.toordinal(),),
    "week": lambda d: tuple(d.isocalendar()[:2]),
    "month": lambda d: (d.year, d.month),
    "quarter": lambda d: (d.year, (d.month - 1) // 3),
    "year": lambda d: (d.year,),
}


def counted(unit: str, first: int, last: int, anchor: date) -> tuple[str, str]:
    """Return the ends of the units from the `first` to the `last` one, counted from the anchor's own, 0."""
    days = [anchor + timedelta(days=n) for n in range(-2300, 1600)]
    keys = sorted({KEYS[unit](d) for d in days})
    place = keys.index(KEYS[unit](anchor))
    wanted = set(keys[place + first : place + last + 1])
    found = [d for d in days if KEYS[unit](d) in wanted]
    return found[0].isoformat(), found[-1].isoformat()


@pytest.mark.parametrize("anchor", ANCHORS)
@pytest.mark.parametrize("unit", list(KEYS))
def test_calendar_units_are_those_that_counting_days_finds(unit: str, anchor: str) -> None:
    day = date.fromisoformat(anchor)
    assert ends_of(f"this {unit}", anchor) == counted(unit, 0, 0, day)
    assert ends_of(f"previous {unit}", anchor) == ends_of(f"last {unit}", anchor) == counted(unit, -1, -1, day)
    assert ends_of(f"the next {unit}", anchor) == counted(unit, 1, 1, day)
    for count in (1, 2, 3):
        assert ends_of(f"last {count} {unit}s", anchor) == counted(unit, -count, -1, day)
        assert ends_of(f"the last {count} full {unit}s", anchor) == counted(unit, -count, -1, day)
        assert ends_of(f"next {count} {unit}s", anchor) == counted(unit, 1, count, day)
        assert ends_of(f"{count} {unit}s ago", anchor) == counted(unit, -count, -count, day)
    if unit != "day":
        assert ends_of(f"{unit} to date", anchor) == (counted(unit, 0, 0, day)[0], anchor)


@pytest.mark.parametrize(
    ("words", "expressions"),
    [
        ("03/05/2024", ["2024-03-05", "2024-05-03"]),
        ("from 03/04/2024 to 05/06/2024", ["2024-03-04..2024-05-06", "2024-04-03..2024-06-05"]),
        ("Mar 24", ["2024-03", "2026-03-24"]),
        ("winter 2024", ["2024-winter", "2023-winter"]),
        ("last Friday", ["last_friday", "latest_friday"]),
        ("on Saturday", ["latest_saturday", "today"]),
        ("last March", ["2025-03", "2026-03"]),
        ("last summer", ["last_summer", "latest_summer"]),
        ("from 2023", ["2023", "2023-01-01.."]),
        ("from January", ["2026-01", "2026-01-01.."]),
        ("last year to date", ["shift(year_to_date, -1, year)", "last_year..today"]),
    ],
)
def test_what_two_people_read_in_two_ways_has_rivals(words: str, expressions: list[str]) -> None:
    (named,) = read(words)
    assert [p.expression for p in (named.period, *named.rivals)] == expressions
    assert named.end == len(tokenise(words))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("as of 2024-03-31", "2024-03-31"),
        ("as of March 2024", "2024-03-31"),
        ("as of today", "2026-11-21"),
        ("as of now", "2026-11-21"),
        ("as of last month", "2026-10-31"),
        ("as at March 31, 2024", "2024-03-31"),
        ("at the end of June", "2026-06-30"),
        ("at the end of Q1 2024", "2024-03-31"),
        ("end of last quarter", "2026-09-30"),
        ("at the beginning of 2024", "2024-01-01"),
        ("at year end 2023", "2023-12-31"),
    ],
)
def test_a_moment_is_a_day_at_which_something_stands(words: str, day: str) -> None:
    (named,) = read(words)
    assert named.is_moment
    assert (str(named.period.start), str(named.period.end)) == (day, day)


@pytest.mark.parametrize(
    "words",
    """
    may we see; march on; winter; next to nothing; 1850; 12.5; the week; the 90s; last few weeks; past
    several days; last two weekends; last 24 hours; between 9am and 5pm; this morning; on
    Mondays; last 3 mondays; Friday; fall; last fiscal year; FY24; fiscal Q2 2024; Q2 2024 (fiscal); retail Q2
    2024; tax year 2024; second quarter of fiscal 2024; fytd; orders over 2000; more than 2000; top 2024;
    $2024; last 0 days; Christmas; next day; on the 15th; last half year; week 54; the last days; same
    period; the second; Q5; H3; 5Q24
    """.replace("\n", " ").split(";"),
)
def test_other_words_name_no_period(words: str) -> None:
    assert read(words.strip()) == ()


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("early 2024", "early"),
        ("mid March 2024", "mid"),
        ("2024-03-05T10:00", "T10 00"),
        ("Christmas 2024", "Christmas"),
        ("by the end of June", "by"),
        ("5th week of 2024", "5th week"),
        ("third half of 2024", "third half"),
        ("2 weeks before Christmas", "2 weeks"),
        ("same period last year", "same period"),
        ("every March 2024", "every"),
        ("Q2 FY24", "Q2 FY24"),
    ],
)
def test_a_word_of_a_date_that_is_not_read_is_left_over(words: str, left: str) -> None:
    tokens, found = tokenise(words), read(words)
    unread = [t.text for i, t in enumerate(tokens) if not any(n.start <= i < n.end for n in found)]
    assert " ".join(unread) == left


@pytest.mark.parametrize(
    "words",
    [
        "2024-02-30",
        "30 February 2024",
        "from 2025 to 2024",
        "31.4.2024",
        "13/13/2024",
        "first 6 weeks of February 2024",
    ],
)
def test_a_date_that_does_not_exist_is_said(words: str) -> None:
    with pytest.raises(QueryInvalid):
        read(words)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    rows("""
last fiscal year | 2025-02-01 2026-01-31
this fiscal quarter | 2026-11-01 2027-01-31
FY24 | 2023-02-01 2024-01-31
FY2024 | 2023-02-01 2024-01-31
fiscal year 2024 | 2023-02-01 2024-01-31
fiscal 2024 | 2023-02-01 2024-01-31
fiscal Q2 2024 | 2023-05-01 2023-07-31
Q2 FY24 | 2023-05-01 2023-07-31
FY24 Q2 | 2023-05-01 2023-07-31
second quarter of fiscal 2024 | 2023-05-01 2023-07-31
first half of FY24 | 2023-02-01 2023-07-31
fiscal Q4 | 2026-11-01 2027-01-31
last 3 fiscal quarters | 2026-02-01 2026-10-31
fiscal year to date | 2026-02-01 2026-11-21
fytd | 2026-02-01 2026-11-21
so far this fiscal year | 2026-02-01 2026-11-21
since last fiscal quarter | 2026-08-01 open
last year | 2025-01-01 2025-12-31
Q2 2024 | 2024-04-01 2024-06-30
"""),
)
def test_a_fiscal_year_is_read_where_the_project_has_one(words: str, start: str, end: str) -> None:
    assert ends_of(words, "2026-11-21", Calendar(fiscal_start=2)) == (start, end)


@pytest.mark.parametrize(
    ("words", "calendar", "start", "end"),
    [
        ("last week", Calendar(week_start=6), "2026-11-08", "2026-11-14"),
        ("this week", Calendar(week_start=6), "2026-11-15", "2026-11-21"),
        ("the week of 2024-03-06", Calendar(week_start=6), "2024-03-03", "2024-03-09"),
        ("03/05/2024", Calendar(day_first=True), "2024-05-03", "2024-05-03"),
        ("03/05/2024", Calendar(day_first=False), "2024-03-05", "2024-03-05"),
        ("13/05/2024", Calendar(day_first=False), "2024-05-13", "2024-05-13"),
        ("FY24", Calendar(fiscal_start=2, named_by_start=True), "2024-02-01", "2025-01-31"),
    ],
)
def test_the_project_says_how_its_weeks_and_dates_are_read(
    words: str, calendar: Calendar, start: str, end: str
) -> None:
    assert ends_of(words, "2026-11-21", calendar) == (start, end)


def test_numbered_weeks_need_weeks_that_start_on_monday() -> None:
    assert read("week 7", calendar=Calendar(week_start=6)) == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("in March", "'march' is read as 2026-03, the latest that has begun"),
        ("last 3 months", "'last 3 months' is read as whole calendar months"),
        ("past 3 months", "'past 3 months' is read as rolling: they end yesterday"),
        ("last 3 full months", ""),
        ("last 30 days", ""),
        ("5.3.2024", "'5.3.2024' is read as day.month.year"),
        ("in Mar 24", "'Mar 24' is read as 2024-03, not as a day"),
        ("summer 2024", "'summer' is read as three whole months of the northern hemisphere"),
        ("from November to February", "without years, it is read as 2025-11-01 to 2026-02-28"),
    ],
)
def test_what_the_words_leave_open_is_said(words: str, said: str) -> None:
    assert read(words)[0].assumed == said


def test_a_range_knows_both_of_its_ends() -> None:
    (named,) = read("from Q3 to Q4 2024")
    assert [p.expression for p in named.ends] == ["2024-Q3", "2024-Q4"]


WORDS = st.sampled_from(
    """
    last this next past previous 3 two month months week year quarter since until before after from to between
    and of in the on march may q3 2024 2023 first half end as ago days yesterday fiscal christmas friday
    summer 5th - vs same period fy24 w07 03/05/2024 2024-02-30 so far date ytd weekend 90s revenue by
    """.split()
)


@given(words=st.lists(WORDS, max_size=9), day=st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_words_name_periods_in_their_order_or_are_refused(words: list[str], day: date) -> None:
    tokens = tokenise(" ".join(words))
    try:
        found = find_periods(tokens, day)
    except QueryInvalid as refusal:
        assert refusal.message
        return
    places = [place for n in found for place in (n.start, n.end)]
    assert places == sorted(places) and all(n.start < n.end <= len(tokens) for n in found)
    for named in found:
        again = resolve(named.period.expression, day)
        assert (again.start, again.end) == (named.period.start, named.period.end)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("TTM", "2025-11-21", "2026-11-20"),
        ("L12M", "2025-11-21", "2026-11-20"),
        ("L7D", "2026-11-14", "2026-11-20"),
        ("last 30d", "2026-10-22", "2026-11-20"),
        ("over the past year and a half", "2025-05-21", "2026-11-20"),
        ("in the past fortnight", "2026-11-07", "2026-11-20"),
        ("LYTD", "2025-01-01", "2025-11-21"),
        ("last YTD", "2025-01-01", "2025-11-21"),
        ("last weekend", "2026-11-14", "2026-11-15"),
        ("this month last year", "2025-11-01", "2025-11-30"),
        ("in March two years ago", "2024-03-01", "2024-03-31"),
        ("on the 15th of last month", "2026-10-15", "2026-10-15"),
        ("yesterdays", "2026-11-20", "2026-11-20"),
        ("last mnth", "2026-10-01", "2026-10-31"),
    ],
)
def test_what_people_write_in_short_is_read(words: str, start: str, end: str) -> None:
    (found,) = read(words)
    assert (str(found.period.start), str(found.period.end)) == (start, end)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("FY25/26", "2025-02-01", "2026-01-31"),
        ("FY2025-26", "2025-02-01", "2026-01-31"),
        ("Q2FY25", "2024-05-01", "2024-07-31"),
        ("FQ2 2025", "2024-05-01", "2024-07-31"),
        ("the third fiscal quarter of 2026", "2025-08-01", "2025-10-31"),
        ("Q1 of last fiscal year", "2025-02-01", "2025-04-30"),
        ("last fiscal year's Q4", "2025-11-01", "2026-01-31"),
        ("this FY", "2026-02-01", "2027-01-31"),
        ("two fiscal years ago", "2024-02-01", "2025-01-31"),
        ("the fiscal year ending January 2026", "2025-02-01", "2026-01-31"),
        ("FQTD", "2026-11-01", "2026-11-05"),
    ],
)
def test_fiscal_periods_are_read_by_the_projects_own_year(words: str, start: str, end: str) -> None:
    (found,) = read(words, "2026-11-05", Calendar(fiscal_start=2))
    assert (str(found.period.start), str(found.period.end)) == (start, end)
