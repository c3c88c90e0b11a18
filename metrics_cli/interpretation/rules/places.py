"""States and countries by name and by code, from pycountry; loaded when the values of a catalog are indexed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from metrics_cli.interpretation.rules.tokens import fold

STATE, COUNTRY = "state", "country"
# What people write for a country beside its names in the standard.
_SPOKEN = {
    "US": ("usa", "u s", "america", "the us", "the united states", "united states of america"),
    "GB": ("uk", "great britain", "britain"),
    "RU": ("russia",),
    "KR": ("south korea",),
    "VN": ("vietnam",),
    "CZ": ("czech republic",),
    "NL": ("holland",),
    "TR": ("turkey",),
    "AE": ("uae",),
}


def other_names(kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield for each folded name or code of that kind of place what else the place is called, its codes first."""
    names, codes = _table(kind)
    for words in dict.fromkeys((*names, *codes)):
        written = names.get(words, ())
        spoken = (name for code in (words, *written) for name in codes.get(code, ()) if name != words)
        yield words, (*written, *spoken)
    for words, code in _demonyms() if kind == COUNTRY else ():
        # A language is no country: what is said of a place finds it, it makes no value one.
        yield words, (code, *codes.get(code, ()))


@cache
def _demonyms() -> tuple[tuple[str, str], ...]:
    """Return what is said of countries with their codes, in small letters: canadian is ca."""
    lines = Path(__file__).with_name("demonyms.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return tuple((fold(word.strip()), code.lower()) for code, _, said in entries for word in said.split(","))


@cache
def states_and_countries(kind: str) -> frozenset[str]:
    """Return every name and code of that kind, folded."""
    names, codes = _table(kind)
    return frozenset(names) | frozenset(codes)


@cache
def _table(kind: str) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Return names to codes and codes to names, all folded."""
    names: dict[str, tuple[str, ...]] = {}
    codes: dict[str, tuple[str, ...]] = {}
    for spoken, written in _places(kind):
        for code in written:
            codes[code] = (*codes.get(code, ()), *spoken)
        for name in spoken:
            names[name] = (*names.get(name, ()), *written)
    return names, codes


def _states() -> Any:
    import pycountry

    # Its tables are not typed.
    find: Any = pycountry.subdivisions
    return find.get(country_code="US")


def _places(kind: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    # pycountry reads its tables when they are first asked for: 5 ms for countries, 40 ms for subdivisions.
    import pycountry

    if kind == STATE:
        for state in _states():
            if state.type in ("State", "District"):
                short = state.code.removeprefix("US-").lower()
                yield (fold(state.name),), (short, f"us {short}")
        return
    for country in pycountry.countries:
        spoken = {
            fold(getattr(country, key)) for key in ("name", "common_name", "official_name") if hasattr(country, key)
        }
        spoken |= set(_SPOKEN.get(country.alpha_2, ()))
        yield tuple(sorted(spoken)), (country.alpha_2.lower(), country.alpha_3.lower())
