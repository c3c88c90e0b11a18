"""Where the parts of the repository lie, relative to this file: a copy of it is a platform of its own."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
AIRFLOW = ROOT / "airflow"
SOURCES = ROOT / "sources"
WAREHOUSE = ROOT / "warehouse" / "data.duckdb"
# The copy that a build works on, under the same file name: the name is the catalog in every query.
BUILD = ROOT / "warehouse" / "build" / "data.duckdb"
# What a run writes for people: exports, the findings report, the verdicts of the quality gate and the monitor.
REPORTS = ROOT / "warehouse" / "reports"
DBT_PROJECT = ROOT / "dbt_project"
SEMANTIC_MODELS = ROOT / "semantic_models"

# dbt's artifacts: readers look at TARGET, a build writes to BUILD_TARGET, and publishing moves one to the other.
TARGET = DBT_PROJECT / "target"
BUILD_TARGET = TARGET / "build"

# Airflow puts the DAG folder on the path, not the repository that `sources` is a package of.
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
