"""Keeping what is known of a catalog's words: each table on a shelf, of which a question looks up a few words."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Generic, TypeVar, cast, overload

from metrics_cli.catalog import Home
from metrics_cli.catalog.shelf import Shelf

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Other = TypeVar("Other")

# A server that is asked for weeks remembers no more than this of a table.
MOST_REMEMBERED = 65_536
_encode = json.JSONEncoder(separators=(",", ":")).encode
# The section of what is no table, by the name of its thing and field.
_SINGLE = ""


class Shelved(Mapping[Key, Value], Generic[Key, Value]):
    """A table on a shelf; what was looked up is remembered, also that it is not there."""

    def __init__(self, shelf: Shelf, section: str) -> None:
        self._shelf = shelf
        self._section = section
        self._known: dict[Key, Value | None] = {}

    def __getitem__(self, key: Key) -> Value:
        found = self._look_up(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        # A question asks for hundreds of words that are no name: an exception for each would take longer than to look.
        return self._look_up(cast(Key, key)) is not None

    @overload
    def get(self, key: Key, /) -> Value | None: ...

    @overload
    def get(self, key: Key, /, default: Value | Other) -> Value | Other: ...

    def get(self, key: Key, /, default: Value | Other | None = None) -> Value | Other | None:
        """Return what is held for `key`, else `default`."""
        found = self._look_up(key)
        return default if found is None else found

    def _look_up(self, key: Key) -> Value | None:
        known = self._known
        if key in known:
            return known[key]
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        text = self._shelf.text(self._section, _text(key))
        known[key] = None if text is None else _thing(text)
        return known[key]

    def __iter__(self) -> Iterator[Key]:
        for key, text in self._shelf.texts_of(self._section):
            thing = _thing(key)
            self._known[thing] = _thing(text)
            yield thing

    def __len__(self) -> int:
        return len(self._shelf.texts_of(self._section))


def texts_of(name: str, thing: Any, *left_out: str) -> Iterator[tuple[str, str, str]]:
    """Yield (section, key, text) for all fields of a dataclass but private ones and those left out."""
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.name.startswith("_") or field.name in left_out:
            continue
        if isinstance(value, dict):
            yield from ((f"{name}.{field.name}", _text(key), _text(held)) for key, held in value.items())
        else:
            yield _SINGLE, f"{name}.{field.name}", _text(value)


def fields_of(name: str, kind: Any, shelf: Shelf, *left_out: str) -> dict[str, Any]:
    """Return the fields that `texts_of` yielded of a thing of the dataclass `kind`, to make it again."""
    found: dict[str, Any] = {}
    for field in fields(kind):
        if field.name.startswith("_") or field.name in left_out:
            continue
        text = shelf.text(_SINGLE, f"{name}.{field.name}")
        found[field.name] = Shelved(shelf, f"{name}.{field.name}") if text is None else _thing(text)
    return found


def _text(thing: Any) -> str:
    """Return what `_thing` reads back, as JSON: nothing that is read can be code."""
    return _encode(_plain(thing))


def _plain(thing: Any) -> Any:
    if isinstance(thing, str | int | float):
        return thing
    if isinstance(thing, tuple):
        return [t if isinstance(t, str) else _plain(t) for t in thing]
    if isinstance(thing, Home):
        return {"home": [thing.model, thing.element]}
    if isinstance(thing, list):
        return {"list": [*map(_plain, thing)]}
    if isinstance(thing, frozenset):
        return {"set": [*map(_plain, sorted(thing))]}
    if isinstance(thing, dict):
        return {"table": [[_plain(key), _plain(value)] for key, value in thing.items()]}
    raise TypeError(f"{type(thing).__name__} can't be shelved")


def _thing(text: str) -> Any:
    return _made(json.loads(text))


def _made(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple([p if isinstance(p, str) else _made(p) for p in plain])
    if not isinstance(plain, dict):
        return plain
    ((kind, held),) = plain.items()
    if kind == "home":
        return Home(*held)
    if kind == "list":
        return [*map(_made, held)]
    if kind == "set":
        return frozenset(map(_made, held))
    return {_made(key): _made(value) for key, value in held}
