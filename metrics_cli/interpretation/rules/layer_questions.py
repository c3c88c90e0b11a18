"""Questions about the layer itself: what there is, what a word means, how far the data go. Read when no query is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from re import Match

from metrics_cli.answer import Refused
from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.catalog.names import nearest
from metrics_cli.interpretation.interpreter import Inquiry, Part
from metrics_cli.interpretation.rules.knowledge import Knowledge
from metrics_cli.interpretation.rules.layer_phrases import CLOSING, OPENING, Wording, wordings_of
from metrics_cli.interpretation.rules.lexicon import Name, declared_in
from metrics_cli.interpretation.rules.tokens import Token, tokenise
from metrics_cli.interpretation.rules.typos import corrected

_ARTICLES = frozenset("the our a an your my all".split())
# What a dimension that names the things of an entity is called.
_NAMING = ("name", "title", "label")


@dataclass(frozen=True)
class _Found:
    """What a run of words names, and what was assumed of it."""

    metrics: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    grain: str | None = None
    said: tuple[str, ...] = ()


def layer_question(question: str, known: Knowledge, catalog: Catalog) -> Inquiry | Refused | None:
    """Return what is asked about the layer, None when the words ask for something else.

    Refused when they surely ask about a name and there is no such name.
    """
    tokens = tokenise(question)
    line = _Line(tokens)
    refused: Refused | None = None
    for wording in wordings_of(token.fold for token in tokens):
        match = wording.pattern.fullmatch(line.text, line.first, line.last)
        if match is None:
            continue
        found = _inquiry(question, line, match, wording, known, catalog)
        if isinstance(found, Inquiry):
            return found
        refused = refused or found
    return refused


class _Line:
    """The folded words as one text, with where each begins in it, and the politeness at its ends left out."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.text = " ".join(t.fold for t in tokens)
        opening = OPENING.match(self.text)
        self.first = opening.end() if opening else 0
        closing = CLOSING.search(self.text)
        self.last = max(closing.start() if closing else len(self.text), self.first)

    def run(self, start: int, end: int) -> tuple[Token, ...]:
        """Return the words between two places of the text, without an article before them."""
        place, found = 0, []
        for token in self.tokens:
            if start <= place < end:
                found.append(token)
            place += len(token.fold) + 1
        while len(found) > 1 and found[0].fold in _ARTICLES:
            found.pop(0)
        return tuple(found)


def _inquiry(
    question: str, line: _Line, match: Match[str], wording: Wording, known: Knowledge, catalog: Catalog
) -> Inquiry | Refused | None:
    metrics: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    grain, said = None, list[str]()
    parts = [Part(question.strip(), 0, len(question), "layer", wording.kind)]
    for role, text in match.groupdict().items():
        if text is None:
            continue
        words = line.run(*match.span(role))
        found = _named(words, role, wording, known, catalog)
        if found is None:
            return _unknown(question, words, role, catalog) if wording.is_certain else None
        start, end = words[0].start, words[-1].end
        target = ", ".join(
            (*found.metrics, *(d.name for d in found.dimensions), *([found.grain] if found.grain else []))
        )
        parts.append(Part(question[start:end], start, end, "metric" if found.metrics else "group_by", target))
        metrics, dimensions = (*metrics, *found.metrics), (*dimensions, *found.dimensions)
        grain, said = found.grain or grain, [*said, *found.said]
    kind = "meaning" if wording.kind == "dimension" else wording.kind
    return Inquiry(kind, metrics, dimensions, grain, tuple(parts), tuple(said))


def _named(words: Sequence[Token], role: str, wording: Wording, known: Knowledge, catalog: Catalog) -> _Found | None:
    """Return what the words name, as they are or with a slip mended; None when that is nothing of the right kind."""
    found = _exactly(words, role, wording, known, catalog) or _in_part(words, role, wording, known, catalog)
    if found is None and wording.is_certain:
        mended, notes = corrected(tuple(words), known)
        found = _exactly(mended, role, wording, known, catalog) if notes else None
        return _Found(found.metrics, found.dimensions, found.grain, notes) if found else None
    return found


