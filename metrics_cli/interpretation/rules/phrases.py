"""What people say to split, compare, rank, leave out and set beside: phrases of any domain, by what they ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from metrics_cli.interpretation.rules.tokens import Token

Phrases = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


def match(tokens: Sequence[Token], start: int, phrases: Phrases) -> tuple[tuple[int, str], ...]:
    """Return where each phrase that begins at word `start` ends, and what it asks for, the longest first."""
    if start >= len(tokens):
        return ()
    return tuple(
        (start + len(words), name)
        for words, name in phrases.get(tokens[start].fold, ())
        if _stands(tokens, start, words)
    )


def vocabulary() -> frozenset[str]:
    """Return every word of these phrases."""
    return frozenset(w for table in _ALL.values() for found in table.values() for words, _ in found for w in words)


def _stands(tokens: Sequence[Token], start: int, words: Sequence[str]) -> bool:
    return len(tokens) >= start + len(words) and all(
        tokens[start + place].fold == word for place, word in enumerate(words)
    )


def _index(groups: Iterable[tuple[str, str]]) -> Phrases:
    """Return phrases by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, text in groups:
        for phrase in text.split(","):
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, name))
    return {first: tuple(sorted(some, key=lambda p: -len(p[0]))) for first, some in found.items()}


def _tables() -> dict[str, Phrases]:
    tables: dict[str, list[tuple[str, str]]] = {}
    groups: list[tuple[str, str]] = []
    for line in Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            groups = tables.setdefault(line.strip("[]"), [])
        elif line.startswith(" "):
            groups[-1] = (groups[-1][0], groups[-1][1] + line)
        elif line and not line.startswith("#"):
            name, _, text = line.partition(" =")
            groups.append((name, text))
    return {name: _index(found) for name, found in tables.items()}


_ALL = _tables()
SPLITS = _ALL["splits"]
ASKS = _ALL["asks"]
TRENDS = _ALL["trends"]
ADVERBS = _ALL["adverbs"]
PARTS = _ALL["parts"]
COUNTS = _ALL["counts"]
TYPICALS = _ALL["typicals"]
EDGES = _ALL["edges"]
NEGATIONS = _ALL["negations"]
LEADS = _ALL["leads"]
EQUALS = _ALL["equals"]
IS_NOT = _ALL["is_not"]
IS_EMPTY = _ALL["is_empty"]
LACKS = _ALL["lacks"]
OPPOSITES = _ALL["opposites"]
RATHERS = _ALL["rathers"]
APARTS = _ALL["aparts"]
THOSE = _ALL["those"]
TAKINGS = _ALL["takings"]
# What persons spend is what is taken in from them.
SPENDINGS = {" ".join(words): name for found in _ALL["spendings"].values() for words, name in found}
VERSUS = _ALL["versus"]
COMPARES = _ALL["compares"]
PRIORS = _ALL["priors"]
GROWTHS = _ALL["growths"]
ALWAYS = _ALL["always"]
WHOSE = _ALL["whose"]
FALLS = _ALL["falls"]
EVENTS = _ALL["events"]
CHANGES = _ALL["changes"]
NETTED = _ALL["netted"]
GREETINGS = _ALL["greetings"]
PREAMBLES = _ALL["preambles"]
DONE = _ALL["done"]
WINNING = _ALL["winning"]
DOING = _ALL["doing"]
LIGHT = _ALL["light"]
NOWS = _ALL["nows"]
ENDS = _ALL["ends"]
FILLERS = _ALL["fillers"]
CUMULATIVES = _ALL["cumulatives"]
SHARES = _ALL["shares"]
RANK_BY = _ALL["rank_by"]
SORTS = _ALL["sorts"]
RATIOS = _ALL["ratios"]
DIVIDED = _ALL["divided"]
RANKINGS = _ALL["rankings"]
CONNECTORS = _ALL["connectors"]
LINKS = _ALL["links"]
PERSONS = _ALL["persons"]
# What a verb is in the past, and the other way round.
PASTS = {words[0]: past for found in _ALL["pasts"].values() for words, past in found}
BASES = {past: base for base, past in PASTS.items()}
FLAG_LEADS = _ALL["flag_leads"]
# What a layer may call persons.
PERSONAL = frozenset(_ALL["personal"])
# What it may call what is sold by the piece.
WARES = tuple(" ".join(words) for found in _ALL["wares"].values() for words, _ in found)
# What the pieces of it are called, and how they are said to be sold.
PIECES = {how: words for found in _ALL["pieces"].values() for words, how in found if how == "called"}["called"]
GONE = tuple(words for found in _ALL["pieces"].values() for words, how in found if how == "gone")
# Who may join by signing up or by buying first, and what the layer may call the counts of either.
JOINING = _ALL["joining"]
SIGNUPS, FIRSTS = (
    tuple(" ".join(w) for found in _ALL["joined"].values() for w, how in found if how == name)
    for name in ("signups", "firsts")
)
# What it may call those who act.
ACTING = frozenset(_ALL["acting"])
# What any figure may be called.
AT_WILL = frozenset(words[0] for found in _ALL["at_will"].values() for words, _ in found)
