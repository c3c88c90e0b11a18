"""The dimensions of a manifest, each made when it is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import overload

from metrics_cli.catalog.catalog import Dimension, Home
from metrics_cli.catalog.formulas import label_of, primary_entity
from metrics_cli.catalog.joins import Join, Joins
from metrics_cli.catalog.manifest import Json, Manifest, meta, texts
from metrics_cli.query import METRIC_TIME


class Dimensions(Mapping[str, Dimension]):
    """The dimensions that some metric joins to, by their MetricFlow names.

    A name is looked up among the joins that were asked for so far (`known`), then in the models that declare it; only
    going through all of them, and a name that several models declare, asks for the joins of every metric.
    """

    def __init__(self, manifest: Manifest, joins: Joins, known: Mapping[str, Join]) -> None:
        self._manifest = manifest
        self._joins = joins
        self._known = known
        self._made: dict[str, Dimension] = {}

    def __getitem__(self, name: str) -> Dimension:
        if name not in self._made:
            self._made[name] = _dimension(self._find(name), self._elements)
        return self._made[name]

    def _find(self, name: str) -> Join:
        if name in self._known:
            return self._known[name]
        if name != METRIC_TIME and name.rpartition("__")[2] not in self._elements:
            raise KeyError(name)
        declared = self._declared(name) if self._joins else None
        return declared or self._all[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @cached_property
    def _all(self) -> Mapping[str, Join]:
        return {join.name: join for found in self._joins.values() for join in found}

    def _declared(self, name: str) -> Join | None:
        """Return where the only dimension of that name is declared; None when that takes MetricFlow to tell."""
        *path, element = name.split("__")
        found = [
            (model, declared)
            for model, declared in self._elements.get(element, ())
            if path and not _is_entity(declared) and path[-1] in _unique_entities(model)
        ]
        if len(found) != 1 or not all(self._leads(*step) for step in pairwise(path)):
            return None
        model, declared = found[0]
        grain = (declared.get("type_params") or {}).get("time_granularity") if declared["type"] == "time" else None
        return Join(name, declared["type"], grain, model["name"])

    def _leads(self, far: str, near: str) -> bool:
        """Tell whether some model can be joined by the entity `far` and has the entity `near`."""
        return any(far in _unique_entities(model) for model, found in self._elements.get(near, ()) if _is_entity(found))

    @cached_property
    def _elements(self) -> Mapping[str, list[tuple[Json, Json]]]:
        """By name: each model that has a dimension or an entity of that name, and how it declares it."""
        found: dict[str, list[tuple[Json, Json]]] = {}
        for model in self._manifest.semantic_models:
            for declared in (*(model.get("dimensions") or ()), *(model.get("entities") or ())):
                found.setdefault(declared["name"], []).append((model, declared))
        return found


class Declared(Sequence[Dimension]):
    """Every dimension and entity as its model declares it, whatever joins to it; made when first looked at."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest

    @overload
    def __getitem__(self, index: int) -> Dimension: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Dimension]: ...

    def __getitem__(self, index: int | slice) -> Dimension | Sequence[Dimension]:
        return self._found[index]

    def __len__(self) -> int:
        return len(self._found)

    @cached_property
    def _found(self) -> tuple[Dimension, ...]:
        elements = Dimensions(self._manifest, {}, {})._elements
        found = []
        for name, homes in elements.items():
            # Of a name that every model declares each looks only at its own, and an entity at where it is primary.
            primary = [(model, item) for model, item in homes if item.get("type") == "primary"]
            for model, item in homes:
                kind = "entity" if _is_entity(item) else str(item["type"])
                grain = (item.get("type_params") or {}).get("time_granularity") if kind == "time" else None
                owner = primary_entity(model)
                path = name if kind == "entity" or owner is None else f"{owner}__{name}"
                found.append(_dimension(Join(path, kind, grain, model["name"]), {name: [*primary, (model, item)]}))
        return tuple(found)


def _unique_entities(model: Json) -> frozenset[str | None]:
    named = (e["name"] for e in model.get("entities") or () if e["type"] != "foreign")
    return frozenset([*named, primary_entity(model)])


def _dimension(join: Join, elements: Mapping[str, list[tuple[Json, Json]]]) -> Dimension:
    if join.name == METRIC_TIME:
        return Dimension(METRIC_TIME, "Date", "The date each metric is counted by.", "time", join.grain)
    element = join.name.rsplit("__", 1)[-1]
    home, declared = _home(join, elements.get(element, ()))
    own = meta(declared)
    return Dimension(
        name=join.name,
        label=label_of(declared, element),
        description=" ".join((declared.get("description") or "").split()),
        type=join.kind,
        grain=join.grain,
        synonyms=texts(own.get("synonyms")),
        pii=bool(own.get("pii")),
        home=Home(home, element) if home else None,
    )


def _home(join: Join, declared: Iterable[tuple[Json, Json]]) -> tuple[str | None, Json]:
    """Return the model that a dimension is read from, and how it is declared there: an entity where it is primary."""
    is_entity = join.kind == "entity"
    found = [(model["name"], d) for model, d in declared if _is_entity(d) == is_entity]
    primary = [(name, d) for name, d in found if d.get("type") == "primary"]
    named = [(name, d) for name, d in found if name == join.model]
    return next(iter([*primary, *named]), (join.model, {}))


def _is_entity(declared: Json) -> bool:
    return declared.get("type") not in ("categorical", "time")
