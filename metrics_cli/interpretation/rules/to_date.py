"""The part of a year, quarter or month that is over: year to date, MTD, so far this quarter, YTD 2024."""

from __future__ import annotations

from metrics_cli.interpretation.rules.datewords import FISCAL, SHORT_TO_DATE, SHORT_TO_DATE_FISCAL, UNIT_OF
from metrics_cli.interpretation.rules.line import YEAR, Hit, Line


def to_date_at(line: Line, index: int) -> Hit | None:
    """Read year to date, YTD, fiscal YTD, so far this month; YTD last year, 2024 YTD."""
    at = index + (line[index] in FISCAL)
    is_fiscal = at > index
    unit = SHORT_TO_DATE.get(line[at])
    end = at + 1
    if line[index] in SHORT_TO_DATE_FISCAL:
        is_fiscal, unit = True, SHORT_TO_DATE_FISCAL[line[index]]
    elif unit is None and (line[at + 1], line[at + 2]) == ("to", "date") and not line[at].endswith("s"):
        unit, end = UNIT_OF.get(line[at]), at + 3
    elif unit is None and (line[index], line[index + 1], line[index + 2]) == ("so", "far", "this"):
        at = index + 3 + (line[index + 3] in FISCAL)
        is_fiscal, unit, end = at > index + 3, UNIT_OF.get(line[at]), at + 1
    elif YEAR.fullmatch(line[index]) and line[index + 1] in ("ytd", "year"):
        return _year_to_date(line, index)
    if unit is None or unit == "day" or (is_fiscal and line.calendar.fiscal_start is None):
        return None
    return _to_date_of_year(line, Hit(end, f"{'fiscal_' if is_fiscal else ''}{unit}_to_date"), is_fiscal)


def _to_date_of_year(line: Line, hit: Hit, is_fiscal: bool) -> Hit:
    """Move YTD to the year that follows it: YTD 2024, YTD last year."""
    at = line.skip(hit.end, "of", "in", "for")
    years = (
        {"last": -1, "previous": -1, "prior": -1, "this": 0}.get(line[at]) if line[at + 1] in ("year", "yr") else None
    )
    end = at + 2
    if years is None and YEAR.fullmatch(line[at]) and not is_fiscal:
        years, end = int(line[at]) - line.today.year, at + 1
    return _moved(hit, end, years) if years is not None else hit


def _year_to_date(line: Line, index: int) -> Hit | None:
    end = index + 2 if line[index + 1] == "ytd" else index + 4
    if line[index + 1] == "year" and (line[index + 2], line[index + 3]) != ("to", "date"):
        return None
    return _moved(Hit(end, "year_to_date"), end, int(line[index]) - line.today.year)


def _moved(hit: Hit, end: int, years: int) -> Hit:
    if years == 0:
        return Hit(end, hit.expression)
    said = "'to date' is read as the same days of that year"
    return Hit(end, f"shift({hit.expression}, {years}, year)", (said,))
