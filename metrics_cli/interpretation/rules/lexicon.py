"""Which words could mean which metric, dimension or entity of the catalog: what indexing.py makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.interpretation.rules.forms import canonical, rooted_form, written_out
from metrics_cli.interpretation.rules.tokens import Token
from metrics_cli.interpretation.rules.trade import Phrase
from metrics_cli.query import METRIC_TIME

# What a name costs by how it was reached: said outright, in short words, a synonym, its words written or placed
# otherwise, another form of its words, a part of it, the last words of a dimension's, a word of business for it.
OWN, SHORT, SYNONYM, TURNED, ROOTED, PARTIAL, HEADED, SPOKEN = 0.0, 0.1, 0.2, 0.4, 0.7, 1.2, 1.3, 1.6
# From this cost on it is said what the words were read as.
SAID = ROOTED
# Words that more metrics than these have in their names are no hint at any of them.
MOST_ALIKE = 4

Key = tuple[str, str | Home]

_LINKS = frozenset("of the a an our for in by per and or with from to is are".split())


@dataclass(frozen=True)
class Name:
    """One thing that a run of words names: `kind` is metric or dimension, `key` its name or its home."""

    kind: str
    key: str | Home
    cost: float


@dataclass
class Lexicon:
    """The phrases of a catalog. `stops` holds, for a phrase with commas of its own, the places that follow one.

    `forms` are the phrases in one canonical form: short words written out, by the alphabet, without 'of' and 'the'.
    `heads` are the last words of the plain ones among them, after the form: what each is a name of. `parts` are the
    words of plain metrics' names by their roots, the last one with a $ as well; `initials` are those of one name
    only. `joined` are those written as one word, `roots` those without the endings of their words; `spoken` are the
    words of business that stand for one of them; `vocabulary` is every word that occurs in a phrase, `called` the
    words of all that a metric is called and of its verified questions.
    """

    names: Mapping[Phrase, dict[Key, float]] = field(default_factory=dict)
    forms: Mapping[Phrase, dict[Key, float]] = field(default_factory=dict)
    joined: Mapping[str, dict[Key, float]] = field(default_factory=dict)
    roots: Mapping[Phrase, dict[Key, float]] = field(default_factory=dict)
    partial: Mapping[Phrase, dict[Key, float]] = field(default_factory=dict)
    heads: Mapping[Phrase, dict[Key, float]] = field(default_factory=dict)
    parts: Mapping[str, dict[Key, float]] = field(default_factory=dict)
    spoken: Mapping[Phrase, dict[Key, float]] = field(default_factory=dict)
    initials: Mapping[str, dict[Key, float]] = field(default_factory=dict)
    stops: Mapping[Phrase, frozenset[int]] = field(default_factory=dict)
    sayings: Mapping[Phrase, tuple[str, ...]] = field(default_factory=dict)
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    vocabulary: frozenset[str] = frozenset()
    longest: int = 0
    dimensions: Mapping[Home, Sequence[Dimension]] = field(default_factory=dict)
    _initials: dict[str, list[str]] = field(default_factory=dict)

    def at(self, tokens: Sequence[Token], start: int, end: int) -> tuple[Name, ...]:
        """Return what the words from `start` to `end` (exclusive) name, the likeliest only."""
        phrase = tuple(t.stem for t in tokens[start:end])
        parted = {i - start for i in range(start + 1, end) if tokens[i].is_parted}
        if parted and not parted <= self.stops.get(phrase, frozenset()):
            return ()
        found = self._found(phrase) or self._by_initials(tokens[start:end])
        return tuple(Name(kind, key, cost) for (kind, key), cost in found.items())

    def _found(self, phrase: Phrase) -> dict[Key, float]:
        known = self.names.get(phrase)
        if known or phrase[0] in _LINKS or phrase[-1] in _LINKS:
            return known or self.spoken.get(phrase, {})
        in_full = written_out(phrase)
        if in_full != phrase and in_full in self.names:
            return _dearer(self.names[in_full], SHORT)
        form = canonical(phrase)
        # One word is no form of another unless it is short for it.
        if (form != phrase or len(phrase) > 1) and form in self.forms:
            return _dearer(self._headed(phrase, form, self.forms[form]), TURNED)
        joined = "".join(phrase)
        if joined in self.joined:
            return _dearer(self.joined[joined], TURNED)
        rooted = rooted_form(form)
        is_rooted = rooted in self.roots and (len(rooted) > 1 or len(rooted[0]) > 3)
        roots = _dearer(self.roots[rooted], ROOTED) if is_rooted else {}
        found = self.partial.get(phrase) or self.partial.get(form)
        if found:
            # A metric's name in part may be another thing's name in another form: per transaction.
            return {**{key: cost for key, cost in roots.items() if key[0] == "dimension"}, **found}
        if roots:
            return roots
        return self.spoken.get(phrase) or self.spoken.get(form, {})

    def _by_initials(self, tokens: Sequence[Token]) -> dict[Key, float]:
        """Return what one word is the initials of; two letters only when they are written as such."""
        token = tokens[0]
        is_short = len(tokens) == 1 and (len(token.fold) > 2 or token.text.isupper())
        return self.initials.get(token.fold, {}) if is_short else {}

    def _headed(self, phrase: Phrase, form: Phrase, found: dict[Key, float]) -> dict[Key, float]:
        """Keep what has its head before 'of': revenue of orders is no metric of the name revenue orders."""
        before = phrase[: phrase.index("of")] if "of" in phrase else ()
        plain = self.heads.get((*form, ""), {}) if before else {}
        headed = {key for word in before for key in self.heads.get((*form, word), {})}
        return {key: cost for key, cost in found.items() if key not in plain or key in headed}

    def words(self) -> frozenset[str]:
        """Return every word that occurs in a phrase, for typing errors to be measured against."""
        return self.vocabulary

    def initial(self, letter: str) -> list[str]:
        """Return the words that begin with a letter."""
        if not self._initials:
            for word in sorted(self.vocabulary):
                self._initials.setdefault(word[0], []).append(word)
        return self._initials.get(letter, [])


def home_of(dimension: Dimension) -> Home:
    """Return where a dimension is declared; an entity is the same thing in every model that has it.

    The last entity of its name stands for a model that is not known.
    """
    *path, element = dimension.name.split("__")
    if dimension.type == "entity":
        return Home("", element)
    return dimension.home or Home(path[-1] if path else "", element)


def declared_in(catalog: Catalog) -> Sequence[Dimension]:
    """Return all dimensions that words may name."""
    return catalog.declared or tuple(catalog.dimensions.values())


def dimensions_in(catalog: Catalog) -> dict[Home, list[Dimension]]:
    """Return the dimensions that words may name by where they are declared."""
    found: dict[Home, list[Dimension]] = {}
    for dimension in declared_in(catalog):
        if dimension.name != METRIC_TIME:
            found.setdefault(home_of(dimension), []).append(dimension)
    return found


def _dearer(found: dict[Key, float], cost: float) -> dict[Key, float]:
    return {key: known + cost for key, known in found.items()}
