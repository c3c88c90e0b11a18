"""Expressions in words, for the sentence that says what was computed."""

from __future__ import annotations

import re

_MONTHS = "January February March April May June July August September October November December".split()
_CALL = re.compile(r"(?P<name>[a-z_]+)\((?P<args>.*)\)")
_SEASON = re.compile(r"spring|summer|autumn|fall|winter")
_NAMED_DAYS = re.compile(r"(?P<year>\d{4})-(?P<name>[a-z_]{4,})")


def spoken(expression: str) -> str | None:
    """Return what an expression is called: `trailing(30, day)` is the 30 days before today.

    None when its dates say as much: 2024-Q3, 2024-01-01..2024-03-31.
    """
    call = _CALL.fullmatch(expression.lower())
    if call and ".." not in expression:
        return _call(call["name"], _arguments(call["args"]))
    text = expression.lower()
    named = _NAMED_DAYS.fullmatch(text)
    if ".." in text or (text[:1].isdigit() and not named):
        return None
    words = f"{named['name']} {named['year']}".replace("_", " ") if named else text.replace("_", " ")
    return f"{words}, as whole months of the northern hemisphere" if _SEASON.search(text) else words


def _call(name: str, args: list[str]) -> str:
    inner = [spoken(a) or a for a in args]
    if name == "weeks":
        return f"{inner[1]}; weeks start on {args[0].capitalize()}"
    if name == "fiscal":
        return f"{_fiscal(args[1], inner[1])}; fiscal years begin in {_month(args[0])}"
    if name == "shift":
        count = int(args[1])
        return f"{_some(abs(count), args[2])} {'before' if count < 0 else 'after'} {inner[0]}"
    if name in ("start_of", "end_of"):
        return f"the {name[:-3]} of {inner[0]}"
    some = _some(int(args[0]), args[1])
    if len(args) == 3:
        if name in ("before", "after"):
            return f"the {some} {name} {inner[2]}"
        if name in ("ending", "starting"):
            return f"the {some} that {'end' if name == 'ending' else 'begin'} with {inner[2]}"
        return f"the {name} {some.removeprefix('1 ')} of {inner[2]}"
    whole = _some(int(args[0]), f"whole {args[1]}")
    return {"trailing": f"the {some} before today", "ago": f"{some} ago"}.get(name, f"the {name} {whole}")


def _fiscal(text: str, words: str) -> str:
    which, _, rest = words.partition(" ")
    if which in ("this", "last", "next"):
        return f"{which} fiscal {rest}"
    return f"fiscal {'year ' if text.isdigit() else ''}{words.upper() if text[:1].isdigit() else words}"


def _month(number: str) -> str:
    return _MONTHS[int(number) - 1] if number.isdigit() and 1 <= int(number) <= 12 else number


def _some(count: int, unit: str) -> str:
    plural = f"{unit.removesuffix('half')}halves" if unit.endswith("half") else f"{unit}s"
    return f"{count} {unit if count == 1 else plural}"


def _arguments(text: str) -> list[str]:
    """Return the arguments, split at the commas outside all brackets."""
    found, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return [a.strip() for a in found]
