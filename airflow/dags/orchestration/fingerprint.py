"""Telling whether anything that the marts are made of has changed since they were published."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration import origin
from orchestration.paths import AIRFLOW, DBT_PROJECT, ROOT, SEMANTIC_MODELS, SOURCES, TARGET, WAREHOUSE

STAMP = WAREHOUSE.with_name(".published")
CODE = (".py", ".sql", ".yml", ".yaml", ".csv", ".json", ".md")
# What runs make is no input of theirs.
MADE = {"__pycache__", "target", "logs", "dbt_packages", "home"}


def of_inputs() -> str:
    """Return a digest of the delivered files, the pipeline's code, the models and the locked versions."""
    return _digest(_files(SOURCES, AIRFLOW, DBT_PROJECT, SEMANTIC_MODELS))


def of_models() -> str:
    """Return a digest of what decides how tables are computed: dbt's project, the contracts, the locked versions.

    What metrics mean is computed when they are asked for, so the semantic models are not among it.
    """
    return _digest(_files(DBT_PROJECT, SOURCES / "contracts"))


def is_published(inputs: str) -> bool:
    """Whether the last good run was made from these inputs and all loads, and what it published is still there."""
    published = (WAREHOUSE, TARGET / "semantic_manifest.json", TARGET / "manifest.json", TARGET / "static_index.html")
    is_made = STAMP.exists() and STAMP.read_text() == inputs and all(path.exists() for path in published)
    return is_made and not is_damaged(WAREHOUSE) and origin.is_of_every_load(WAREHOUSE)


def is_damaged(warehouse: Path) -> bool:
    """Whether there is a warehouse file that can't be read through; every row of raw and marts is looked at."""
    import duckdb

    if not warehouse.exists():
        return False
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            tables = connection.execute(
                "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
            ).fetchall()
            for schema, table in tables:
                connection.execute(f'select max(hash(t)) from "{schema}"."{table}" as t').fetchall()
    except duckdb.Error:
        return True
    return False


def set_aside_damaged() -> Path | None:
    """Move a damaged warehouse out of the way, so that the deliveries are loaded anew; returns where it went."""
    if not is_damaged(WAREHOUSE):
        return None
    aside = WAREHOUSE.with_name(f"{WAREHOUSE.name}.damaged")
    WAREHOUSE.replace(aside)
    return aside


def forget() -> None:
    """From here on nothing counts as published, whatever becomes of the run."""
    STAMP.unlink(missing_ok=True)


def remember(inputs: str) -> None:
    """Note what the published warehouse was made from."""
    STAMP.write_text(inputs)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            made = MADE.intersection(path.relative_to(folder).parts)
            if path.suffix in CODE and not made and path.is_file():
                yield path
    lock = ROOT / "requirements.lock"
    if lock.exists():
        yield lock
