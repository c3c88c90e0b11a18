"""What people call the things behind a key: the dimension of an entity that names them, if it tells them apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from metrics_cli.catalog.catalog import Catalog, Dimension

# What a column that names things ends on, the likeliest first.
_NAMES = ("", "name", "full name", "title", "label", "number", "no", "code")
_KEYS = frozenset({"id", "key", "sk", "pk"})
# Names that fewer of the things have to themselves are kinds of them: the plans of one name, monthly and yearly.
_MOSTLY = 0.8


@dataclass(frozen=True)
class Naming:
    """The `dimension` that names an entity's things; `is_telling` says that no two of them share a name."""

    dimension: Dimension
    is_telling: bool


def naming_of(entity: Dimension, offered: Iterable[Dimension], catalog: Catalog) -> Naming | None:
    """Return what names the things of `entity` among the dimensions on offer, that tells them apart if there is one.

    Personal data names nothing. None where the things have nothing but their key.
    """
    found = [
        (rank, d.name, Naming(d, is_telling))
        for d in offered
        if d.type == "categorical" and not d.pii and (rank := _rank(d, entity)) is not None
        if (is_telling := tells_apart(d, catalog)) is not None
    ]
    own = [f for f in found if f[0] < len(_NAMES) or f[2].is_telling]
    return min(own, key=lambda f: (not f[2].is_telling, *f[:2]))[2] if own else None


def tells_apart(dimension: Dimension, catalog: Catalog) -> bool | None:
    """Tell whether every row of the dimension's model has a value of its own; None where that is not known."""
    held = catalog.values.get(dimension.home) if dimension.home else None
    return held.nulls == 0 and held.total == held.rows if held and held.rows else None


def is_shared_name(dimension: Dimension, entity: Dimension, catalog: Catalog) -> bool:
    """Tell whether a dimension names an entity's things, nearly all apart but not all: two customers of one name."""
    held = catalog.values.get(dimension.home) if dimension.home else None
    rank = _rank(dimension, entity)
    if held is None or not held.rows or dimension.pii or rank is None or rank >= len(_NAMES):
        return False
    return not tells_apart(dimension, catalog) and held.total >= _MOSTLY * held.rows


def spoken_key(element: str) -> str:
    """Return what the things of an entity are called: those of customer_id are customers."""
    words = element.split("_")
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in _KEYS else words)


def _rank(dimension: Dimension, entity: Dimension) -> int | None:
    """Return how likely a dimension names the entity's things, 0 first; None for one that is no name of them."""
    path, _, element = dimension.name.rpartition("__")
    if path != entity.name:
        return None
    owner = spoken_key(entity.name.rpartition("__")[2]).split()
    rest = " ".join(word for word in element.split("_") if word not in owner)
    if rest in _NAMES:
        return _NAMES.index(rest)
    # Another's name may stand there as well: it is taken only where it tells all of them apart.
    is_called_so = dimension.label.casefold() == entity.label.casefold()
    return len(_NAMES) if is_called_so or rest.split()[-1:] in (["name"], ["title"]) else None
