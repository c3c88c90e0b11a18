"""Values of the data in a question: 'California' where a dimension holds CA. An index over folded words, no scan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from metrics_cli.catalog import Catalog, Dimension, Home
from metrics_cli.interpretation.rules.lexicon import declared_in, home_of
from metrics_cli.interpretation.rules.places import COUNTRY, STATE, other_names, states_and_countries
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import Token, fold, stem, tokenise
from metrics_cli.interpretation.rules.trade import Phrase
from metrics_cli.query import METRIC_TIME, Scalar

# What a value costs by how it was reached, and the likeness below which two words are two words.
EXACT, FOLDED, CODED, REORDERED, SLIPPED = 0.0, 0.05, 0.1, 0.4, 1.5
LIKENESS, SHORTEST = 86.0, 5
# A dimension of codes holds at least this part of known ones: CA is a state where NY and TX are its neighbours.
MOSTLY = 0.6
MOST_REMEMBERED = 4_096
# Of a value of more words the order is kept.
_MOST_TURNED = 4
# Spellings of one word that people and data mix.
_SPELLINGS = {"&": "and", "thru": "through"}


@dataclass(frozen=True)
class Hit:
    """One value that a run of words names, in the dimension declared at `home`."""

    home: Home
    value: Scalar
    cost: float
    said: str = ""


@dataclass
class ValueIndex:
    """The values of all dimensions by their folded words.

    `places` are other names of those that are states or countries; `vocabulary` is every word that occurs in a value;
    `turned` are phrases of several words in any order and form, failed payments for payment_failed; `alike` are the
    phrases by their first letter and their length. All tables are looked up, never gone through.
    """

    phrases: Mapping[Phrase, list[tuple[Home, Scalar]]] = field(default_factory=dict)
    of_home: Mapping[Home, tuple[Scalar, ...]] = field(default_factory=dict)
    booleans: Mapping[Phrase, list[Home]] = field(default_factory=dict)
    places: Mapping[str, list[tuple[Home, Scalar]]] = field(default_factory=dict)
    turned: Mapping[Phrase, list[tuple[Home, Scalar]]] = field(default_factory=dict)
    vocabulary: Mapping[str, bool] = field(default_factory=dict)
    alike: Mapping[tuple[str, int], list[str]] = field(default_factory=dict)
    longest: int = 0
    _near: dict[str, Phrase | None] = field(default_factory=dict)
    _written: dict[Home, dict[str, list[Scalar]]] = field(default_factory=dict)

    def at(self, tokens: Sequence[Token], start: int, end: int) -> tuple[Hit, ...]:
        """Return what the words from `start` to `end` (exclusive) name as they are written, or by a code of theirs."""
        phrase = phrase_of(tokens[start:end])
        if phrase not in self.phrases and phrase[-1].endswith("s") and len(phrase) > 1:
            # 'Walk-ins' are more than one walk-in.
            phrase = (*phrase[:-1], phrase[-1][:-1])
        written = " ".join(t.text for t in tokens[start:end])
        found = [
            Hit(home, value, EXACT if str(value) == written else FOLDED) for home, value in self.phrases.get(phrase, ())
        ]
        known = {(hit.home, hit.value) for hit in found}
        found += [hit for hit in self._coded_hits(tokens[start:end]) if (hit.home, hit.value) not in known]
        return tuple(found or self._turned_hits(phrase, written))

    def _turned_hits(self, phrase: Phrase, written: str) -> Iterable[Hit]:
        hits = self.turned.get(turned_form(phrase), ()) if len(phrase) > 1 else ()
        if len({value for _, value in hits}) == 1:
            for home, value in hits:
                yield Hit(home, value, REORDERED, f"'{written}' is read as '{value}'")

    def _coded_hits(self, tokens: Sequence[Token]) -> Iterable[Hit]:
        written = " ".join(t.fold for t in tokens)
        if len(written) < 4 and not (len(tokens) == 1 and tokens[0].text.isupper()):
            return
        for home, value in self.places.get(written, ()):
            yield Hit(home, value, CODED)

    def written(self, home: Home, text: str) -> Sequence[Scalar]:
        """Return the values of a dimension that are written like `text`, in small letters: also numbers and flags."""
        if home not in self._written:
            found = self._written[home] = {}
            for value in self.of_home.get(home, ()):
                found.setdefault(str(value).lower(), []).append(value)
        return self._written[home].get(text, ())

    def near(self, tokens: Sequence[Token], homes: Iterable[Home] | None = None) -> tuple[Hit, ...]:
        """Return the values that the words may be a slip of, none when two different ones are as near."""
        from rapidfuzz import fuzz, process

        wanted = " ".join(phrase_of(tokens))
        if len(wanted) < SHORTEST:
            return ()
        if len(self._near) > MOST_REMEMBERED:
            self._near.clear()
        if wanted not in self._near:
            texts = [t for size in range(-2, 3) for t in self.alike.get((wanted[0], len(wanted) + size), ())]
            close = process.extract(wanted, texts, scorer=fuzz.ratio, limit=2, score_cutoff=LIKENESS)
            is_clear = close and (len(close) == 1 or close[0][1] - close[1][1] >= 4)
            self._near[wanted] = tuple(close[0][0].split()) if is_clear else None
        found = self._near[wanted]
        if found is None:
            return ()
        allowed = set(homes) if homes is not None else None
        text = " ".join(t.text for t in tokens)
        return tuple(
            Hit(home, value, SLIPPED, f"'{text}' is read as '{value}'")
            for home, value in self.phrases[found]
            if allowed is None or home in allowed
        )

    def nearest(self, text: str, count: int = 3) -> tuple[str, ...]:
        """Return the values most like `text`, to be named in a refusal."""
        from rapidfuzz import fuzz, process

        wanted = fold(text)
        texts = [t for size in range(-4, 5) for t in self.alike.get((wanted[:1], len(wanted) + size), ())]
        close = process.extract(wanted, texts, scorer=fuzz.ratio, limit=count, score_cutoff=70)
        return tuple(str(self.phrases[tuple(text.split())][0][1]) for text, _, _ in close)


def phrase_of(tokens: Sequence[Token]) -> Phrase:
    """Return the words that values are looked up by: folded, singular, '&' written out."""
    return tuple(_SPELLINGS.get(t.stem, t.stem) for t in tokens)


def turned_form(phrase: Phrase) -> Phrase:
    """Return the words of a phrase by the alphabet, without the endings of verbs."""
    return tuple(sorted(map(root, phrase)))


def build_values(catalog: Catalog, dimensions: Mapping[Home, Sequence[Dimension]]) -> ValueIndex:
    """Return the index over the values that the catalog holds; personal ones are left out."""
    of_home: dict[Home, tuple[Scalar, ...]] = {}
    phrases: dict[Phrase, list[tuple[Home, Scalar]]] = {}
    for home, (dimension, *_) in dimensions.items():
        counts = catalog.values.get(home)
        if counts is None or dimension.pii or dimension.type != "categorical":
            continue
        of_home[home] = tuple(value for value, _ in counts.counts)
        for value in of_home[home]:
            _add(phrases, home, value)
    alike: dict[tuple[str, int], list[str]] = {}
    for phrase in phrases:
        text = " ".join(phrase)
        alike.setdefault((text[:1], len(text)), []).append(text)
    turned: dict[Phrase, list[tuple[Home, Scalar]]] = {}
    for phrase, hits in phrases.items():
        if 1 < len(phrase) <= _MOST_TURNED:
            turned.setdefault(turned_form(phrase), []).extend(hits)
    return ValueIndex(
        phrases,
        of_home,
        _flags(catalog, of_home),
        _places(phrases, of_home),
        turned,
        {word: True for phrase in phrases for word in phrase},
        alike,
        min(8, max((len(p) for p in phrases), default=0)),
    )


def is_flag(home: Home, of_home: Mapping[Home, tuple[Scalar, ...]]) -> bool:
    """Tell whether the dimension holds nothing but true and false."""
    values = of_home.get(home, ())
    return bool(values) and all(isinstance(v, bool) for v in values)


def _add(phrases: dict[Phrase, list[tuple[Home, Scalar]]], home: Home, value: Scalar) -> None:
    if isinstance(value, bool) or not isinstance(value, str):
        return
    phrase = _quick(value)
    if phrase and not all(word.isdecimal() for word in phrase):
        phrases.setdefault(phrase, []).append((home, value))


def _quick(text: str) -> Phrase:
    """Return the phrase of a value; plain words, the most of them, without the full tokeniser."""
    plain = text.replace("_", " ").replace("-", " ")
    if plain.isascii() and plain.replace(" ", "").isalpha():
        return tuple(_SPELLINGS.get(word, word) for word in map(stem, plain.lower().split()))
    return phrase_of(tokenise(plain))


def _flags(catalog: Catalog, of_home: Mapping[Home, tuple[Scalar, ...]]) -> dict[Phrase, list[Home]]:
    """Return what the dimensions of true and false are called: is_active is active."""
    found: dict[Phrase, list[Home]] = {}
    for dimension in declared_in(catalog):
        home = home_of(dimension)
        if dimension.name == METRIC_TIME or not is_flag(home, of_home):
            continue
        bare = home.element.removeprefix("is_").removeprefix("has_")
        for text in (bare, dimension.label, *dimension.synonyms):
            phrase = phrase_of(tokenise(text.replace("_", " ")))
            homes = found.setdefault(phrase, [])
            if phrase and home not in homes:
                homes.append(home)
    return found


def _places(
    phrases: Mapping[Phrase, list[tuple[Home, Scalar]]], of_home: Mapping[Home, tuple[Scalar, ...]]
) -> dict[str, list[tuple[Home, Scalar]]]:
    """Return by the name of a place the values that are its codes, and by its code those that are its names."""
    found: dict[str, dict[tuple[Home, Scalar], None]] = {}
    for kind in (STATE, COUNTRY):
        coded = {home for home, values in of_home.items() if _is_coded(values, kind)}
        for words, others in other_names(kind) if coded else ():
            known = (hit for other in others for hit in phrases.get(phrase_of(tokenise(other)), ()))
            hits = {hit: None for hit in known if hit[0] in coded}
            if hits:
                found.setdefault(words, {}).update(hits)
    return {words: list(hits) for words, hits in found.items()}


def _is_coded(values: Sequence[Scalar], kind: str) -> bool:
    """Tell whether most values of a dimension are codes or names of that kind of place."""
    known = states_and_countries(kind)
    return bool(values) and sum(fold(str(v)) in known for v in values) >= MOSTLY * len(values)
