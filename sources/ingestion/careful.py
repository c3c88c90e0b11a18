"""The slow, exact reading of a file that is not plain RFC 4180: it says what is damaged, or writes it anew, plainly.

Damage of the transport (a cut or merged line, a wrong encoding, a lost column) refuses the whole file: what else is
missing from such a file nobody can know. Mixed line ends, blank lines and odd quotes are no damage.
"""

from __future__ import annotations

import codecs
import csv
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from sources.errors import DeliveryError

_AGAIN = "the file was damaged on its way: deliver it again"
_READ = 1 << 20


def rewrite(file: PurePosixPath, path: Path, plain: Path, twins: Sequence[tuple[int, int]] = ()) -> array[int]:
    """Write the records of `path` to `plain`, each value quoted, each line ended by a line feed; memory is bounded.

    Of columns that are `twins` one is written, with the value of either. Returns the line that each record begins on.
    Raises DeliveryError, naming the line or the column, for damage.
    """
    check_text(file, path)
    lines: array[int] = array("q")
    header: tuple[str, ...] = ()
    with (
        open(path, encoding="utf-8-sig", newline="") as source,
        open(plain, "w", encoding="utf-8", newline="") as target,
    ):
        writer = csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for line, record in records(file, source):
            header = header or tuple(record)
            _check_width(file, line, header, record)
            writer.writerow(_merged(file, line, record, twins, is_header=not lines))
            lines.append(line)
    return lines


def check_text(file: PurePosixPath, path: Path) -> None:
    """Raise DeliveryError, naming the line, unless the file is UTF-8 text."""
    decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
    with open(path, "rb") as source:
        while data := source.read(_READ):
            try:
                decoder.decode(data)
            except UnicodeDecodeError as error:
                line += error.object.count(b"\n", 0, error.start)
                found = f"{file} is not UTF-8: line {line} holds the byte 0x{error.object[error.start]:02x}"
                raise DeliveryError(found, "export it again as UTF-8") from None
            if b"\0" in data:
                line += data.count(b"\n", 0, data.index(b"\0"))
                raise DeliveryError(f"{file} is not text: line {line} holds a zero byte", "export it again as UTF-8")
            line += data.count(b"\n")
    if decoder.getstate()[0]:
        raise DeliveryError(f"{file} is not UTF-8: it ends within a character", _AGAIN)


def records(file: PurePosixPath, source: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of the line it starts on; blank lines are no records."""
    reader = csv.reader(source, strict=True)
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
    if "field larger than" in str(error):
        return "a value of more than 64 MB begins here: a quote may be missing"
    if "unexpected end of data" in str(error):
        return "a quoted value begins here and does not end"
    return "a quoted value is followed by something other than a comma"


def _merged(
    file: PurePosixPath, line: int, record: Sequence[str], twins: Sequence[tuple[int, int]], is_header: bool
) -> Sequence[str]:
    """Return the record with the values of twins as one; raises DeliveryError if they contradict one another."""
    values = list(record)
    for first, second in twins:
        one, other = values[first], values[second]
        if one.strip() and other.strip() and one != other and not is_header:
            found = f'it has two values for one column, "{one[:40]}" and "{other[:40]}"'
            raise DeliveryError(f"{file}, line {line}: {found}", "export that column once")
        values[first] = one if one.strip() else other
    seconds = {second for _, second in twins}
    return [value for place, value in enumerate(values) if place not in seconds]


def _check_width(file: PurePosixPath, line: int, header: Sequence[str], record: Sequence[str]) -> None:
    if len(record) < len(header):
        found = f'it ends after {len(record)} of {len(header)} columns, "{header[len(record)]}" is the first missing'
        raise DeliveryError(f"{file}, line {line}: {found}", _AGAIN)
    if len(record) > len(header):
        found = f'it has {len(record)} values for {len(header)} columns, one too many after "{header[-1]}"'
        raise DeliveryError(f"{file}, line {line}: {found}", "quote values that hold a comma, or deliver it again")
