"""A delivered file: is it whole, and which of its columns are the contract's?

Damage of the transport (a cut or merged line, a wrong encoding, a lost column) refuses the whole file: what else is
missing from such a file nobody can know. Values that break the contract are not looked at here.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sources.contracts import Contract
from sources.errors import DeliveryError

_AGAIN = "the file was damaged on its way: deliver it again"


@dataclass(frozen=True)
class Delivery:
    """A file whose structure is sound: every record has as many values as `header`.

    `header` has the contract's names; `renamed` holds those that the file calls otherwise, its own name first.
    """

    file: str
    header: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    records: tuple[tuple[str, ...], ...]
    ends_with_newline: bool

    @property
    def rows(self) -> int:
        """How many data rows the file has."""
        return len(self.records)

    def extra(self, contract: Contract) -> tuple[str, ...]:
        """Return the columns that the contract does not know."""
        known = {column.name for column in contract.columns}
        return tuple(name or "(unnamed)" for name in self.header if name not in known)


def fetch(contract: Contract, sources: Path) -> bytes:
    """Return the bytes of the contract's file; raises DeliveryError if it is missing or cannot be read."""
    path = sources / contract.file
    try:
        return path.read_bytes()
    except FileNotFoundError:
        hint = f"put the export there, or simulate one with `{_GENERATE}`"
        raise DeliveryError(f"{contract.file} is missing", hint) from None
    except OSError as error:
        raise DeliveryError(f"{contract.file} cannot be read: {error.strerror}", "check its permissions") from error


_GENERATE = "python -m sources generate"


def checksum(data: bytes) -> str:
    """Return the SHA-256 of a delivered file."""
    return hashlib.sha256(data).hexdigest()


def examine(contract: Contract, data: bytes) -> Delivery:
    """Return the records of a delivered CSV file (RFC 4180, UTF-8 with or without BOM, CRLF or LF).

    Raises DeliveryError, naming the line or the column, when the file is empty, damaged or lacks a column.
    """
    file = str(contract.file)
    text = _decode(file, data)
    records = _records(file, text)
    delivered = tuple(name.strip() for name in next(records)[1])
    header = _canonical(contract, delivered)
    _check_header(contract, header)
    rows = tuple(_check_widths(file, header, records))
    if not rows:
        raise DeliveryError(f"{file} has a header but no rows", "an empty export is not loaded: export it again")
    renamed = tuple((theirs, ours) for theirs, ours in zip(delivered, header, strict=True) if theirs != ours)
    return Delivery(file, header, renamed, rows, ends_with_newline=text.endswith(("\n", "\r")))


def _decode(file: str, data: bytes) -> str:
    if not data.strip():
        raise DeliveryError(f"{file} is empty", "export it again")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"{file} is not UTF-8: line {line} holds the byte 0x{data[error.start]:02x}"
        raise DeliveryError(found, "export it again as UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DeliveryError(f"{file} is not text: line {line} holds a zero byte", "export it again as UTF-8")
    return text


def _records(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of the line it starts on; blank lines are no records."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DeliveryError(f"{file}, line {line}: {_quoting(error)}", _AGAIN) from None
        if record:
            yield line, record


def _quoting(error: csv.Error) -> str:
    if "unexpected end of data" in str(error) or "field larger than" in str(error):
        return "a quoted value begins here and does not end"
    return "a quoted value is followed by something other than a comma"


def _canonical(contract: Contract, delivered: Sequence[str]) -> tuple[str, ...]:
    """Return the header with the aliases replaced by the names that they stand for."""
    names = {alias: column.name for column in contract.columns for alias in column.aliases}
    header = tuple(names.get(name, name) for name in delivered)
    for ours in header:
        theirs = [name for name, name_of in zip(delivered, header, strict=True) if name_of == ours]
        if len(set(theirs)) > 1:
            found = f'{contract.file} has the columns "{theirs[0]}" and "{theirs[1]}", which are one'
            raise DeliveryError(found, "export that column once")
    return header


def _check_header(contract: Contract, header: Sequence[str]) -> None:
    twice = next((name for place, name in enumerate(header) if name and name in header[:place]), None)
    if twice is not None:
        raise DeliveryError(f'{contract.file} has the column "{twice}" twice', "export each column once")
    expected = [column.name for column in contract.columns]
    missing = [name for name in expected if name not in header]
    if not missing:
        return
    if len(missing) == len(expected):
        known = ", ".join(expected[:3])
        separator = "; the separator must be a comma" if len(header) == 1 else ""
        hint = f"line 1 must name the columns ({known}, …){separator}"
        raise DeliveryError(f'{contract.file} has no header: no column "{missing[0]}" nor any other', hint)
    others = f" (and {len(missing) - 1} more: {', '.join(missing[1:])})" if len(missing) > 1 else ""
    near = get_close_matches(missing[0], [name for name in header if name not in expected], n=1, cutoff=0.5)
    hint = f'rename "{near[0]}" to "{missing[0]}"' if near else "export it again with that column"
    raise DeliveryError(f'{contract.file} lacks the column "{missing[0]}"{others}', hint)


def _check_widths(
    file: str, header: Sequence[str], records: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[str, ...]]:
    for line, record in records:
        if len(record) < len(header):
            found = (
                f'it ends after {len(record)} of {len(header)} columns, "{header[len(record)]}" is the first missing'
            )
            raise DeliveryError(f"{file}, line {line}: {found}", _AGAIN)
        if len(record) > len(header):
            found = f'it has {len(record)} values for {len(header)} columns, one too many after "{header[-1]}"'
            raise DeliveryError(f"{file}, line {line}: {found}", "quote values that hold a comma, or deliver it again")
        yield tuple(record)