def _in_part(words: Sequence[Token], role: str, wording: Wording, known: Knowledge, catalog: Catalog) -> _Found | None:
    """Return the one metric, or the dimensions, that have the words in their names: gross of gross margin."""
    stems = {t.stem for t in words}
    if role in ("m", "n", "x") and wording.is_certain and wording.kind != "known":
        alike = [m for m in catalog.metrics.values() if stems <= {t.stem for t in tokenise(m.label)}]
        said = (f"'{' '.join(t.text for t in words)}' is read as {alike[0].label}",) if alike else ()
        return _Found((alike[0].name,), said=said) if len(alike) == 1 else None
    # 'List the loans' asks for no values of a dimension that has 'loan' in its name.
    if role == "d" and wording.kind == "values" and "values" in wording.text:
        firsts = [found[0] for found in known.lexicon.dimensions.values()]
        dimensions = _with_values([d for d in firsts if stems <= {t.stem for t in tokenise(d.label)}], catalog)
        return _Found(dimensions=tuple(d for d in dimensions if d.type == "categorical")) if dimensions else None
    return None


def _exactly(words: Sequence[Token], role: str, wording: Wording, known: Knowledge, catalog: Catalog) -> _Found | None:
    names = known.lexicon.at(words, 0, len(words)) if words else ()
    if role in ("m", "n", "x"):
        metrics = _cheapest([n for n in names if n.kind == "metric"])
        if metrics:
            return _Found(tuple(str(n.key) for n in metrics))
    if role in ("d", "x"):
        homes = _cheapest([n for n in names if n.kind == "dimension"])
        dimensions = tuple(known.lexicon.dimensions[n.key][0] for n in homes if isinstance(n.key, Home))
        if wording.kind in ("values", "count"):
            dimensions = _with_values(dimensions, catalog)
        if dimensions:
            return _Found(dimensions=dimensions)
    if (
        role == "d"
        and len(words) == 1
        and words[0].stem in catalog.grains
        and wording.kind in ("can_split", "metrics_by")
    ):
        return _Found(grain=words[0].stem)
    return None


def _cheapest(names: Sequence[Name]) -> list[Name]:
    least = min((n.cost for n in names), default=0.0)
    return [n for n in names if n.cost == least]


def _with_values(dimensions: Sequence[Dimension], catalog: Catalog) -> tuple[Dimension, ...]:
    """Return the dimensions that hold values: of an entity those that name its things, which people mean by it."""
    plain = tuple(d for d in dimensions if d.type != "entity")
    if plain:
        return plain
    found = []
    for entity in dimensions:
        own = entity.name.rpartition("__")[2]
        wanted = {f"{own}_{end}" for end in _NAMING} | set(_NAMING) | {own}
        found += [
            d
            for d in declared_in(catalog)
            if d.type == "categorical" and d.name.rpartition("__")[2] in wanted and d.name.rpartition("__")[0] == own
        ]
    return tuple(found)


def _unknown(question: str, words: Sequence[Token], role: str, catalog: Catalog) -> Refused:
    written = question[words[0].start : words[-1].end]
    wanted = {"m": "metric", "n": "metric", "d": "dimension"}.get(role, "metric or dimension")
    names = {m.name: (m.name, m.label, *m.synonyms) for m in catalog.metrics.values() if role != "d"}
    declared = {d.name: (d.name.rpartition("__")[2], d.label, *d.synonyms) for d in declared_in(catalog)}
    labels = {m.name: m.label for m in catalog.metrics.values()} | {d.name: d.label for d in declared_in(catalog)}
    stems = {t.stem for t in words}
    alike = [m.label for m in catalog.metrics.values() if role != "d" and stems <= {t.stem for t in tokenise(m.label)}]
    if alike:
        several = ", ".join(alike[:6])
        return Refused(f"Several metrics have '{written}' in their names: {several}. Say which.", (written,))
    near = nearest(written, names | (declared if role in ("d", "x") else {}))
    like = f" Near it: {', '.join(dict.fromkeys(labels[name] for name in near))}." if near else ""
    return Refused(f"There is no {wanted} called '{written}'.{like}", (written,))
