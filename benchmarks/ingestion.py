"""Rows a second of ingestion, beside DuckDB alone and beside pydantic row by row: `python -m benchmarks.ingestion`.

Every measure is a process of its own and starts from nothing; they take turns, so that a busy moment of the machine
falls on all of them. Shown are medians. "processor" is what all cores together spent: it says more than the clock where
other programs run.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (100_000, 1_000_000, 10_000_000)
# Row by row it takes the same for every row, so what is beyond a million is left out.
MOST_BY_ROW = 1_000_000

_ROWS = """
copy (
    select
        i + 1 as event_id,
        -- One row of a thousand has no time, which rejects it.
        case when i % 1000 <> 0 then timestamp '2024-01-01' + to_seconds(cast(i * 3 as bigint)) end as event_time,
        case when i % 3 = 0 then hash(i) % 5000 + 1 end as user_id,
        's' || (hash(i // 5) % 1000000) as session_id,
        ['home', 'category', 'product_detail', 'cart', 'search'][1 + (hash(i) % 5)::int] as page_type,
        case when i % 7 = 0 then hash(i) % 62 + 1 end as product_id,
        case when i % 25 = 0 then hash(i) % 1494 + 1 end as campaign_id,
        ['desktop', 'mobile', 'tablet'][1 + (hash(i + 1) % 3)::int] as device,
        ['Chrome', 'Safari', 'Firefox', 'Edge'][1 + (hash(i + 2) % 4)::int] as browser,
        hash(i + 3) % 1800 as session_duration_seconds
    from range(?) as t(i)
) to '{path}' (header)"""


@dataclass(frozen=True)
class Measure:
    """What one process took for `rows` rows: seconds by the clock and of the processor, the most memory in MB."""

    rows: int
    clock: float
    processor: float
    peak: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table."""
    options = _parser().parse_args(arguments)
    if options.measure:
        print(json.dumps(vars(_measure(MEASURES[options.measure], options.file, options.folder))))
        return 0
    print("| rows | | rows/s | seconds | processor s | peak MB | clock, over duckdb | processor, over duckdb |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            _compare(size, options.rounds, Path(folder))
    return 0


def _compare(size: int, rounds: int, folder: Path) -> None:
    file = folder / "sources" / "analytics" / "pageviews.csv"
    file.parent.mkdir(parents=True)
    _write(file, size)
    taken: dict[str, list[Measure]] = {name: [] for name in MEASURES}
    for _ in range(rounds):
        for name in MEASURES:
            with tempfile.TemporaryDirectory(dir=folder) as place:
                taken[name].append(_in_a_process(name, file, Path(place)))
    bare = _median(taken["bare duckdb"])
    for name, measures in taken.items():
        _print(size, name, _median(measures), bare)


def _print(size: int, name: str, found: Measure, bare: Measure) -> None:
    clock, processor = (
        (value / found.rows) / (of_bare / bare.rows)
        for value, of_bare in ((found.clock, bare.clock), (found.processor, bare.processor))
    )
    cells = (f"{size:,}", name, f"{found.rows / found.clock:,.0f}", f"{found.clock:.1f}", f"{found.processor:.1f}")
    print("|", " | ".join((*cells, f"{found.peak:.0f}", f"{clock:.2f}", f"{processor:.2f}")), "|", flush=True)


def _median(measures: Sequence[Measure]) -> Measure:
    clock, processor, peak = (
        statistics.median(getattr(measure, name) for measure in measures) for name in ("clock", "processor", "peak")
    )
    return Measure(measures[0].rows, clock, processor, peak)


def _in_a_process(name: str, file: Path, folder: Path) -> Measure:
    command = [sys.executable, "-m", "benchmarks.ingestion", "--measure", name]
    command += ["--file", str(file), "--folder", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Measure(**json.loads(done.stdout.splitlines()[-1]))


def _measure(load: Callable[[Path, Path], int], file: Path, folder: Path) -> Measure:
    import duckdb  # what everybody needs is not measured

    duckdb.connect().close()
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    rows = load(file, folder)
    clock, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measure(rows, clock, processor, after.ru_maxrss / 1024)


def _bare(file: Path, folder: Path) -> int:
    import duckdb

    with duckdb.connect(str(folder / "data.duckdb")) as connection:
        connection.execute(f"create table pageviews as from read_csv('{file}')")
        counted = connection.execute("select count(*) from pageviews").fetchone()
    return int(counted[0]) if counted else 0


def _ingestion(file: Path, folder: Path) -> int:
    from sources.contracts import CONTRACTS
    from sources.ingestion import ingest

    contract = next(contract for contract in CONTRACTS if contract.table == "pageviews")
    return ingest(contract, file.parents[1], folder / "data.duckdb").rows_read


def _by_row(file: Path, folder: Path) -> int:
    """Validate each row by a model of its own; what is sound is written as CSV and loaded at once."""
    import csv
    from datetime import datetime
    from itertools import islice

    import duckdb
    from pydantic import BaseModel, ValidationError

    class PageView(BaseModel):
        event_id: int
        event_time: datetime
        user_id: int | None
        session_id: str | None
        page_type: str | None
        product_id: int | None
        campaign_id: int | None
        device: str | None
        browser: str | None
        session_duration_seconds: int | None

    rows, rejected = 0, []
    with open(file, newline="") as source, open(folder / "sound.csv", "w", newline="") as target:
        writer = csv.writer(target)
        for rows, row in enumerate(islice(csv.DictReader(source), MOST_BY_ROW), start=1):
            try:
                view = PageView(**{name: value or None for name, value in row.items()})
                writer.writerow(view.model_dump().values())
            except ValidationError as error:
                rejected.append((rows, str(error)))
    with duckdb.connect(str(folder / "data.duckdb")) as connection:
        connection.execute(f"create table pageviews as from read_csv('{folder / 'sound.csv'}')")
    return rows


MEASURES = {"bare duckdb": _bare, "ingestion": _ingestion, "pydantic by row": _by_row}


def _write(file: Path, size: int) -> None:
    import duckdb

    duckdb.connect().execute(_ROWS.replace("{path}", str(file)), [size])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingestion", description=__doc__.partition(":")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="ROWS", help="how many rows")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="medians of so many")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
