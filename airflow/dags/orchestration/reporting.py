"""Writing the findings of the web shop: a page of Markdown with charts beside it, all asked of `metrics query`."""

import os
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

from orchestration.paths import AIRFLOW, REPORTS, ROOT
from orchestration.web_shop import groups, rules, sections
from orchestration.web_shop.quality import quality
from orchestration.web_shop.questions import Window, answers, daily, latest, questions
from orchestration.web_shop.replies import Reply, reply_to
from orchestration.web_shop.sections import Section
from orchestration.web_shop.writing import asked, day

PICTURES = ("trend", "funnel", "channels")


class ReportFailed(Exception):
    """The report could not be written; the one of that day, if there was one, is as it was."""


def write_report(ds: str) -> str:
    """Write the web shop's report of the four weeks up to the day `ds` and say in one line what came of it.

    Where the day itself has no sessions yet, it is of the weeks up to the last day that has. Page and pictures are
    each whole or not there; made again of the same data they are the same. Raises `ReportFailed`.
    """
    days = _days(date.fromisoformat(ds))
    if days.is_refused:
        raise ReportFailed(f"web_shop: {days.problem}")
    parts, window = _parts(days)
    page = REPORTS / f"web_shop_{ds}.md"
    try:
        drawn = _drawn(parts, page)
        _replace({**drawn, page: _page(ds, window, days, parts).encode()})
        _drop(page, drawn)
    except OSError as error:
        raise ReportFailed(f"web_shop: {page.relative_to(ROOT)}: {error.strerror or error}") from error
    unsaid = f", {len(unasked)} of it not asked" if (unasked := [p for p in parts if p.is_unasked]) else ""
    return f"web_shop: {page.relative_to(ROOT)}, {len(drawn)} charts{unsaid}"


def _days(up_to: date) -> Reply:
    """Return the days up to one; those up to the last with sessions where there are none of late: an old delivery."""
    days = reply_to(daily(up_to))
    if days.is_refused or _last(days):
        return days
    last = _last(reply_to(latest(up_to)))
    return reply_to(daily(date.fromisoformat(last))) if last else days


def _last(days: Reply) -> str | None:
    return max((row["metric_time__day"][:10] for row in days.rows if row["sessions"]), default=None)


def _parts(days: Reply) -> tuple[list[Section], Window | None]:
    """Return the sections and the days they are of; without any session there is nothing to tell."""
    last = _last(days)
    if last is None:
        return [], None
    window = Window(date.fromisoformat(last))
    told = answers(questions(window))
    return [
        sections.trend(window, days, told["totals"]),
        sections.funnel(told["steps"]),
        groups.channels(told["channels"]),
        groups.devices(told["devices"]),
        groups.landing_pages(told["landing"], told["devices"]),
        *quality(told["loads"], told["findings"], told["devices"]),
    ], window


def _page(ds: str, window: Window | None, days: Reply, parts: Sequence[Section]) -> str:
    asked_for = date.fromisoformat(ds)
    if window is None:
        nothing = f"There are no sessions of the web shop up to {day(asked_for)}."
        return "\n".join([f"# The web shop up to {day(asked_for)}", "", nothing, *asked(days.command), ""])
    late = (
        f" The latest sessions are of that day; the report was asked for {day(asked_for)}."
        if window.end != asked_for
        else ""
    )
    head = [
        f"# The web shop, {day(window.start)} to {day(window.end)}",
        "",
        f"“Before” is the {len(window.days)} days up to {day(window.before.end)}. Days are those of UTC.{late}",
        "",
    ]
    body = [line for part in parts for line in part.lines(f"web_shop_{ds}_{part.picture}.png")]
    made = [
        "## How this was made",
        "",
        "- Every figure is from `metrics query`; the command below a table gives it again. Parts of a whole and"
        " differences between columns are worked out of those figures.",
        *rules.told(),
        f"- Made by `python airflow/deliver.py --date {ds}`.",
        "",
    ]
    return "\n".join([*head, *body, *made])


def _drawn(parts: Sequence[Section], page: Path) -> dict[Path, bytes]:
    """Return the pictures of the parts that have one, by their files."""
    # matplotlib keeps a list of fonts; nothing outside the repository is written.
    os.environ.setdefault("MPLCONFIGDIR", str(AIRFLOW / "home" / "matplotlib"))
    return {page.with_name(f"{page.stem}_{part.picture}.png"): part.draw() for part in parts if part.draw is not None}


def _replace(files: Mapping[Path, bytes]) -> None:
    """Put all of them into their places when all are written, so that a page and its pictures belong together."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    beside = {file: file.with_name(f".{file.name}.{os.getpid()}") for file in files}
    try:
        for file, content in files.items():
            beside[file].write_bytes(content)
        for file, made in beside.items():
            os.replace(made, file)
    except OSError:
        for made in beside.values():
            made.unlink(missing_ok=True)
        raise


def _drop(page: Path, drawn: Collection[Path]) -> None:
    """Take away pictures of an earlier report of that day that this one does not show."""
    for picture in PICTURES:
        file = page.with_name(f"{page.stem}_{picture}.png")
        if file not in drawn:
            file.unlink(missing_ok=True)
