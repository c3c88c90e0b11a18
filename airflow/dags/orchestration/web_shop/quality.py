"""The section on what the figures rest on: rows that were turned away, what is known to be wrong, days without data."""

from collections.abc import Sequence

from orchestration.web_shop.questions import FINDINGS, FOUND_BY
from orchestration.web_shop.replies import Reply, Row
from orchestration.web_shop.sections import Section, missing
from orchestration.web_shop.writing import NOTHING, asked, figure, name, table

TITLE = "Data quality"
LOADED = {
    "files_loaded": "files",
    "rows_delivered": "rows delivered",
    "rows_loaded": "loaded",
    "rows_rejected": "rejected",
    "rejection_rate": "rejected, share",
    "rows_in_quarantine": "in quarantine now",
}


def quality(loads: Reply, findings: Reply, devices: Reply) -> list[Section]:
    """What was turned away, what is known to be wrong with what was loaded, and what counts although nobody looked."""
    return [_turned_away(loads), _found(findings, devices)]


def _turned_away(loads: Reply) -> Section:
    title = f"{TITLE}: at the door"
    if not loads.rows:
        return missing(title, loads)
    columns = [column for column in LOADED if column in loads.rows[0]]
    rows = [[name(_table(row)), *(figure(row[c], loads.format_of(c)) for c in columns)] for row in loads.rows]
    found = [_rejected(row) for row in loads.rows]
    figures = [*table(["Table", *(LOADED[c] for c in columns)], rows), *asked(loads.command)]
    return Section(title, [*found, "These are all loads up to now, whatever days this report is of."], figures)


def _rejected(row: Row) -> str:
    rejected, delivered, kept = (row[m] or 0 for m in ("rows_rejected", "rows_delivered", "rows_in_quarantine"))
    part = figure(row["rejection_rate"], "percent")
    told = f"{rejected:,} of {delivered:,} delivered rows were rejected ({part})."
    return f"{name(_table(row))}: {told} {kept:,} are in quarantine now, and in no figure above."


def _found(findings: Reply, devices: Reply) -> Section:
    title, (metric,) = f"{TITLE}: in what was loaded", FINDINGS
    always = [*_crawlers(devices.rows), "An event delivered twice counts once, and so does an order sent twice."]
    if findings.is_refused:
        return missing(title, findings)
    if not findings.rows:
        return Section(title, ["No check found anything in these days.", *always], asked(findings.command))
    rows = [[*(name(row[column]) for column in FOUND_BY), f"{row[metric] or 0:,}"] for row in findings.rows]
    total = sum(row[metric] or 0 for row in findings.rows)
    figures = [*table(["Check", "severity", "findings"], rows), *asked(findings.command)]
    return Section(title, [f"{total:,} findings in records of these days, or loaded in them.", *always], figures)


def _crawlers(devices: Sequence[Row]) -> list[str]:
    bots = sum(row["sessions"] or 0 for row in devices if row["web_session__device"] == "bot")
    return (
        [f"{bots:,} of the sessions are those of known crawlers (device “bot”); they count as sessions."]
        if bots
        else []
    )


def _table(row: Row) -> str:
    return str(row.get("source_table__name") or NOTHING)
