"""How fast a question is read: over 50 and over 5,000 metrics, with up to 100,000 values.

`python -m benchmarks.reading` prints the median and the slowest reading of each, and what the index takes to build.
"""

from __future__ import annotations

import random
from datetime import date
from statistics import median
from time import perf_counter

from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.values import Values
from metrics_cli.interpretation.rules import RulesInterpreter

SIZES = ((50, 100), (5_000, 1_000))
DIMENSIONS, VALUES = 100, 1_000
TODAY = date(2026, 11, 21)
ROUNDS = 5
_SYLLABLES = (
    "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru".split()
)


def main() -> None:
    """Print a table of sizes and milliseconds."""
    print("| metrics | values | index, ms | median, ms | slowest, ms |\n| ---: | ---: | ---: | ---: | ---: |")
    for metrics, values in SIZES:
        catalog, questions = _catalog(metrics, values)
        reader = RulesInterpreter()
        started = perf_counter()
        reader.understand(questions[0], catalog, TODAY)
        built = perf_counter() - started
        times = [_seconds(reader, question, catalog) for _ in range(ROUNDS) for question in questions]
        row = (
            f"{metrics:,}",
            f"{DIMENSIONS * values:,}",
            *(f"{1000 * s:.1f}" for s in (built, median(times), max(times))),
        )
        print(f"| {' | '.join(row)} |")


def _seconds(reader: RulesInterpreter, question: str, catalog: Catalog) -> float:
    started = perf_counter()
    reader.understand(question, catalog, TODAY)
    return perf_counter() - started


def _catalog(metrics: int, values: int) -> tuple[Catalog, list[str]]:
    chance = random.Random(1)

    def word() -> str:
        return "".join(chance.choice(_SYLLABLES) for _ in range(4))

    known = [Metric(f"m{i}", f"{word()} {word()}", "", "simple", synonyms=(word(),)) for i in range(metrics)]
    dimensions = [
        Dimension(f"e{i}__d{i}", f"{word()} {word()}", "", "categorical", home=Home(f"e{i}", f"d{i}"))
        for i in range(DIMENSIONS)
    ]
    held = {d.home: [f"{word()} {word()}" for _ in range(values)] for d in dimensions if d.home}
    names = frozenset({"metric_time", *(d.name for d in dimensions)})
    catalog = Catalog(
        {m.name: m for m in known},
        {d.name: d for d in dimensions},
        {m.name: names for m in known},
        declared=tuple(dimensions),
        values={h: Values(tuple((v, 1) for v in found), len(found), len(found), 0) for h, found in held.items()},
    )
    first, second = known[0].label, known[-1].label
    one, other = dimensions[0].label, dimensions[-1].label
    value = next(iter(held.values()))[7]
    questions = [
        f"{first} last quarter",
        f"what was our {second} by {one} in 2025, excluding {value}?",
        f"top 5 {one} by {first} in each {other} this year compared to last year",
        f"share of {first} for {value}",
        f"{one} with {second} over 10k in March 2025",
        f"how many zugzwangs of {first} did we sell in {value} or elsewhere",
        f"could you please tell me, month by month, what {first[:-1]}x and {second} were for {value} since 2024?",
    ]
    return catalog, questions


if __name__ == "__main__":
    main()
