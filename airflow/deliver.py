"""Hand over what the published marts say as of a day: the exported saved queries and the report of the web shop.

The DAG `deliver` does the same after each run. A line is printed for each of them; exit 1 if any failed.
"""

import argparse
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial

from environment import DAGS

sys.path.insert(0, str(DAGS))

from orchestration import exporting, reporting

REPORT = "web_shop"
# What is waited for are processes, two of which keep both cores of a small machine busy.
AT_ONCE = 2


def main() -> int:
    """Hand over what the command line asks for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="airflow/deliver.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--date", type=_day, help="the day, as 2026-11-20 (default: yesterday, the last whole one)")
    parser.add_argument("--only", metavar="NAME", nargs="+", help=f"only these: saved queries, {REPORT} for the report")
    options = parser.parse_args()
    day = (options.date or datetime.now(UTC).date() - timedelta(days=1)).isoformat()
    try:
        names = options.only or [*exporting.saved_queries(), REPORT]
    except exporting.ExportFailed as error:
        print(f"FAILED {error}", file=sys.stderr)
        return 1
    return 0 if _told(names, day) else 1


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a day like 2026-11-20: {text}") from error


def _told(names: Iterable[str], day: str) -> bool:
    """Hand these over, telling how each went; returns whether all went well."""
    tasks = [
        partial(reporting.write_report if name == REPORT else partial(exporting.export, name), day) for name in names
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        failures = 0
        for line, error in pool.map(_tried, tasks):
            print(line or f"FAILED {error}", file=sys.stderr if error else sys.stdout, flush=True)
            failures += bool(error)
    return not failures


def _tried(task: Callable[[], str]) -> tuple[str, str]:
    """Return what it said, or why it failed: one that fails does not stop the others."""
    try:
        return task(), ""
    except (exporting.ExportFailed, reporting.ReportFailed) as error:
        return "", str(error)


if __name__ == "__main__":
    sys.exit(main())
