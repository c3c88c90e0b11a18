"""Reading the semantic manifest that dbt writes, as plain JSON: no MetricFlow, no dbt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from metrics_cli.errors import ManifestMissing

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Manifest:
    """The semantic manifest: its text, its SHA-256 and what it holds."""

    path: Path
    text: str = field(repr=False)
    hash: str
    content: Json = field(repr=False)

    @property
    def semantic_models(self) -> tuple[Json, ...]:
        """The semantic models, as dbt wrote them."""
        return tuple(self.content.get("semantic_models") or ())

    @property
    def metrics(self) -> tuple[Json, ...]:
        """The metrics, as dbt wrote them."""
        return tuple(self.content.get("metrics") or ())

    @property
    def saved_queries(self) -> tuple[Json, ...]:
        """The saved queries, as dbt wrote them."""
        return tuple(self.content.get("saved_queries") or ())

    @property
    def schemas(self) -> frozenset[str]:
        """The schemas of the relations behind the semantic models."""
        relations = (model.get("node_relation") or {} for model in self.semantic_models)
        return frozenset(str(r["schema_name"]) for r in relations if r.get("schema_name"))

    @property
    def custom_grains(self) -> tuple[str, ...]:
        """The names of the time spines' custom granularities."""
        spines = (self.content.get("project_configuration") or {}).get("time_spines") or ()
        return tuple(g["name"] for spine in spines for g in spine.get("custom_granularities") or ())


def read_manifest(path: Path) -> Manifest:
    """Return the manifest at `path`. Raises ManifestMissing when it is absent, damaged or has no metrics."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ManifestMissing(f"no semantic manifest at {path}", "run `dbt parse` in the project") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestMissing(f"the semantic manifest {path} can't be read: {error}", "run `dbt parse` again") from None
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ManifestMissing(f"{path} is not JSON: {error}", "run `dbt parse` again") from None
    if not isinstance(content, dict) or not isinstance(content.get("metrics"), list):
        raise ManifestMissing(f"{path} is not a semantic manifest", "run `dbt parse` again")
    if not content["metrics"]:
        raise ManifestMissing(f"{path} has no metrics", "add metrics to the project's YAML, then run `dbt parse`")
    if not _is_shaped(content):
        raise ManifestMissing(f"{path} holds a metric or a semantic model that can't be read", "run `dbt parse` again")
    return Manifest(path, text, hashlib.sha256(text.encode()).hexdigest(), content)


def _is_shaped(content: Json) -> bool:
    """Tell whether everything that is looked up by name has one, and lists are lists of such."""
    models = content.get("semantic_models") or []
    parts = [content["metrics"], models, content.get("saved_queries") or []]
    if not all(_are_named(part) for part in parts):
        return False
    kinds = ("measures", "dimensions", "entities")
    return all(_are_named(model.get(kind) or []) for model in models for kind in kinds)


def _are_named(items: object) -> bool:
    return isinstance(items, list) and all(isinstance(i, dict) and isinstance(i.get("name"), str) for i in items)


def meta(item: Json) -> Json:
    """Return the `config.meta` of a metric, dimension, entity or saved query, or nothing."""
    found = (item.get("config") or {}).get("meta")
    return found if isinstance(found, dict) else {}


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a `config.meta` entry that may hold one or several."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else ()


def measures(manifest: Manifest) -> Iterator[tuple[Json, Json]]:
    """Yield every measure with the semantic model that holds it."""
    for model in manifest.semantic_models:
        for measure in model.get("measures") or ():
            yield model, measure
