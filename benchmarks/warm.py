"""What a query that was not asked before takes in a process that is already open, beside its SQL alone."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

from metrics_cli.assembly import Assembly
from metrics_cli.query import GroupBy, MetricQuery
from metrics_cli.settings import Settings

ROUNDS = 20


def main() -> None:
    """Print the medians for the project, metric, dimension and SQL file that the command line names."""
    project, metric, dimension, sql = sys.argv[1:]
    query = MetricQuery((metric,), (GroupBy(dimension),))
    times = list(rounds(Path(project), query, Path(sql).read_text()))
    asked, bare = (statistics.median(t[i] for t in times) for i in (0, 1))
    over = statistics.median(one - other for one, other in times)
    print(f"in one process: compiled anew and run {_ms(asked)}, its SQL alone {_ms(bare)}, difference {_ms(over)}")


def rounds(project: Path, query: MetricQuery, sql: str) -> Iterator[tuple[float, float]]:
    """Yield the seconds to compile and run `query`, and to run its SQL; what opens once is open before."""
    with closing(Assembly(Settings(project_dir=project, profiles_dir=project))) as assembly:
        for number in range(ROUNDS + 1):
            shutil.rmtree(project / "target" / "metrics" / "plans", ignore_errors=True)
            started = perf_counter()
            assembly.warehouse.run(assembly.layer.plan(query, assembly.catalog).sql, 10_000)
            ran = perf_counter()
            assembly.warehouse.run(sql, 10_000)
            if number:
                yield ran - started, perf_counter() - ran


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


if __name__ == "__main__":
    main()
