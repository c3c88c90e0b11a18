"""What `metrics` replied to a question of a report: its rows, and the command line that asks it again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orchestration.asking import AskingFailed, ask, shown

Row = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """Rows by the names of their columns; where there are none, `problem` says why."""

    command: str
    rows: tuple[Row, ...] = ()
    formats: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    is_refused: bool = False

    def format_of(self, column: str) -> str:
        """Return the metric's declared format, such as usd or percent."""
        return dict(self.formats).get(column) or "decimal"


def reply_to(arguments: Sequence[str]) -> Reply:
    """Ask and return the reply; a question that could not be asked is a reply with the reason."""
    command = shown(arguments)
    try:
        # A decimal stays the one that the warehouse told.
        body = json.loads(ask([*arguments, "--json"]).stdout, parse_float=Decimal)
    except AskingFailed as error:
        return Reply(command, problem=str(error), is_refused=True)
    names = [column["name"] for column in body["columns"]]
    rows = tuple(dict(zip(names, row, strict=True)) for row in body["rows"])
    formats = tuple((column["name"], column["format"] or "") for column in body["columns"])
    return Reply(command, rows, formats, "" if rows else "no data in that period")
