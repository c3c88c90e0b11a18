"""Running dbt over the build copy of the warehouse, each step a process of its own."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from orchestration import origin
from orchestration.locks import build_lock
from orchestration.paths import BUILD, BUILD_TARGET, DBT_PROJECT
from orchestration.results import NOTHING, TESTS, DbtFailed, DbtInterrupted, first_failure, freshness, summary


def run_models(layer: str) -> str:
    """Build the models of one layer, without their tests; all of their rows unless the build is an incremental one."""
    # Not before a dbt that outlived a killed task has let go of the file.
    with build_lock(BUILD.parent):
        anew = () if origin.is_incremental(BUILD) else ("--full-refresh",)
    return _dbt("run", "--select", f"path:models/{layer}", *anew)


def test_staging() -> str:
    """Test sources and staging; tests that also look at later layers wait for `test_all`."""
    return _dbt("test", "--select", "path:models/staging", "--indirect-selection", "cautious")


def test_all() -> str:
    """Run every test of the project, whatever layers it spans."""
    try:
        message = _dbt("test")
    finally:
        # The quality gate tells of the tests that failed, too.
        with suppress(FileNotFoundError):
            os.replace(BUILD_TARGET / "run_results.json", BUILD_TARGET / TESTS)
    if message == NOTHING:
        raise DbtFailed("the project has no tests, and untested marts are not published")
    return message


def source_freshness() -> str:
    """Say which sources were loaded longer ago than they declare; that they were is no failure."""
    found = BUILD_TARGET / "sources.json"
    found.unlink(missing_ok=True)
    try:
        _dbt("source", "freshness")
    except DbtFailed:
        if not found.exists():
            raise
    return freshness(found)


def write_docs() -> str:
    """Write the catalog, the manifest and the one-page documentation."""
    _dbt("docs", "generate", "--static")
    return "one static page"


def _dbt(*arguments: str) -> str:
    """Run dbt, passing its output on; raise `DbtFailed` with dbt's own message if it fails."""
    results = BUILD_TARGET / "run_results.json"
    results.unlink(missing_ok=True)
    command = [Path(sys.executable).with_name("dbt"), "--no-use-colors", *arguments]
    output = []
    # The child inherits the lock: a dbt that outlives a killed task keeps the next build waiting until it is gone.
    with (
        build_lock(BUILD.parent) as lock,
        subprocess.Popen(
            command,
            cwd=DBT_PROJECT,
            env=_environment(),
            pass_fds=[lock],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as dbt,
    ):
        for line in dbt.stdout or ():
            output.append(line)
            print(line, end="", flush=True)
    if dbt.returncode < 0:
        raise DbtInterrupted(f"dbt was killed by signal {-dbt.returncode}")
    if dbt.returncode:
        message = first_failure(results, output)
        raise DbtInterrupted(message) if "IO Error" in message else DbtFailed(message)
    return summary(results)


def _environment() -> dict[str, str]:
    """The caller's environment without its own dbt settings, which would point dbt at another project."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")}
    return inherited | {
        "DBT_PROFILES_DIR": ".",
        "DBT_PROJECT_DIR": ".",
        "DBT_WAREHOUSE": _relative(BUILD),
        "DBT_TARGET_PATH": _relative(BUILD_TARGET),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def _relative(path: Path) -> str:
    return os.path.relpath(path, DBT_PROJECT)
