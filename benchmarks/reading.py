"""How long a question takes to read: as a command beside its query, and alone. `python -m benchmarks.reading`."""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.processes import Case, side_by_side
from benchmarks.synthetic import make
from metrics_cli.assembly import Assembly
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.settings import Settings

# Metrics, and the states of each fact: the largest has 100,000 values.
SIZES = ((50, 500), (5_000, 500))
TODAY = date(2024, 11, 21)
COLD_ROUNDS, WARM_ROUNDS = 10, 5
METRICS = Path(sys.executable).with_name("metrics")
ASKED, QUERIED = ("ask", "amount 1 by channel"), ("query", "amount_1", "--group-by", "event_1__channel")
QUESTIONS = (
    "amount 1 last quarter",
    "what was our amount 0 by channel in 2023, excluding channel 3?",
    "top 5 status by amount 1 this year compared to last year",
    "share of events 1 for channel 4",
    "channel with amount 1 over 10k in March 2023",
    "could you please tell me, month by month, what the lragest 1 was for channel 2 since 2023?",
    "how many zugzwangs of amount 1 did we sell in channel 7 or elsewhere",
    "flurbs by channel",
)


def main() -> None:
    """Print for each size, in ms, what a question takes over its query as a command, and what its reading takes alone.

    Each by the clock and of the processor, which says more where other programs run.
    """
    print("| metrics | values | | command over query | reading, median | reading, slowest |")
    print("| ---: | ---: | --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for metrics, states in SIZES:
            project = make(Path(folder) / str(metrics), metrics, states)
            values, warm = _warm(project)
            for kind, over, times in zip(("clock", "processor"), _over(project), zip(*warm, strict=True), strict=True):
                cells = " | ".join(f"{1000 * seconds:.1f}" for seconds in (over, median(times), max(times)))
                print(f"| {metrics:,} | {values:,} | {kind} | {cells} |", flush=True)


def _over(project: Path) -> tuple[float, float]:
    """Return the seconds, by the clock and of the processor, that the question takes more than its query."""
    asked, queried = ([str(METRICS), *words, "--csv"] for words in (ASKED, QUERIED))
    found = side_by_side({"ask": Case(asked, project), "query": Case(queried, project)}, COLD_ROUNDS)
    ask, query = found["ask"], found["query"]
    return ask.seconds - query.seconds, ask.processor - query.processor


def _warm(project: Path) -> tuple[int, list[tuple[float, float]]]:
    """Return how many values there are, and the seconds of each reading once the words are indexed."""
    reader = RulesInterpreter()
    with closing(Assembly(Settings(project_dir=project, profiles_dir=project))) as assembly:
        catalog = assembly.stages(TODAY, TODAY).catalog
        # The first round of questions reads the warehouse and what MetricFlow joins; all that is then kept.
        for question in QUESTIONS:
            reader.read(question, catalog, TODAY)
        found = [_seconds(reader, q, catalog) for _ in range(WARM_ROUNDS) for q in QUESTIONS]
        return sum(len(values.counts) for values in catalog.values.values()), found


def _seconds(reader: RulesInterpreter, question: str, catalog: Catalog) -> tuple[float, float]:
    started, used = perf_counter(), process_time()
    reader.read(question, catalog, TODAY)
    return perf_counter() - started, process_time() - used


if __name__ == "__main__":
    main()
