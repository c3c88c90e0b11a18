"""The first line of a delivery against its contract: which columns are called otherwise, new or gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath

from sources.contracts import Contract
from sources.errors import DeliveryError


@dataclass(frozen=True)
class Header:
    """The columns of a file in its order, under the contract's names.

    `renamed` holds those that the file calls otherwise, its own name first; `unknown` those that the contract lacks.
    `twins` are the places in the file of a column that is there under two of its names; in `names` it stands once.
    """

    names: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    twins: tuple[tuple[int, int], ...] = ()

    def place(self, name: str) -> int:
        """Return the position of a column of the contract."""
        return self.names.index(name)


def read_header(contract: Contract, file: PurePosixPath, delivered: Sequence[str]) -> Header:
    """Return the header of a file; raises DeliveryError when a column is missing or there twice."""
    stripped = tuple(name.strip() for name in delivered)
    aliases = {alias: column.name for column in contract.columns for alias in column.aliases}
    names = tuple(aliases.get(name, name) for name in stripped)
    twins = _twins(file, stripped, names)
    _check_missing(contract, file, names)
    known = {column.name for column in contract.columns}
    renamed = tuple((theirs, ours) for theirs, ours in zip(stripped, names, strict=True) if theirs != ours)
    unknown = tuple(name or "(unnamed)" for name in names if name not in known)
    seconds = {second for _, second in twins}
    return Header(tuple(name for place, name in enumerate(names) if place not in seconds), renamed, unknown, twins)


def _twins(file: PurePosixPath, stripped: Sequence[str], names: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return the places of each column that is there under two names, as when it is being renamed."""
    found = []
    for place, name in enumerate(names):
        first = names.index(name)
        if name and first != place:
            if stripped[place] in stripped[:place]:
                raise DeliveryError(f'{file} has the column "{stripped[place]}" twice', "export each column once")
            found.append((first, place))
    return tuple(found)


def _check_missing(contract: Contract, file: PurePosixPath, names: Sequence[str]) -> None:
    expected = [column.name for column in contract.columns]
    missing = [name for name in expected if name not in names]
    if not missing:
        return
    if len(missing) == len(expected):
        known = ", ".join(expected[:3])
        separator = "; the separator must be a comma" if len(names) == 1 else ""
        hint = f"line 1 must name the columns ({known}, …){separator}"
        raise DeliveryError(f'{file} has no header: no column "{missing[0]}" nor any other', hint)
    others = f" (and {len(missing) - 1} more: {', '.join(missing[1:])})" if len(missing) > 1 else ""
    near = get_close_matches(missing[0], [name for name in names if name not in expected], n=1, cutoff=0.5)
    hint = f'rename "{near[0]}" to "{missing[0]}", or make it an alias' if near else "export it again with that column"
    raise DeliveryError(f'{file} lacks the column "{missing[0]}"{others}', hint)
