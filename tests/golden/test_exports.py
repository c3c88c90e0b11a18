"""What `airflow/deliver.py` hands over of a day: each exported file equals hand-written SQL over the raw tables."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.golden.shop import ROOT, Shop, Span

DAY = date(2022, 3, 4)
UP_TO_DAY = Span(date(2000, 1, 1), DAY)
# The other witness: who enrolled up to the day, and what they did up to it. How many of those were ever active is as
# known today.
ENGAGEMENT = """
    with known as (
        select course, count(distinct user_id) as learners, count(distinct user_id) filter (is_active) as engaged
        from course_learners where during(day) group by course
    ), done as (
        select
            course,
            count(distinct user_id) as active,
            count(*) filter (event_type = 'quiz_submit') as quizzes,
            count(*) filter (event_type = 'video_complete') as videos,
            min(day) as first_day,
            max(day) as last_day
        from learning where during(day) group by course
    ), opened as (
        select course, count(*) as courses from courses_mentioned where is_listed and during(day) group by course
    )
    select
        course, coalesce(courses, 0), coalesce(learners, 0), coalesce(active, 0), coalesce(quizzes, 0),
        coalesce(videos, 0), first_day, last_day, round(engaged / learners, 9)
    from opened full join known using (course) full join done using (course)
"""


@pytest.fixture(scope="module")
def platform(simulated_shop: Shop) -> Path:
    """The simulated shop with the code that hands things over: a platform of its own."""
    shutil.copytree(ROOT / "airflow", simulated_shop.root / "airflow", ignore=shutil.ignore_patterns("home", "__py*"))
    return simulated_shop.root


def deliver(platform: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "airflow/deliver.py", *arguments]
    return subprocess.run(command, cwd=platform, capture_output=True, text=True)


def report(platform: Path, name: str, day: object = DAY) -> Path:
    return platform / "warehouse" / "reports" / f"{name}_{day}.csv"


def test_the_courses_of_a_day_in_the_past_equal_the_raw_files_up_to_it(platform: Path, simulated_shop: Shop) -> None:
    done = deliver(platform, "--date", str(DAY), "--only", "course_engagement")
    file = report(platform, "course_engagement")
    first = file.read_bytes()
    with file.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    wanted = {str(row[0]): tuple(row[1:]) for row in simulated_shop.raw(ENGAGEMENT, UP_TO_DAY)}
    assert {row["course__label"]: _figures(row) for row in rows} == wanted
    told = f"course_engagement: {len(rows)} rows in warehouse/reports/{file.name}\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, told, "")

    deliver(platform, "--date", str(DAY), "--only", "course_engagement")
    assert file.read_bytes() == first


def _figures(row: dict[str, str]) -> tuple[object, ...]:
    counts = ("courses", "learners", "active_learners", "total_quizzes_completed", "total_videos_completed")
    days = tuple(date.fromisoformat(row[name]) if row[name] else None for name in ("first_activity", "last_activity"))
    rate = row["engagement_rate"]
    return (*(int(row[name]) for name in counts), *days, round(float(rate), 9) if rate else None)


def test_one_that_fails_is_told_in_one_line_and_the_others_are_there(platform: Path) -> None:
    report(platform, "web_funnel").mkdir(parents=True)
    stale = report(platform, "web_attribution")
    stale.write_text("of a run before\n")
    asked = ("web_funnel", "web_attribution", "orders", "revenue_by_month")
    done = deliver(platform, "--date", str(DAY), "--only", *asked)
    report(platform, "web_funnel").rmdir()
    assert done.returncode == 1
    assert done.stdout == (
        f"web_attribution: no data in its period, seen from {DAY}; no file\n"
        f"revenue_by_month: 13 rows in warehouse/reports/revenue_by_month_{DAY}.csv\n"
    )
    failed = done.stderr.splitlines()
    assert [line.partition(": ")[0] for line in failed] == ["FAILED web_funnel", "FAILED orders"]
    assert "names no period; with one: campaign_performance, course_engagement" in failed[1]
    # The web shop's files begin later: a file of that day would tell of data that are not there.
    assert not stale.exists()


LATEST = date(2022, 6, 17)
FOUR_WEEKS, BEFORE = Span(date(2022, 5, 21), LATEST), Span(date(2022, 4, 23), date(2022, 5, 20))


def test_the_web_shops_report_tells_what_the_raw_files_hold(platform: Path, simulated_shop: Shop) -> None:
    done = deliver(platform, "--date", str(LATEST), "--only", "web_shop")
    page = platform / "warehouse/reports" / f"web_shop_{LATEST}.md"
    assert (done.returncode, done.stderr) == (0, "")
    text = page.read_text(encoding="utf-8")
    visits = "select count(*) from web_visits where during(day)"
    ((now,),), ((before,),) = simulated_shop.raw(visits, FOUR_WEEKS), simulated_shop.raw(visits, BEFORE)
    assert f"| Sessions | {now:,} | {before:,} | {now - before:+,} |" in text
    (steps,) = simulated_shop.raw(
        "select count(*), count(*) filter (carted), count(*) filter (checked_out), count(*) filter (bought)"
        " from web_visits where during(day) and views > 0",
        FOUR_WEEKS,
    )
    assert (
        f"| purchased | {steps[3]:,} | {100 * steps[3] / steps[2]:.1f} % | {100 * steps[3] / steps[0]:.1f} % |" in text
    )
    credit = simulated_shop.raw(
        "select channel, sum(revenue) filter (kind = 'first'), sum(revenue) filter (kind = 'last')"
        " from web_credits where during(day) group by channel",
        FOUR_WEEKS,
    )
    for channel, first, last in credit:
        assert any(
            line.startswith(f"| {channel} |") and f"| ${first:,.2f} | ${last:,.2f} |" in line
            for line in text.splitlines()
        )
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert len(pictures) == 3
    drawn = [(page.parent / picture).read_bytes() for picture in pictures]
    assert all(picture.startswith(b"\x89PNG") for picture in drawn)

    deliver(platform, "--date", str(LATEST), "--only", "web_shop")
    assert page.read_text(encoding="utf-8") == text
    assert [(page.parent / picture).read_bytes() for picture in pictures] == drawn


def test_a_day_without_sessions_has_a_report_that_says_so(platform: Path) -> None:
    done = deliver(platform, "--date", str(DAY), "--only", "web_shop")
    page = platform / "warehouse/reports" / f"web_shop_{DAY}.md"
    assert done.stdout == f"web_shop: warehouse/reports/{page.name}, 0 charts\n"
    assert "There are no sessions of the web shop up to 4 March 2022." in page.read_text(encoding="utf-8")
