"""What the report of the web shop says of figures: only what its rules allow, and whatever there is or is not."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "airflow" / "dags"))

from orchestration.web_shop import groups, quality, rules, sections, writing
from orchestration.web_shop.questions import DAYS, Window
from orchestration.web_shop.replies import Reply
from orchestration.web_shop.rules import Part

WINDOW = Window(date(2026, 11, 20))
NOTHING = Reply("metrics query sessions", problem="no data in that period")
REFUSED = Reply("metrics query sessions", problem="no metric 'sessions'", is_refused=True)


def replied(*rows: dict[str, Any]) -> Reply:
    return Reply("metrics query sessions", rows)


def test_the_window_is_four_weeks_and_the_four_before_it() -> None:
    assert (WINDOW.period, WINDOW.before.period) == ("2026-10-24..2026-11-20", "2026-09-26..2026-10-23")
    assert len(WINDOW.days) == DAYS


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        pytest.param(1_871, 1_746, "more", id="just beyond two standard errors"),
        pytest.param(1_860, 1_746, "alike", id="just within"),
        pytest.param(900, 1_100, "less", id="fewer"),
        pytest.param(29, 300, "too few", id="too few on one side"),
        pytest.param(0, 0, "too few", id="nothing"),
    ],
)
def test_counts_are_different_where_chance_seldom_makes_them_so(now: int, before: int, verdict: str) -> None:
    assert rules.of_counts(now, before) == verdict


@pytest.mark.parametrize(
    ("part", "rest", "verdict"),
    [
        pytest.param(Part(22, 124), Part(98, 1_747), "more", id="far apart"),
        pytest.param(Part(8, 114), Part(112, 1_757), "alike", id="near"),
        pytest.param(Part(2, 18), Part(118, 1_853), "too few", id="few sessions"),
        pytest.param(Part(0, 500), Part(3, 500), "too few", id="few cases"),
        pytest.param(Part(12, 10), Part(30, 20), "too few", id="steps that are no part of one another"),
        pytest.param(Part(0, 0), Part(0, 0), "too few", id="nothing"),
    ],
)
def test_shares_are_different_by_their_pooled_standard_error(part: Part, rest: Part, verdict: str) -> None:
    assert rules.of_shares(part, rest, rules.ERRORS_OF_MANY) == verdict


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param("/products/linen-sheets", "/products/linen-sheets", id="a path as it is"),
        pytest.param("/a|b", r"/a\|b", id="a column"),
        pytest.param("/<img src=x>", r"/\<img src\=x\>", id="a tag"),
        pytest.param("/[x](https://e.example)", r"/\[x\]\(https\://e\.example\)", id="a link"),
        pytest.param("/**x**`y`\n# z", "/\\*\\*x\\*\\*\\`y\\`\ufffd\\# z", id="emphasis, code, a heading"),
        pytest.param("/&lt;", r"/\&lt;", id="an entity"),
        pytest.param("/" + 80 * "x", "/" + 58 * "x" + "…", id="too long"),
        pytest.param("", "(none)", id="empty"),
        pytest.param(None, "(none)", id="missing"),
    ],
)
def test_a_name_from_the_data_is_no_markdown(value: str | None, written: str) -> None:
    assert writing.name(value) == written


def test_days_that_follow_one_another_are_one_span() -> None:
    days = [date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 3)]
    assert writing.spans(days) == "30 Oct – 1 Nov, 3 Nov"


@pytest.mark.parametrize("reply", [NOTHING, REFUSED], ids=["no data", "no such metric"])
def test_what_was_not_answered_is_told_with_the_question(reply: Reply) -> None:
    told = [
        sections.trend(WINDOW, reply, reply),
        sections.funnel(reply),
        groups.channels(reply),
        groups.devices(reply),
        groups.landing_pages(reply, reply),
        *quality.quality(reply, reply, reply),
    ]
    for section in told:
        text = "\n".join(section.lines("picture.png"))
        assert section.draw is None
        assert reply.command in text
        assert "This could not be asked: no metric 'sessions'." in text or not reply.is_refused


def test_sessions_without_any_order_are_told_without_a_credit_or_a_verdict() -> None:
    day = {"metric_time__day": "2026-11-20", "sessions": 3, "web_orders": None, "web_revenue": None}
    totals: dict[str, Any] = dict.fromkeys(sections.LABELS) | {"sessions": 3, "bounce_rate": 0.5}
    steps = dict.fromkeys(sections.STEPS, 0) | {"sessions": 3}
    channel = dict.fromkeys((groups.FIRST, groups.LAST, "web_orders", "web_revenue", "purchasing_sessions"))
    trend = sections.trend(WINDOW, replied(day), replied(totals))
    assert trend.found == [
        "Sessions: 3; the data hold no whole period before.",
        "Orders: 0; the data hold no whole period before.",
        "27 of 28 days have no sessions at all: 24 Oct – 19 Nov.",
    ]
    assert trend.draw is not None and trend.draw().startswith(b"\x89PNG")
    assert sections.funnel(replied(steps)).found == ["Of 3 sessions that viewed a page none purchased."]
    credit = groups.channels(replied(channel | {groups.CHANNEL: "Direct", "sessions": 3}))
    assert credit.found == ["No order in these days, so no channel has any credit."]
    assert credit.draw is None
