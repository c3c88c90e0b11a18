"""Quarters and halves of a year, calendar or fiscal, in words: Q3 2024, first half of last year, FY24 Q2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from metrics_cli.interpretation.rules.datewords import FISCAL
from metrics_cli.interpretation.rules.line import Hit, Line, bare, year_at

_PART = re.compile(
    r"(?:(?P<before>[1-4])(?P<kind>[qh])|(?P<letter>[qh])(?P<after>[1-4]))(?P<year>\d{4}|\d\d)?", re.ASCII
)
_YEAR_PART = re.compile(r"(?P<year>(?:20)?\d\d)(?P<letter>[qh])(?P<after>[1-4])", re.ASCII)


def quarters_at(line: Line, index: int) -> Iterator[Hit]:
    """Yield the quarters, halves and fiscal years that the words at `index` name."""
    for read in (_part, _ordinal_part, _after_year, _fiscal):
        hit = read(line, index)
        if hit:
            yield hit


def _after_year(line: Line, index: int) -> Hit | None:
    """Read 2024 Q3, 2024-Q3 and last year's Q3."""
    named = year_at(line, index)
    if named and line[named.end] == "/":
        named = replace(named, end=named.end + 1)
    part = _PART.fullmatch(line[named.end]) if named and not named.is_fiscal else None
    if not named or not part or not part["letter"] or part["year"]:
        return None
    return Hit(named.end + 1, _part_of(part["letter"], int(part["after"]), named.year))


def _part(line: Line, index: int) -> Hit | None:
    """Read Q3, Q3 2024, 3Q24, H1 of last year, Q2 FY24."""
    match = _PART.fullmatch(line[index]) or _YEAR_PART.fullmatch(line[index])
    if not match:
        return None
    found = match.groupdict()
    letter, number = found.get("kind") or found["letter"], int(found.get("before") or found["after"])
    if letter == "h" and number > 2:
        return None
    if found["year"]:
        return Hit(index + 1, _part_of(letter, number, int(found["year"]) + 2000 * (len(found["year"]) == 2)))
    return _part_with_year(line, index, index + 1, letter, number)


def _ordinal_part(line: Line, index: int) -> Hit | None:
    """Read third quarter of 2024, quarter 3, first half."""
    words = {"quarter": "q", "half": "h"}
    if line[index] in words:
        letter, number = words[line[index]], line.count(index + 1)
    elif line[index + 1] in words:
        letter, number = words[line[index + 1]], line.place(index)
    else:
        return None
    if number is None or not 1 <= number <= (4 if letter == "q" else 2):
        return None
    return _part_with_year(line, index, index + 2, letter, number)


def _part_with_year(line: Line, start: int, end: int, letter: str, number: int) -> Hit:
    at = line.skip(end, "of", "in", "/")
    short = re.fullmatch(r"[12]\d", line[at], re.ASCII)
    if short and "," not in line.gap(at) and line[at + 1] not in ("%", "$", "/"):
        # "Q3 24", "Q3-24", "Q3/24".
        return Hit(at + 1, _part_of(letter, number, 2000 + int(line[at])))
    named = year_at(line, line.skip(at, "the") if line[at] == "the" and line[at + 1] in FISCAL else at)
    if named:
        prefix = "FY" if named.is_fiscal else ""
        note = _fiscal_note(line) if named.is_fiscal else ()
        hit = Hit(named.end, f"{prefix}{_part_of(letter, number, named.year)}", note)
    else:
        hit = bare(line, start, end, lambda year: _part_of(letter, number, year))
    if line.calendar.fiscal_start in (None, 1) or "FY" in hit.expression or line[start - 1] in FISCAL:
        return hit
    said = f"'{line.text(start, hit.end)}' is read by the calendar year, not the fiscal one"
    return Hit(hit.end, hit.expression, (*hit.assumed, said), of_year=hit.of_year)


def _part_of(letter: str, number: int, year: int) -> str:
    return f"{year}-{letter.upper()}{number}"


def _fiscal(line: Line, index: int) -> Hit | None:
    """Read FY24, FY24 Q2, fiscal 2024, fiscal Q2 2024; only where the project has a fiscal year."""
    named = year_at(line, index)
    if named and named.is_fiscal:
        part = _PART.fullmatch(line[named.end])
        letter = part["letter"] if part and not part["year"] else None
        if part and letter:
            return Hit(named.end + 1, f"FY{_part_of(letter, int(part['after']), named.year)}", _fiscal_note(line))
        return Hit(named.end, f"FY{named.year}", _fiscal_note(line))
    if line.calendar.fiscal_start is None:
        return None
    short = re.fullmatch(r"f([qh][1-4])", line[index])
    place = line.place(index) if line[index + 1] in FISCAL and line[index + 2] in ("quarter", "half") else None
    if short:
        # FQ2 2025.
        inner = _part_with_year(line, index, index + 1, short[1][0], int(short[1][1]))
    elif place and place <= 4:
        # The third fiscal quarter of 2026.
        inner = _part_with_year(line, index, index + 3, line[index + 2][0], place)
    elif line[index] in FISCAL:
        found = _part(line, index + 1) or _ordinal_part(line, index + 1)
        if found is None:
            return None
        inner = found
    else:
        return None
    if inner.of_year is None or "FY" in inner.expression:
        expression = inner.expression if "FY" in inner.expression else f"FY{inner.expression}"
        return Hit(inner.end, expression, _fiscal_note(line))
    of_year = inner.of_year
    found = bare(line, index, inner.end, lambda year: f"FY{of_year(year)}")
    return Hit(found.end, found.expression, (*found.assumed, *_fiscal_note(line)), of_year=found.of_year)


def _fiscal_note(line: Line) -> tuple[str, ...]:
    """Say by which of its two calendar years a fiscal year is called."""
    if line.calendar.fiscal_start == 1:
        return ()
    end = "begins" if line.calendar.named_by_start else "ends"
    return (f"a fiscal year is called by the calendar year in which it {end}",)
