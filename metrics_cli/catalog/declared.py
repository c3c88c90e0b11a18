"""The dimensions as the semantic models declare them, each once: no joins, so nothing is asked of MetricFlow."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.catalog.catalog import Dimension, Home
from metrics_cli.catalog.formulas import label_of, primary_entity
from metrics_cli.catalog.manifest import Json, Manifest, meta


def declared_dimensions(manifest: Manifest) -> tuple[Dimension, ...]:
    """Return every dimension and entity by name; a dimension is named by the entity of its model, `product__category`.

    Where several joins lead to it, longer names do as well (`order__product__category`).
    """
    found = {d.name: d for model in manifest.semantic_models for d in _of(model)}
    return tuple(found[name] for name in sorted(found))


def _of(model: Json) -> Iterator[Dimension]:
    unique = [e["name"] for e in model.get("entities") or () if e.get("type") in ("unique", "natural")]
    entity = primary_entity(model) or next(iter(unique), None)
    for declared in model.get("dimensions") or ():
        kind = declared.get("type") or "categorical"
        name = f"{entity}__{declared['name']}" if entity else declared["name"]
        grain = (declared.get("type_params") or {}).get("time_granularity") if kind == "time" else None
        yield _dimension(name, declared, kind, grain, model)
    for declared in model.get("entities") or ():
        if declared["name"] == entity:
            yield _dimension(declared["name"], declared, "entity", None, model)


def _dimension(name: str, declared: Json, kind: str, grain: str | None, model: Json) -> Dimension:
    own = meta(declared)
    said = own.get("synonyms") or ()
    return Dimension(
        name=name,
        label=label_of(declared, declared["name"]),
        description=" ".join((declared.get("description") or "").split()),
        type=kind,
        grain=grain,
        synonyms=(said,) if isinstance(said, str) else tuple(str(s) for s in said),
        pii=bool(own.get("pii")),
        home=Home(model["name"], declared["name"]),
    )
