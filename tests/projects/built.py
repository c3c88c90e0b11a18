"""A dbt project of tests/projects, copied and built by dbt; and the command `metrics`, run as people run it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from metrics_cli.catalog import Catalog, Manifest, build_catalog, read_manifest
from metrics_cli.semantic_layer.layer import SemanticLayer

COMMAND = str(Path(sys.executable).with_name("metrics"))
QUIET = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", "DBT_VERSION_CHECK": "false"}


@dataclass(frozen=True)
class Run:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its stdout, which must be one JSON text."""
        return json.loads(self.out)

    @property
    def csv(self) -> list[list[str]]:
        """The cells of its stdout, which must be CSV without quoted fields that span lines."""
        return list(csv.reader(self.out.splitlines()))


@dataclass(frozen=True)
class Built:
    """A built project: its folder and its name, and ways to ask it and its warehouse."""

    root: Path
    name: str = "library"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.root / f"{self.name}.duckdb"

    @cached_property
    def manifest(self) -> Manifest:
        """Its semantic manifest."""
        return read_manifest(self.root / "target" / "semantic_manifest.json")

    @cached_property
    def layer(self) -> SemanticLayer:
        """MetricFlow over it."""
        return SemanticLayer(self.manifest, "duckdb", self.root / "target" / "metrics")

    @cached_property
    def catalog(self) -> Catalog:
        """What can be asked of it."""
        return build_catalog(self.manifest, self.layer.joins())

    def copy(self, to: Path) -> Built:
        """Return a copy that a test may damage, without what this tool has kept there."""
        kept = str(self.root / "target" / "metrics")

        def ignored(folder: str, names: list[str]) -> list[str]:
            return [n for n in names if f"{folder}/{n}" == kept]

        return Built(Path(shutil.copytree(self.root, to, ignore=ignored)), self.name)

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of hand-written SQL."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def metrics(self, *arguments: str, **environ: str) -> Run:
        """Run `metrics` in the project's folder, on pipes, with nothing of the caller's environment but the path."""
        return run([COMMAND, *arguments], self.root, **environ)


def run(command: Sequence[str], folder: Path, given: str | None = None, **environ: str) -> Run:
    """Run a command on pipes, `given` on its stdin, in an environment of its own."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(folder, **environ),
        input=given,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def environment(home: Path, **environ: str) -> dict[str, str]:
    """Return an environment with a path, an empty home and `environ`."""
    return {"PATH": os.environ["PATH"], "HOME": str(home / "no-home"), **QUIET, **environ}


def build(name: str, folder: Path) -> Built:
    """Copy the project `name` into `folder` and have dbt build it there."""
    root = Path(shutil.copytree(Path(__file__).parent / name, folder / name))
    done = run([sys.executable, "-W", "ignore", "-m", "dbt.cli.main", "build"], root)
    assert done.code == 0, done.out + done.err
    return Built(root, name)


def parse(project: Path, target: Path) -> Manifest:
    """Have dbt parse the project at `project`, as it is now, into the folder `target`; nothing is built."""
    command = [sys.executable, "-W", "ignore", "-m", "dbt.cli.main", "--quiet", "parse", "--project-dir", str(project)]
    folders = {"DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target), "DBT_PROFILES_DIR": str(project)}
    done = run(command, project, **folders)
    assert done.code == 0, done.out + done.err
    return read_manifest(target / "semantic_manifest.json")
