"""A DuckDB target that attaches further files: they are read like its own, and nothing else is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb

from tests.projects.built import Built


def test_the_tables_of_an_attached_file_are_read_and_nothing_is_called_stale(library: Built, tmp_path: Path) -> None:
    built = library.copy(tmp_path / "library")
    other, manifest = built.root / "other.duckdb", built.root / "target" / "semantic_manifest.json"
    built.warehouse.rename(other)
    with duckdb.connect(str(built.warehouse)):
        pass
    content = json.loads(manifest.read_text())
    spines = content["project_configuration"]["time_spines"]
    for relation in (holder["node_relation"] for holder in (*content["semantic_models"], *spines)):
        relation["relation_name"] = relation["relation_name"].replace('"library"', '"oth"')
        relation["database"] = "oth"
    manifest.write_text(json.dumps(content))
    profile = built.root / "profiles.yml"
    attach = "schema: main\n      attach: [{path: other.duckdb, alias: oth}]"
    profile.write_text(profile.read_text().replace("schema: main", attach, 1))
    os.utime(built.warehouse, (0, 0))
    answered = built.metrics("query", "loans", "--period", "2024-Q2")
    assert (answered.code, answered.csv, answered.err) == (0, [["loans"], ["8"]], "")
    parquet = built.metrics("query", "loans", "--period", "2024-Q2", "-o", "out.parquet")
    assert parquet.code == 0, parquet.err
