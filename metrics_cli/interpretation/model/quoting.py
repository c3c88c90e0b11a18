"""What others wrote, made fit to be shown to a model as data: one line, in quotes, cut, without signs that steer it."""

from __future__ import annotations

import json
import re

# Marks by which chat formats tell who speaks: <|im_start|>, </s>, <start_of_turn>, [INST].
_MARKS = re.compile(r"<[|/!a-zA-Z_]|[|/]>|\[/?[A-Z_]{3,}|```|~~~|#{3,}")
_CUT = "…"


def plain(text: str) -> str:
    """Return `text` on one line, without control signs, signs of no width and what turns the direction of writing."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def is_safe(text: str) -> bool:
    """Tell whether a text is one line of plain signs without the marks of a chat format."""
    return text == plain(text) and not _MARKS.search(text)


def quoted(text: str) -> str:
    """Return the text in double quotes as JSON has it, which nothing in it can end."""
    return json.dumps(text, ensure_ascii=False)


def unmarked(text: str) -> str:
    """Return the text on one line, the signs of a chat format's marks taken out of it; its words stay."""
    line = plain(text)
    # What is left of one mark may make another with what stood beside it.
    while (found := _MARKS.sub(lambda mark: re.sub(r"[^\w]|_(?=\W|$)", " ", mark.group()), line)) != line:
        line = found
    return " ".join(line.split())


def tamed(text: str, longest: int) -> str:
    """Return what is said of a thing on one line, without quotes and marks of a chat format, cut at a word."""
    line = unmarked(text.replace('"', "'").replace("\\", "/"))
    if len(line) <= longest:
        return line
    return line[:longest].rsplit(" ", 1)[0].rstrip(" ,;:.") + _CUT
