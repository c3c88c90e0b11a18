"""From files to tested marts, and a day more against a rebuild: `python -m benchmarks.platform`.

In a copy of the platform, for each scale of the simulated volumes: everything from the files (growth), then the same
with years of clickstream behind it, one more day on top of them, and all of it rebuilt from nothing, whose marts have
to be the same. Every step is what the pipeline's task of that name runs, in a process of its own, without Airflow.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks import clickstream
from benchmarks.processes import Case, Timing, once

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("airflow", "sources", "dbt_project", "semantic_models")
MADE = shutil.ignore_patterns("home", "target", "logs", "__pycache__", "*.csv", ".simulated.json")

_ORCHESTRATION = (
    "import sys; sys.path.insert(0, 'airflow/dags'); from orchestration import building, gate, publishing; "
)
STEPS: Mapping[str, Sequence[str]] = {
    "ingest": ("-m", "sources", "ingest"),
    **{
        name: ("-c", f"{_ORCHESTRATION}print({call})")
        for name, call in (
            ("begin", "publishing.begin()"),
            ("staging", "building.run_models('staging')"),
            ("test staging", "building.test_staging()"),
            ("freshness", "building.source_freshness()"),
            ("intermediate", "building.run_models('intermediate')"),
            ("marts", "building.run_models('marts')"),
            ("test marts", "building.test_all()"),
            ("quality gate", "gate.check(gate.mode())"),
            ("docs", "building.write_docs()"),
            ("publish", "publishing.publish()"),
        )
    },
}
Run = dict[str, Timing]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print tables; exit code 1 if the day more made other marts than the rebuild."""
    options = _parser().parse_args(arguments)
    grown: dict[str, Run] = {}
    are_same = True
    for scale in options.scales:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            platform = Platform(Path(folder) / "platform", scale, options.end)
            grown[f"{scale}x"] = platform.rebuild()
            if options.airflow:
                platform.empty()
                _tell(f"{scale}x, by airflow/run.py", {"all": platform.step("airflow/run.py")})
            day, rebuilt, is_same = _day_and_rebuild(platform, options.years)
        are_same = are_same and is_same
        _compare(f"{scale}x: a day on top of {options.years} years of clickstream", day, rebuilt, is_same)
    _growth(grown)
    return 0 if are_same else 1


class Platform:
    """A copy of the platform in `folder`, with simulated deliveries up to the day `end`."""

    def __init__(self, folder: Path, scale: int, end: date) -> None:
        self._folder = folder
        for part in PARTS:
            shutil.copytree(ROOT / part, folder / part, ignore=MADE)
        self.step("-m", "sources", "generate", "--end", str(end), "--scale", str(scale))

    @property
    def web(self) -> Path:
        """The folder of the daily files."""
        return self._folder / "sources" / "web"

    @property
    def warehouse(self) -> Path:
        """The live warehouse."""
        return self._folder / "warehouse" / "data.duckdb"

    def rebuild(self) -> Run:
        """Build everything that is delivered from nothing."""
        self.empty()
        return self.run()

    def run(self) -> Run:
        """Run the pipeline over what is delivered."""
        return {name: self.step(*arguments) for name, arguments in STEPS.items()}

    def step(self, *arguments: str) -> Timing:
        """Run one command of the platform's Python."""
        return once(Case((sys.executable, *arguments), self._folder))

    def empty(self) -> None:
        """Drop the warehouse with all that was built."""
        for made in (self.warehouse.parent, self._folder / "dbt_project" / "target"):
            shutil.rmtree(made, ignore_errors=True)

    def live_a_day(self) -> None:
        """Let the sources deliver what one more day brings."""
        self.step("-m", "sources", "tick")


def _day_and_rebuild(platform: Platform, years: int) -> tuple[Run, Run, bool]:
    """Build years of history, then run the day after, then rebuild all of it; whether both made the same marts."""
    with tempfile.TemporaryDirectory(dir=platform.web.parents[1]) as folder:
        # The tracker keeps two months. What is older comes from an archive when all is rebuilt.
        archive = Path(folder)
        clickstream.repeat(platform.web, archive, years)
        with clickstream.delivered(archive, platform.web):
            platform.rebuild()
        platform.live_a_day()
        day = platform.run()
        marts = clickstream.digests(platform.warehouse)
        with clickstream.delivered(archive, platform.web):
            rebuilt = platform.rebuild()
        return day, rebuilt, clickstream.digests(platform.warehouse) == marts


def _tell(title: str, run: Run) -> None:
    print(f"\n{title}\n\n| step | seconds | processor s | peak MB |\n| --- | ---: | ---: | ---: |")
    for name, timing in run.items():
        print(f"| {name} | {timing.seconds:.1f} | {timing.processor:.1f} | {timing.memory:.0f} |", flush=True)


def _compare(title: str, day: Run, rebuilt: Run, is_same: bool) -> None:
    print(f"\n{title} ({'the same marts' if is_same else 'OTHER MARTS'})\n")
    print("| step | day, s | rebuild, s | ratio | day, processor s | rebuild, processor s | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, (one, all_of_it) in _rows(day, rebuilt).items():
        cells = (one.seconds, all_of_it.seconds, all_of_it.seconds / one.seconds)
        cells += (one.processor, all_of_it.processor, all_of_it.processor / max(one.processor, 0.01))
        print("|", " | ".join((name, *(f"{cell:.1f}" for cell in cells))), "|", flush=True)


def _rows(one: Run, other: Run) -> dict[str, tuple[Timing, Timing]]:
    steps = {name: (one[name], other[name]) for name in one}
    return steps | {"all": (_total(one), _total(other))}


def _growth(runs: Mapping[str, Run]) -> None:
    print(
        "\nfrom files to tested marts\n\n| step |",
        " | ".join(f"{scale}, s | processor s | peak MB" for scale in runs),
        "|",
    )
    print("| --- |", " | ".join("---: | ---: | ---:" for _ in runs), "|")
    steps = {name: [run[name] for run in runs.values()] for name in STEPS}
    for name, timings in (steps | {"all": [_total(run) for run in runs.values()]}).items():
        cells = (f"{t.seconds:.1f} | {t.processor:.1f} | {t.memory:.0f}" for t in timings)
        print(f"| {name} |", " | ".join(cells), "|")


def _total(run: Run) -> Timing:
    found = run.values()
    return Timing(sum(t.seconds for t in found), sum(t.processor for t in found), max(t.memory for t in found))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.platform", description=__doc__.partition(":")[0])
    parser.add_argument("--scales", type=int, nargs="+", default=(1, 10), metavar="N", help="times the default volumes")
    parser.add_argument("--years", type=int, default=5, metavar="N", help="years of clickstream below the last day")
    parser.add_argument("--end", type=date.fromisoformat, default=date(2026, 10, 31), help="last day but one")
    parser.add_argument("--airflow", action="store_true", help="run it by Airflow too")
    parser.add_argument("--folder", type=Path, help="where there is space for it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
