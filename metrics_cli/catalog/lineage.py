"""What stands behind a semantic model, as dbt's own manifest tells it: models up to the sources, and their tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from metrics_cli.artifacts import result_list

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Check:
    """A dbt test, and how it ended in dbt's last command; None when that did not run it."""

    name: str
    status: str | None


@dataclass(frozen=True)
class Lineage:
    """The dbt models behind something, the nearest first, the sources and seeds that they start from, their tests."""

    models: tuple[str, ...]
    sources: tuple[str, ...]
    checks: tuple[Check, ...]
    source_ids: tuple[str, ...] = ()


def lineage(manifest: Json, semantic_models: Iterable[str], results: Json) -> Lineage | None:
    """Return what stands behind the semantic models; None when dbt's manifest does not say.

    `manifest` is target/manifest.json, `results` target/run_results.json; a missing part of either is skipped.
    """
    nodes = {**_section(manifest, "nodes"), **_section(manifest, "sources")}
    wanted = set(semantic_models)
    starts = [
        parent
        for model in _section(manifest, "semantic_models").values()
        if model.get("name") in wanted
        for parent in _parents(model)
    ]
    behind = [name for name in _upstream(starts, nodes) if name in nodes]
    if not behind:
        return None
    ends = [n for n in behind if _type(nodes[n]) in ("source", "seed")]
    models = [n for n in behind if n not in ends]
    checks = tuple(sorted(_checks(manifest, set(behind), results), key=lambda c: (c.status == "pass", c.name)))
    return Lineage(_named(models, nodes), _named(ends, nodes), checks, tuple(ends))


def _section(manifest: Json, name: str) -> dict[str, Json]:
    found = manifest.get(name)
    return {k: v for k, v in found.items() if isinstance(v, dict)} if isinstance(found, dict) else {}


def _parents(node: Json) -> list[str]:
    return list((node.get("depends_on") or {}).get("nodes") or ())


def _type(node: Json) -> str:
    return str(node.get("resource_type"))


def _upstream(starts: Iterable[str], nodes: Mapping[str, Json]) -> Iterator[str]:
    """Yield the nodes and their ancestors, each once, nearest first."""
    seen: dict[str, None] = dict.fromkeys(starts)
    waiting = list(seen)
    while waiting:
        name = waiting.pop(0)
        yield name
        new = [p for p in _parents(nodes.get(name, {})) if p not in seen]
        seen.update(dict.fromkeys(new))
        waiting += new


def _checks(manifest: Json, behind: set[str], results: Json) -> Iterator[Check]:
    ended = {r.get("unique_id"): r.get("status") for r in result_list(results)}
    tests = {k: n for k, n in _section(manifest, "nodes").items() if _type(n) == "test"}
    for name, node in {**tests, **_section(manifest, "unit_tests")}.items():
        if behind & set(_parents(node)):
            yield Check(str(node.get("name")), ended.get(name))


def _named(names: Iterable[str], nodes: Mapping[str, Json]) -> tuple[str, ...]:
    return tuple(
        f"{nodes[n].get('source_name')}.{nodes[n].get('name')}"
        if n.startswith("source.")
        else str(nodes[n].get("name"))
        for n in names
    )
