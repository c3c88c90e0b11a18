"""The sections that look at groups: channels by first and last touch, devices and landing pages."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from orchestration.web_shop import charts, rules
from orchestration.web_shop.replies import Reply, Row
from orchestration.web_shop.rules import ERRORS_OF_MANY, Part
from orchestration.web_shop.sections import Section, missing
from orchestration.web_shop.writing import asked, change, figure, name, share, table

CHANNEL, DEVICE, LANDING = "web_session__channel", "web_session__device", "web_session__landing_page"
WHO_GETS_CREDIT = (
    "Credit goes to a session of the seven days up to the order; Direct has it only where there is no other."
)
FIRST, LAST = "first_touch_revenue", "last_touch_revenue"


def channels(reply: Reply) -> Section:
    """Where sessions come from, and which of them get the credit for what was bought."""
    title = "Channels: first touch against last touch"
    if not reply.rows:
        return missing(title, reply)
    rows = sorted(reply.rows, key=lambda row: (-(row[LAST] or 0), -(row["sessions"] or 0), str(row[CHANNEL])))
    head = [
        "Channel",
        "sessions",
        "purchased",
        "orders",
        "revenue of its sessions",
        "first touch",
        "last touch",
        "last - first",
    ]
    figures = [*table(head, [_channel(row) for row in rows]), *asked(reply.command)]
    if not any(row[FIRST] or row[LAST] for row in rows):
        return Section(title, ["No order in these days, so no channel has any credit."], figures)
    drawn = [(plain(row[CHANNEL]), float(row[FIRST] or 0), float(row[LAST] or 0)) for row in rows]
    seen = "Revenue by channel, credited to the first and to the last touch"
    return Section(title, _credit(rows), figures, "channels", lambda: charts.channels(drawn), seen)


def _channel(row: Row) -> list[str]:
    first, last = row[FIRST] or 0, row[LAST] or 0
    counts = [
        f"{row['sessions'] or 0:,}",
        share(row["purchasing_sessions"] or 0, row["sessions"]),
        f"{row['web_orders'] or 0:,}",
    ]
    return [
        name(row[CHANNEL]),
        *counts,
        *(_usd(row[m]) for m in ("web_revenue", FIRST, LAST)),
        change(last - first, "usd"),
    ]


def _credit(rows: Sequence[Row]) -> list[str]:
    totals = {metric: sum((row[metric] or 0 for row in rows), Decimal(0)) for metric in (FIRST, LAST)}
    found = []
    for metric, text in ((FIRST, "first"), (LAST, "last")):
        best = max(rows, key=lambda row: row[metric] or 0)
        found.append(
            f"By {text} touch {name(best[CHANNEL])} has the most credit: {_usd(best[metric])},"
            f" {share(best[metric], totals[metric])} of {_usd(totals[metric])}."
        )
    shifted = max(rows, key=lambda row: abs((row[LAST] or 0) - (row[FIRST] or 0)))
    difference = (shifted[LAST] or 0) - (shifted[FIRST] or 0)
    if difference:
        found.append(
            f"The two differ most for {name(shifted[CHANNEL])}: {_usd(shifted[FIRST])} by first touch,"
            f" {_usd(shifted[LAST])} by last touch ({change(difference, 'usd')})."
        )
    else:
        found.append("First and last touch give every channel the same credit.")
    return [*found, *_unknown(rows, totals[LAST]), WHO_GETS_CREDIT]


def _unknown(rows: Sequence[Row], credited: Decimal) -> list[str]:
    """Say how much was bought of which nobody knows how the buyer came, and how much no session gets the credit for."""
    direct = sum((row[LAST] or 0 for row in rows if row[CHANNEL] == "Direct"), Decimal(0))
    without = sum((row["web_revenue"] or 0 for row in rows), Decimal(0)) - credited
    found = []
    if direct:
        found.append(f"{_usd(direct)} ({share(direct, credited)}) is Direct: nobody knows how those buyers came.")
    if without:
        found.append(f"{_usd(without)} of the revenue has no session that could get the credit.")
    return found


def devices(reply: Reply) -> Section:
    """The kinds of devices, set against one another."""
    return _compared("Devices", "Device", DEVICE, reply, reply)


def landing_pages(reply: Reply, everything: Reply) -> Section:
    """The pages that most sessions begin with, each set against all other sessions."""
    return _compared("Landing pages", "Landing page", LANDING, reply, everything)


def _compared(title: str, label: str, column: str, reply: Reply, everything: Reply) -> Section:
    if not reply.rows:
        return missing(title, reply)
    total = {
        m: sum(row[m] or 0 for row in everything.rows) for m in ("sessions", "bounced_sessions", "purchasing_sessions")
    }
    rows = [[name(row[column]), *_shares(row, total)] for row in reply.rows]
    head = [label, "sessions", "of all", "bounced", "purchased", "revenue"]
    found = [text for row in reply.rows for text in _standing_out(row, column, total)]
    nothing = (
        f"None lies {ERRORS_OF_MANY} standard errors from the others in purchases or bounces, or there are too few."
    )
    return Section(title, found or [nothing], [*table(head, rows), *asked(reply.command)])


def _shares(row: Row, total: Row) -> list[str]:
    sessions = row["sessions"] or 0
    rates = [share(row[metric] or 0, sessions) for metric in ("bounced_sessions", "purchasing_sessions")]
    return [f"{sessions:,}", share(sessions, total["sessions"]), *rates, _usd(row["web_revenue"])]


def _standing_out(row: Row, column: str, total: Row) -> list[str]:
    """Say where a group's purchases or bounces lie further from those of all other sessions than the rule allows."""
    found = []
    for metric, text in (("purchasing_sessions", "purchased"), ("bounced_sessions", "bounced")):
        part = Part(row[metric] or 0, row["sessions"] or 0)
        rest = Part(total[metric] - part.hits, total["sessions"] - part.of)
        if rules.of_shares(part, rest, ERRORS_OF_MANY) in ("more", "less"):
            figures = f"{share(part.hits, part.of)} {text}, of all other sessions {share(rest.hits, rest.of)}"
            found.append(f"{name(row[column])}: {figures}.")
    return found


def plain(value: Any) -> str:
    """Return a name for a chart, where nothing is Markdown."""
    return str(value) if value else "(none)"


def _usd(value: Any) -> str:
    return figure(value or 0, "usd")
