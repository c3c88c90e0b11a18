"""How long a question takes: `metrics` beside `mf`, MetricFlow alone and bare DuckDB. `python -m benchmarks.speed`."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.processes import Case, Timing, side_by_side

# Nothing heavy is imported here: what a process takes in memory is counted from what its parent has.
BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[1]
SIZES = (100, 1000, 5000)

BARE = """
import sys, duckdb
with duckdb.connect(sys.argv[1], read_only=True) as warehouse:
    warehouse.execute(open(sys.argv[2]).read()).fetchall()
"""

# MetricFlow over the whole manifest, without dbt, without running anything.
ALONE = """
import sys, logging
logging.disable(logging.ERROR)
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import parse_manifest_from_dbt_generated_manifest
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup
class Client:
    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()
manifest = parse_manifest_from_dbt_generated_manifest(open(sys.argv[1]).read())
engine = MetricFlowEngine(SemanticManifestLookup(manifest), Client())
request = MetricFlowQueryRequest.create(metric_names=[sys.argv[2]], group_by_names=[sys.argv[3]])
print(engine.explain(request).sql_statement.sql)
"""


def main() -> None:
    """Print one table for each size; `--quick` measures a tenth of it, to see that it runs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 rounds, 100 metrics")
    parser.add_argument("--rounds", type=int, default=10, help="how often each is run; the median counts")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of metrics, separated by commas")
    parser.add_argument("--without-mf", action="store_true", help="leave `mf` out: at 5,000 metrics it takes minutes")
    asked = parser.parse_args()
    sizes = [100] if asked.quick else [int(size) for size in asked.sizes.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            project = Path(folder) / str(size)
            _python("benchmarks.synthetic", str(project), str(size))
            measure(project, 3 if asked.quick else asked.rounds, not asked.without_mf)


def measure(project: Path, rounds: int, with_mf: bool) -> None:
    """Print what a query and a listing of one project take."""
    metric, dimension = "rate_1_0", "hub_1__kind"
    kept, warehouse = project / "target" / "metrics", project / "synthetic.duckdb"
    query = ["query", "--metrics", metric, "--group-by", dimension]
    sql = project / "query.sql"
    sql.write_text(subprocess.check_output([BIN / "metrics", *query, "--explain"], cwd=project, text=True))
    ours, theirs = str(BIN / "metrics"), str(BIN / "mf")
    cases = {
        "bare duckdb": Case([sys.executable, "-c", BARE, str(warehouse), str(sql)], project),
        "metrics query, asked before": Case([ours, *query, "--csv"], project),
        "metrics query, a new one": Case(
            [ours, *query, "--csv"], project, lambda: shutil.rmtree(kept / "plans", ignore_errors=True)
        ),
        "metrics query, nothing kept": Case(
            [ours, *query, "--csv"], project, lambda: shutil.rmtree(kept, ignore_errors=True)
        ),
        "MetricFlow alone, no run": Case(
            [sys.executable, "-c", ALONE, str(project / "target" / "semantic_manifest.json"), metric, dimension],
            project,
        ),
        "metrics list": Case([ours, "list"], project),
    }
    if with_mf:
        cases |= {
            "mf query": Case([theirs, *query], project),
            "mf list metrics": Case([theirs, "list", "metrics"], project),
        }
    found = side_by_side(cases, rounds)
    _print(project, rounds, found)
    _python("benchmarks.warm", str(project), metric, dimension, str(sql))


def _print(project: Path, rounds: int, found: dict[str, Timing]) -> None:
    bare, whole, listed = found["bare duckdb"], found.get("mf query"), found.get("mf list metrics")
    print(f"\n{project.name} metrics, median of {rounds}")
    print(f"{'':30}{'seconds':>9}{'processor':>11}{'peak MB':>9}{'of mf':>9}{'over bare':>11}")
    for name, timing in found.items():
        of = listed if "list" in name else whole
        share = f"1/{of.seconds / timing.seconds:.1f}" if of else ""
        over = f"{timing.seconds - bare.seconds:+.2f} s" if "query" in name else ""
        cells = f"{timing.seconds:9.2f}{timing.processor:11.2f}{timing.memory:9.0f}{share:>9}{over:>11}"
        print(f"{name:30}{cells}", flush=True)


def _python(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
