"""The report of a run: figures, and the questions that went another way than they should."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from metrics_cli.evaluation.figures import TAG, Figures, Result, groups_of
from metrics_cli.evaluation.forms import Show
from metrics_cli.evaluation.usage import usage_lines
from metrics_cli.evaluation.verdicts import Verdict

if TYPE_CHECKING:
    from rich.console import Console


_REFUSED = (Verdict.OVER_REFUSED, Verdict.ASKED_BACK, Verdict.FIGURES)


def shown(results: Sequence[Result], show: Show) -> list[Result]:
    """Return the results to list: `wrong` are those silently wrong or failed, `refused` what should be answered."""
    if show is Show.ALL:
        return list(results)
    if show is Show.REFUSED:
        return [r for r in results if r.verdict in _REFUSED or r.unnamed]
    return [r for r in results if r.verdict.is_wrong or r.verdict is Verdict.FAILED] if show is Show.WRONG else []


def to_body(results: Sequence[Result], show: Show, missed: Sequence[str]) -> dict[str, object]:
    """Return the report for programs: the figures of each group, the thresholds missed, the questions shown."""
    return {
        "met": not missed,
        "missed": list(missed),
        "figures": {name: _body(figures) for name, figures in groups_of(results).items()},
        "questions": [_told(r) for r in shown(results, show)],
    }


def _told(result: Result) -> dict[str, object]:
    about = {"tags": list(result.tags), "unnamed": list(result.unnamed), "usage": vars(result.usage)}
    return {**vars(result), **about}


def _body(figures: Figures) -> dict[str, object]:
    return {
        "asked": figures.asked,
        "answerable": figures.answerable,
        "right": figures.right,
        "right_share": figures.right_share,
        "wrong": figures.wrong,
        "wrong_share": figures.wrong_share,
        "over_refused_share": figures.over_refused_share,
        "unanswerable": figures.unanswerable,
        "refused_share": figures.refused_share,
        "unnamed": figures.unnamed,
        "asked_back": {"with_answer": figures.optional, "offered": figures.offered},
        "seconds": {"median": figures.median, "p95": figures.p95},
        "read_seconds": {"median": figures.read_median, "p95": figures.read_p95},
        "model": {**vars(figures.usages), "models": list(figures.usages.models)},
        "verdicts": {verdict.value: figures.verdicts[verdict] for verdict in Verdict},
    }


def print_report(results: Sequence[Result], show: Show, missed: Sequence[str], console: Console) -> None:
    """Print the figures, the questions to show and the thresholds that were missed."""
    from rich.text import Text

    for result in shown(results, show):
        for line in _lines(result):
            console.print(Text(line), soft_wrap=True)
    groups = groups_of(results)
    clear = [name for name, figures in groups.items() if name.startswith(TAG) and figures.is_clear]
    console.print(_table({name: figures for name, figures in groups.items() if name not in clear}))
    for line in (*_clear(clear), *_below(groups["all"]), *(f"missed: {text}" for text in missed)):
        console.print(Text(line), soft_wrap=True)


def _clear(tags: Sequence[str]) -> list[str]:
    return [f"all as it should be: {', '.join(tag.removeprefix(TAG) for tag in tags)}"] if tags else []


def _lines(result: Result) -> list[str]:
    about = {"expected": result.expected, "got": result.got, "query": result.query, "names not": result.unnamed}
    told = [f"  {name:<9} {', '.join(t) if isinstance(t, tuple) else t}" for name, t in about.items() if t]
    return [f"{result.verdict}: {result.ask}  [{result.file} {result.number}]", *told, ""]


_COLUMNS = "", "asked", "answerable", "right", "wrong", "over-refused", "asked back", "no answer", "refused", "failed"


def _table(groups: dict[str, Figures]) -> object:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in _COLUMNS:
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for name, figures in groups.items():
        table.add_row(name, *_cells(figures))
    return table


def _cells(figures: Figures) -> tuple[str, ...]:
    counts = figures.verdicts
    return (
        str(figures.asked),
        str(figures.answerable),
        _percent(figures.right_share),
        str(figures.wrong),
        _percent(figures.over_refused_share),
        str(counts[Verdict.ASKED_BACK]),
        str(figures.unanswerable),
        _percent(figures.refused_share),
        str(counts[Verdict.FAILED]),
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _below(figures: Figures) -> list[str]:
    times = (figures.median, figures.p95, figures.read_median, figures.read_p95)
    median, p95, read_median, read_p95 = (f"{seconds * 1000:,.0f} ms" for seconds in times)
    left_out = figures.verdicts[Verdict.LEFT_OUT]
    told = [f"{left_out} left out, for want of a warehouse"] if left_out else []
    beside = figures.verdicts[Verdict.FIGURES]
    told += [f"{beside} got {Verdict.FIGURES}"] if beside else []
    if figures.optional:
        told += [f"{figures.offered} of {figures.optional} asked back with the right answer among the options"]
    told += [f"{figures.unnamed} refused or asked back without naming what they should"] if figures.unnamed else []
    return [
        f"an answer takes {median} (95 %: {p95}), the reading of it {read_median} (95 %: {read_p95})",
        *usage_lines(figures.usages, figures.verdicts.total()),
        *told,
    ]
