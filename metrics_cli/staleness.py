"""Noticing that what dbt left behind is older than what it was made from, by the times of files alone.

Silence is right after a build and after what only reads: `dbt test`, `dbt docs generate`, a second `dbt parse`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from metrics_cli.artifacts import generated_at, result_list, run_results
from metrics_cli.project import PROJECT_FILE, Project

# Clocks of file systems and of programs differ by as much.
_SLACK = 2.0

_READ = {
    "model": (".sql", ".py", ".yml", ".yaml"),
    "seed": (".yml", ".yaml"),
    "snapshot": (".sql", ".yml", ".yaml"),
    "macro": (".sql", ".yml", ".yaml"),
}
# What the rows of the warehouse are made from; a YAML that only gives meaning needs no build.
_BUILT = {"model": (".sql", ".py"), "seed": (".csv",), "snapshot": (".sql",)}


@dataclass(frozen=True)
class _File:
    path: Path
    written: float


def stale_notice(project: Project) -> str | None:
    """Return one line that says what is older than what it was made from and what to run; None when nothing is."""
    parsed = _written(project.manifest_path)
    if parsed is None:
        return None
    newer = [f for f in _files(project, _READ) if f.written > parsed]
    if any(f.path.suffix in (".sql", ".py") for f in newer):
        return f"{_named(newer, project)} changed after the manifest was written: run `dbt build`"
    if newer:
        return f"{_named(newer, project)} changed after the manifest was written: run `dbt parse`, or pass --parse"
    return _unbuilt(project)


def foreign_target(project: Project, schemas: Iterable[str]) -> str | None:
    """Return the target that the manifest was parsed for, when its relations' `schemas` are that one's and not ours.

    A target's schema is also how the schemas begin that dbt makes of it (`dev_marts`). Schemas that fit no target
    come from a macro of the project's own and tell nothing.
    """
    found = {schema.lower() for schema in schemas}

    def fits(target: str) -> bool:
        own = project.schemas.get(target, "").lower()
        return bool(own) and any(schema == own or schema.startswith(f"{own}_") for schema in found)

    if project.target not in project.schemas or fits(project.target):
        return None
    return next((target for target in project.schemas if fits(target)), None)


def _unbuilt(project: Project) -> str | None:
    """Return what to say of a warehouse that is older than its build, or than the SQL it is to be built from."""
    database = project.database_path if project.adapter == "duckdb" else None
    files = [_written(Path(f"{database}{suffix}")) for suffix in ("", ".wal")] if database else []
    files += [_written(path) for path, _ in project.attached] if database else []
    written = max((w for w in files if w is not None), default=None)
    started, ended = _last_build(project)
    if written is not None and started is not None and written + _SLACK < started:
        return f"{database} was last written before dbt's last build, so that went elsewhere: run `dbt build`"
    built = written if database else ended
    newer = [f for f in _files(project, _BUILT) if built is not None and f.written > built + _SLACK]
    return f"{_named(newer, project)} changed after the warehouse was built: run `dbt build`" if newer else None


def _last_build(project: Project) -> tuple[float | None, float | None]:
    """Return when dbt's last command started and ended, if it wrote tables and all went well."""
    results = run_results(project)
    listed = result_list(results)
    wrote = any(str(r.get("unique_id")).startswith(("model.", "seed.", "snapshot.")) for r in listed)
    args = results.get("args")
    which = args.get("which") if isinstance(args, dict) else None
    ended = generated_at(results)
    if which not in ("build", "run", "seed", "snapshot") or not wrote or ended is None:
        return None, None
    if any(r.get("status") in ("error", "fail", "skipped") for r in listed):
        return None, ended.timestamp()
    try:
        lasted = timedelta(seconds=float(results["elapsed_time"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None, ended.timestamp()
    return (ended - lasted).timestamp(), ended.timestamp()


def _files(project: Project, endings: dict[str, tuple[str, ...]]) -> Iterator[_File]:
    if endings is _READ:
        yield from _found([project.root / PROJECT_FILE])
    for kind, wanted in endings.items():
        for folder in project.folders.get(kind, ()):
            yield from _walk(project.root / folder, wanted)


def _walk(folder: Path, endings: tuple[str, ...]) -> Iterator[_File]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            # An editor's lock or swap file, which dbt does not read.
            continue
        if entry.is_dir():
            yield from _walk(Path(entry.path), endings)
        elif entry.name.endswith(endings):
            yield from _found([Path(entry.path)])


def _found(paths: Iterable[Path]) -> Iterator[_File]:
    for path in paths:
        written = _written(path)
        if written is not None:
            yield _File(path, written)


def _written(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except OSError:
        return None


def _named(files: Sequence[_File], project: Project) -> str:
    latest = max(files, key=lambda f: (f.written, str(f.path)))
    others = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return f"{os.path.relpath(latest.path, project.root)}{others}"
