"""Run Airflow's own command with the settings of this platform: airflow/cli.py dags test deliver 2026-11-01."""

import os
import sys
from pathlib import Path

from environment import airflow_environment


def main() -> None:
    """Become the command; it ends as Airflow's own does."""
    command = Path(sys.executable).with_name("airflow")
    os.execve(command, [str(command), *sys.argv[1:]], airflow_environment())


if __name__ == "__main__":
    main()
