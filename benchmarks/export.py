"""Ten million rows to a file: seconds and peak memory of each form, as a user's process has them.

`python -m benchmarks.export [ROWS]` builds the small test project with so many facts and asks for one row a fact.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb

from benchmarks.processes import Case, side_by_side
from tests.projects.built import COMMAND, build

FORMS = ("parquet", "csv", "jsonl")
ROUNDS = 1


def main() -> None:
    """Print a table of forms, seconds, peak memory and the size of the file."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        library = build("library", Path(folder))
        _fill(library.warehouse, rows)
        print(f"{rows:,} rows of 3 columns, in order, from DuckDB\n\n| form | seconds | peak MB | file MB |")
        print("| --- | ---: | ---: | ---: |")
        for form in FORMS:
            path = library.root / f"rows.{form}"
            asked = ["-m", "loans,fines", "-g", "loan", "--order", "loan", "--timeout", "600"]
            case = Case([COMMAND, "query", *asked, "-o", str(path)], library.root)
            timing = side_by_side({form: case}, ROUNDS)[form]
            print(f"| {form} | {timing.seconds:.1f} | {timing.memory:,.0f} | {path.stat().st_size / 1e6:,.0f} |")
            path.unlink()


def _fill(warehouse: Path, rows: int) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "insert into loans by name select 1000 + range as loan_id, 1 + range % 5 as title_id, 1 as member_id,"
            " date '2024-01-05' + (range % 400)::integer as lent_on, range % 7 = 0 as is_overdue,"
            f" (range % 1000) / 100 as fine from range({rows})"
        )


if __name__ == "__main__":
    main()
