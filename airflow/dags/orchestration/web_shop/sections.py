"""The sections of the report: each turns replies into sentences, a table and a chart. Whatever is missing is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from orchestration.web_shop import charts, rules
from orchestration.web_shop.questions import Window
from orchestration.web_shop.replies import Reply, Row
from orchestration.web_shop.rules import Part
from orchestration.web_shop.writing import NOTHING, asked, change, day, figure, share, spans, table

Replies = Mapping[str, Reply]
STEPS = {
    "sessions": "viewed a page",
    "cart_sessions": "put something into the cart",
    "checkout_sessions": "started a checkout",
    "purchasing_sessions": "purchased",
}
LABELS = {
    "sessions": "Sessions",
    "web_orders": "Orders",
    "web_revenue": "Revenue",
    "average_web_order_value": "Average order value",
    "session_conversion_rate": "Sessions that purchased",
    "bounce_rate": "Sessions that bounced",
    "new_visitor_rate": "First sessions of their browser",
    "median_session_duration": "Median session, bounces left out",
}
VERDICTS = {
    "more": "more than chance often brings",
    "less": "more than chance often brings",
    "alike": "no more than chance often brings",
    "too few": "too few to compare",
}


@dataclass(frozen=True)
class Section:
    """A part of the report: what it found, a picture of it, the figures, and how they were asked."""

    title: str
    found: Sequence[str]
    figures: Sequence[str] = ()
    picture: str = ""
    draw: Callable[[], bytes] | None = None
    seen: str = ""
    is_unasked: bool = False

    def lines(self, picture: str) -> list[str]:
        """Return its Markdown; `picture` is the file beside the report that its chart is in."""
        shown = [f"![{self.seen}]({picture})", ""] if self.draw else []
        return [f"## {self.title}", "", *[f"- {text}" for text in self.found], "", *shown, *self.figures, ""]


def missing(title: str, reply: Reply) -> Section:
    """Return a section that says why it has no figures."""
    reason = "This could not be asked: " if reply.is_refused else ""
    return Section(title, [f"{reason}{reply.problem}."], asked(reply.command), is_unasked=reply.is_refused)


def trend(window: Window, days: Reply, totals: Reply) -> Section:
    """Sessions, orders and revenue by day, against the days before."""
    title = "Trend"
    if not totals.rows:
        return missing(title, totals)
    row, by_day = totals.rows[0], _by_day(days)
    rows = [_total(row, name, totals.format_of(name)) for name in LABELS if name in row]
    head = ["", f"{len(window.days)} days", "before", "change", "change %"]
    figures = [*table(head, rows), *asked(totals.command, days.command)]
    counted = [_moved(row, name) for name in ("sessions", "web_orders")]
    found = [*counted, *_revenue(row), *_days(window, by_day)]
    seen = "Sessions, orders and revenue a day, and in the days before"
    return Section(title, found, figures, "trend", lambda: charts.trend(window, by_day), seen)


def _total(row: Row, name: str, form: str) -> list[str]:
    now, before, changed = (row.get(f"{name}{part}") for part in ("", "__previous", "__change"))
    percent = row.get(f"{name}__change_percent") if form != "percent" else None
    relative = NOTHING if percent is None else change(percent, "percent").replace(" points", " %")
    return [LABELS[name], figure(now, form), figure(before, form), change(changed, form), relative]


def _moved(row: Row, name: str) -> str:
    """Say how a count stands to that of the period before."""
    now, before, changed = row[name] or 0, row.get(f"{name}__previous"), row.get(f"{name}__change")
    if row.get("sessions__change") is None:
        return f"{LABELS[name]}: {now:,}; the data hold no whole period before."
    if changed is None:
        return f"{LABELS[name]}: none, as before."
    verdict = VERDICTS[rules.of_counts(now, before or 0)]
    return f"{LABELS[name]}: {now:,}, {change(changed, 'integer')} against {before or 0:,} before: {verdict}."


def _revenue(row: Row) -> list[str]:
    """Set the amount beside that of the period before, without a verdict."""
    now, before, changed = (row.get(f"web_revenue{part}") for part in ("", "__previous", "__change"))
    if now is None or changed is None:
        return []
    return [f"Revenue: {figure(now, 'usd')}, {change(changed, 'usd')} against {figure(before or 0, 'usd')} before."]


def _days(window: Window, by_day: Mapping[date, Row]) -> list[str]:
    """Name the best day by revenue, and the days without any session."""
    best = max((d for d in window.days if d in by_day), key=lambda d: by_day[d]["web_revenue"] or 0)
    quiet = [d for d in window.days if not by_day.get(d, {}).get("sessions")]
    highest = by_day[best]["web_revenue"]
    found = [f"The day of the highest revenue was {day(best)}: {figure(highest, 'usd')}."] if highest else []
    if quiet:
        found.append(f"{len(quiet)} of {len(window.days)} days have no sessions at all: {spans(quiet)}.")
    return found


def _by_day(days: Reply) -> dict[date, Row]:
    return {date.fromisoformat(str(row["metric_time__day"])[:10]): row for row in days.rows}


def funnel(steps: Reply) -> Section:
    """How far sessions get, and at which step most are lost."""
    title = "Funnel"
    if not steps.rows or not steps.rows[0]["sessions"]:
        return missing(title, steps)
    row = steps.rows[0]
    counts = [row[name] or 0 for name in STEPS]
    before = [row.get(f"{name}__previous") for name in STEPS]
    rows = [
        [text, f"{count:,}", _step(counts, place), share(count, counts[0]), _step(before, place)]
        for place, (text, count) in enumerate(zip(STEPS.values(), counts, strict=True))
    ]
    head = ["Sessions that …", "sessions", "of the step above", "of all", "of the step above, before"]
    figures = [*table(head, rows), *asked(steps.command)]
    seen = "Sessions that viewed, put into the cart, checked out and purchased"
    return Section(
        title, _steps(counts, before), figures, "funnel", lambda: charts.funnel(list(STEPS.values()), counts), seen
    )


def _step(counts: Sequence[int | None], place: int) -> str:
    return share(counts[place], counts[place - 1]) if place else NOTHING


def _steps(counts: Sequence[int], before: Sequence[int | None]) -> list[str]:
    """Say how many purchased, at which step most are lost, and which step's rate is another than before."""
    texts = list(STEPS.values())
    if not counts[-1]:
        return [f"Of {counts[0]:,} sessions that {texts[0]} none {texts[-1]}."]
    found = [f"Of {counts[0]:,} sessions that {texts[0]}, {counts[-1]:,} {texts[-1]}: {share(counts[-1], counts[0])}."]
    place = min((n / above, place) for place, (above, n) in enumerate(pairwise(counts), 1) if above)[1]
    found.append(f"The lowest rate: {_step(counts, place)} of those that {texts[place - 1]} {texts[place]}.")
    for place in range(1, len(counts)):
        now, then = Part(counts[place], counts[place - 1]), Part(before[place] or 0, before[place - 1] or 0)
        verdict = rules.of_shares(now, then)
        if verdict in ("more", "less"):
            rates = f"{_step(counts, place)} against {_step(before, place)} before"
            found.append(f"Of those that {texts[place - 1]} {texts[place]}: {rates}, {VERDICTS[verdict]}.")
    return [
        *found,
        "Each step counts for itself: what was put into the cart in one visit can be bought in a later one.",
    ]
