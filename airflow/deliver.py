"""Hand over what the published marts say as of a day: each saved query that is exported, as a file of that day.

The DAG `deliver` does the same after each run. A line is printed for each file; exit 1 if any of them failed.
"""

import argparse
import sys
from datetime import UTC, date, datetime, timedelta

from environment import DAGS

sys.path.insert(0, str(DAGS))

from orchestration import exporting


def main() -> int:
    """Hand over what the command line asks for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="airflow/deliver.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--date", type=date.fromisoformat, help="the day, as 2026-11-20 (default: yesterday, the last whole one)"
    )
    parser.add_argument("--only", metavar="NAME", nargs="+", help="only these of the saved queries that are exported")
    options = parser.parse_args()
    day = (options.date or datetime.now(UTC).date() - timedelta(days=1)).isoformat()
    return 0 if _exports(options.only, day) else 1


def _exports(only: list[str] | None, day: str) -> bool:
    """Export them, telling how each went; returns whether all went well."""
    try:
        told = exporting.export_all(only or exporting.saved_queries(), day)
    except exporting.ExportFailed as error:
        told = [("", str(error))]
    for line, error in told:
        print(line or f"FAILED {error}", file=sys.stderr if error else sys.stdout, flush=True)
    return not any(error for _, error in told)


if __name__ == "__main__":
    sys.exit(main())
