"""The environment Airflow runs in; nothing is configured in a file and nothing outside the repository is touched."""

import os
from pathlib import Path

AIRFLOW = Path(__file__).resolve().parent
HOME = AIRFLOW / "home"
DAGS = AIRFLOW / "dags"
POOLS = AIRFLOW / "pools.json"
# Held while a pipeline runs or a local Airflow is up: they share the metadata database and the build folder.
RUN_LOCK = HOME / "run.lock"


def airflow_environment() -> dict[str, str]:
    """Return the caller's environment with our Airflow settings in place of any other Airflow's."""
    foreign = ("AIRFLOW_", "_AIRFLOW", "PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return inherited | {
        "AIRFLOW_HOME": str(HOME),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(HOME / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
        "NO_COLOR": "1",
    }
