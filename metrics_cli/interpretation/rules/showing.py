"""What a thing that is asked by is shown as: people mean its name, not the key behind it."""

from __future__ import annotations

from dataclasses import dataclass

from metrics_cli.catalog import Catalog, Dimension
from metrics_cli.catalog.naming import Naming, is_shared_name, naming_of
from metrics_cli.interpretation.rules.clauses import Thing
from metrics_cli.interpretation.rules.drafts import Offers
from metrics_cli.interpretation.rules.tokens import tokenise

# Words that ask for the key itself.
KEYS = frozenset({"id", "key"})


@dataclass(frozen=True)
class Shown:
    """The dimension to group by, the name `beside` it where that tells too little, and what is said of it."""

    name: str
    is_time: bool = False
    beside: str | None = None
    said: str = ""


def show(dimension: Dimension, thing: Thing, offered: Offers, catalog: Catalog) -> Shown:
    """Return what `dimension` is shown as: an entity by what names its things, with the key where that is shared."""
    last = tokenise(thing.words)[-1:]
    if last and last[0].stem in KEYS:
        return Shown(dimension.name, dimension.type == "time")
    if dimension.type == "entity":
        every = [d for dimensions in offered.by_home.values() for d in dimensions]
        naming = naming_of(dimension, every, catalog)
        return _named(dimension, naming) if naming else Shown(dimension.name)
    owner = _owner(dimension, thing, offered)
    if owner is not None and is_shared_name(dimension, owner, catalog):
        return _named(owner, Naming(dimension, False))
    return Shown(dimension.name, dimension.type == "time")


def _named(entity: Dimension, naming: Naming) -> Shown:
    name = naming.dimension
    if naming.is_telling:
        return Shown(name.name, said=f"each {entity.label} is shown by its {name.label}")
    said = f"{name.label} does not tell each {entity.label} apart: the key stands beside it"
    return Shown(entity.name, beside=name.name, said=said)


def _owner(dimension: Dimension, thing: Thing, offered: Offers) -> Dimension | None:
    """Return the entity that the same words name, of which the dimension is the name."""
    path = dimension.name.rpartition("__")[0]
    named = (d for home, _ in thing.homes for d in offered.by_home.get(home, ()))
    return next((d for d in named if d.type == "entity" and d.name == path), None)
