"""Which words could mean which metric, dimension or entity of the catalog: an index, built once for each catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from metrics_cli.catalog import Catalog, Dimension, Home, Metric
from metrics_cli.catalog.naming import spoken_key
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, Token, tokenise
from metrics_cli.interpretation.rules.trade import Phrase, short_forms, signs_of, spoken_names
from metrics_cli.interpretation.rules.usage import initials_of, own_words
from metrics_cli.interpretation.rules.words import DROPPABLE, GRAINS, LINKS_IN_NAMES, RANKS
from metrics_cli.query import METRIC_TIME

Word = TypeVar("Word", str, Phrase)

# What a name costs by how it was reached: said outright, in short words, a synonym, its words written or placed
# otherwise, another form of its words, a part of it, the last words of a dimension's, a word of business for it.
OWN, SHORT, SYNONYM, TURNED, ROOTED, PARTIAL, HEADED, SPOKEN = 0.0, 0.1, 0.2, 0.4, 0.7, 1.2, 1.3, 1.6
# From this cost on it is said what the words were read as.
SAID = ROOTED
# Words that more metrics than these have in their names are no hint at any of them.
MOST_ALIKE = 4

Key = tuple[str, str | Home]


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


_MEANS = frozenset({"average", "avg", "mean"})
# A description of so few words is a name.
_LONGEST_NAME = 3
_SIDES = frozenset({"gross", "net"})
# A metric that so many others are made of, and so many times as many as of its rival, is the one that is meant.
_CENTRAL = 3
_LINKS = frozenset("of the a an our for in by per and or with from to is are".split())

_ENDS_A_NAME = frozenset("of that per by for in with from to containing".split())


def written_out(phrase: Phrase) -> Phrase:
    """Return the words of a phrase in their order with short ones written out: avg ticket is average ticket."""
    short = short_forms()
    return tuple(part for word in phrase for part in short.get(word, (word,)))


def canonical(phrase: Phrase) -> Phrase:
    """Return the words of a phrase with short ones written out, without articles and 'of', by the alphabet."""
    short = short_forms()
    named = tuple(w for i, w in enumerate(phrase) if not _is_number_of(phrase, i))
    words = (word for word in (named or phrase) if word not in ("of", "the", "a", "an", "our"))
    return tuple(sorted(part for word in words for part in short.get(word, (word,))))


def _is_number_of(phrase: Phrase, index: int) -> bool:
    """Tell whether 'number of' adds nothing where it stands; an average number of claims is no average claim."""
    is_counted = phrase[index : index + 2] == ("number", "of")
    return bool(index) and is_counted and phrase[index - 1] not in _MEANS


def rooted_form(form: Phrase) -> Phrase:
    """Return the words of a canonical phrase without the endings of verbs: billed and billing are bill.

    Of several words a verb stays apart from its noun: ordering customers are no customer orders.
    """
    if len(form) == 1:
        return (root(form[0]),)
    return tuple(sorted(f"{root(word)}~" if word.endswith(("ing", "ed")) else word for word in form))


def root(word: str) -> str:
    """Return a word without the ending of a verb."""
    if not word.isalpha():
        return word
    for ending, least in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= least:
            bare = word[: -len(ending)]
            return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "ls" else bare.rstrip("e")
    return word.rstrip("e") if len(word) > 4 else word


def _dearer(found: dict[Key, float], cost: float) -> dict[Key, float]:
    return {key: known + cost for key, known in found.items()}


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


@dataclass
class _Growing:
    """The tables of a lexicon in the making."""

    names: dict[Phrase, dict[Key, float]] = field(default_factory=dict)
    forms: dict[Phrase, dict[Key, float]] = field(default_factory=dict)
    joined: dict[str, dict[Key, float]] = field(default_factory=dict)
    roots: dict[Phrase, dict[Key, float]] = field(default_factory=dict)
    partial: dict[Phrase, dict[Key, float]] = field(default_factory=dict)
    heads: dict[Phrase, dict[Key, float]] = field(default_factory=dict)
    parts: dict[str, dict[Key, float]] = field(default_factory=dict)
    stops: dict[Phrase, frozenset[int]] = field(default_factory=dict)


def dimensions_in(catalog: Catalog) -> dict[Home, list[Dimension]]:
    """Return the dimensions that words may name by where they are declared."""
    found: dict[Home, list[Dimension]] = {}
    for dimension in declared_in(catalog):
        if dimension.name != METRIC_TIME:
            found.setdefault(home_of(dimension), []).append(dimension)
    return found


def build_lexicon(catalog: Catalog) -> Lexicon:
    """Return the phrases of `catalog`."""
    grown, dimensions = _Growing(), dimensions_in(catalog)
    for metric in catalog.metrics.values():
        for text, cost in _metric_names(metric, catalog):
            _add(grown, text, "metric", metric.name, cost)
        for text, name in own_words(metric, catalog):
            _add(grown, text, "metric", name, PARTIAL)
    for home, declared in dimensions.items():
        for text, cost in (named for d in declared for named in _dimension_names(d)):
            _add(grown, text, "dimension", home, cost)
    for phrase, named in grown.names.items():
        for key, cost in named.items():
            _keep(grown.forms, canonical(phrase), key, cost)
            if not grown.stops.get(phrase) and not set(phrase) & _LINKS:
                for head in ("", phrase[-1]):
                    _keep(grown.heads, (*canonical(phrase), head), key, cost)
            _keep(grown.roots, rooted_form(canonical(phrase)), key, cost)
            if len(phrase) > 1 or len(phrase[0]) > 4:
                _keep(grown.joined, "".join(phrase), key, cost)
    _add_partial(grown, catalog)
    _add_heads(grown, dimensions)
    _add_parts(grown, catalog)
    spoken = {phrase: found for phrase in spoken_names() if (found := _stood_for(phrase, grown, catalog))}
    return Lexicon(
        **vars(grown),
        spoken=spoken,
        initials={short: {key: SPOKEN} for short, key in initials_of(_labels(catalog, dimensions)).items()},
        called={metric.name: _called(metric) for metric in catalog.metrics.values()},
        vocabulary=frozenset(word for phrase in grown.names for word in phrase),
        longest=max((len(p) for p in grown.names), default=0) + 2,
        dimensions=dimensions,
    )


def _stood_for(phrase: Phrase, grown: _Growing, catalog: Catalog) -> dict[Key, float]:
    """Return what the words of business stand for: the first of their names that the layer has, with its signs.

    What is something to split by in several meanings may be any of them: a tier of customers or one of plans.
    """
    found: dict[Key, float] = {}
    place = 0
    for names in spoken_names()[phrase]:
        for name in names:
            place += 1
            named = _called_so(phrase, name, grown, catalog)
            if named:
                least = min(found.values(), default=SPOKEN + 0.01 * (place - 1))
                is_other = any(kind == "metric" for kind, _ in {**found, **named}) and bool(found)
                found |= {} if is_other else {key: found.get(key, least + cost) for key, cost in named.items()}
                break
    return found


def _called_so(phrase: Phrase, name: Phrase, grown: _Growing, catalog: Catalog) -> dict[Key, float]:
    """Return what goes by a name that `phrase` may stand for, with the signs that this needs."""
    form = canonical(name)
    found = grown.names.get(name) or grown.forms.get(form) or grown.partial.get(form) or _by_parts(name, grown)
    # A synonym's synonym is no name: the place of a store is not the town of a person.
    found = {key: cost for key, cost in (found or {}).items() if cost in (OWN, PARTIAL)}
    signs = signs_of(phrase, name)
    return {key: cost for key, cost in found.items() if name != phrase and (not signs or signs & _told(key, catalog))}


def _labels(catalog: Catalog, dimensions: Mapping[Home, Sequence[Dimension]]) -> Iterator[tuple[Key, str, bool]]:
    """Yield (what, its label, whether it is a rate) of all metrics and of the dimensions that are no dates."""
    for metric in catalog.metrics.values():
        yield ("metric", metric.name), metric.label, metric.type == "ratio"
    for home, (dimension, *_) in dimensions.items():
        if dimension.type == "categorical":
            yield ("dimension", home), dimension.label, False


def _told(key: Key, catalog: Catalog) -> frozenset[str]:
    """Return the words of a metric's label and description."""
    metric = catalog.metrics.get(key[1]) if isinstance(key[1], str) else None
    return frozenset(t.stem for t in tokenise(f"{metric.label} {metric.description}")) if metric else frozenset()


def _called(metric: Metric) -> tuple[str, ...]:
    texts = (metric.label, metric.name.replace("_", " "), *metric.synonyms, *metric.questions)
    return tuple(dict.fromkeys(token.stem for text in texts for token in tokenise(text)))


def _by_parts(phrase: Phrase, grown: _Growing) -> dict[Key, float]:
    """Return the metrics whose names end on a phrase, none for one alone: of sales Gross and Net sales.

    What people say stands for the whole: of a single kind of sales it is not known that it is all of them.
    """
    having = [set(grown.parts.get(word, {})) for word in (*map(root, phrase), *(f"{word}$" for word in phrase[-1:]))]
    found = set.intersection(*having) if having else set()
    return dict.fromkeys(sorted(found, key=str), PARTIAL) if 1 < len(found) <= MOST_ALIKE else {}


def _metric_names(metric: Metric, catalog: Catalog) -> Iterator[tuple[str, float]]:
    yield metric.name, OWN
    yield metric.label, OWN
    for text in (*metric.synonyms, *_described(metric)):
        yield text, SYNONYM
    if metric.type == "ratio" and len(metric.inputs) == 2:
        above, below = (catalog.metrics.get(name) for name in metric.inputs)
        for over in (above.label, *above.synonyms) if above and below else ():
            for under in (below.label, *below.synonyms) if below else ():
                yield f"{over} per {under}", TURNED
                yield f"average {over} per {under}", TURNED


def _described(metric: Metric) -> Iterator[str]:
    """Yield a description that is a name: Overtime hours."""
    text = metric.description.strip().removesuffix(".")
    words = text.split()
    if 1 < len(words) <= _LONGEST_NAME and all(word.isalpha() for word in words) and not set(words) & _LINKS:
        yield text


def _dimension_names(dimension: Dimension) -> Iterator[tuple[str, float]]:
    *path, element = dimension.name.split("__")
    bare = element
    for prefix in ("is_", "has_"):
        bare = bare.removeprefix(prefix)
    for text in (element, dimension.label, *(f"{owner} {element}" for owner in _owners(path))):
        yield text, OWN
    if dimension.type == "entity":
        spoken = spoken_key(element)
        yield from ((text, SYNONYM) for text in (spoken, f"{spoken} id", f"{spoken} key"))
    # 'is_active' is spoken of as active, 'signed_up_on' as signed up.
    if dimension.type == "time":
        bare = bare.removesuffix("_on").removesuffix("_at").removesuffix("_date")
    if bare != element:
        yield bare, SYNONYM
    for text in (*dimension.synonyms, *_by_grain(dimension)):
        yield text, SYNONYM


def _owners(path: Sequence[str]) -> tuple[str, ...]:
    """Return what the thing that a dimension is of is called: of store_id a store."""
    return (path[-1], spoken_key(path[-1])) if path else ()


def _by_grain(dimension: Dimension) -> Iterator[str]:
    """Yield what a date is called by its grain: of a sign-up date the sign-up month."""
    for text in (dimension.label, *dimension.synonyms) if dimension.type == "time" else ():
        words = text.split()
        base = words[:-1] if words[-1:] and words[-1].lower() in ("date", "day", "time") else words
        for grain in GRAINS if base else ():
            yield f"{' '.join(base)} {grain}"


def _add(grown: _Growing, text: str, kind: str, key: str | Home, cost: float) -> None:
    tokens = tokenise(text.replace("_", " "))
    phrase = tuple(token.stem for token in tokens)
    # "By month" is by the date of the metric, whatever else is called month.
    if not phrase or (kind == "dimension" and len(phrase) == 1 and phrase[0] in GRAINS):
        return
    stops = frozenset(i for i, token in enumerate(tokens) if token.is_parted)
    if stops:
        grown.stops[phrase] = grown.stops.get(phrase, frozenset()) | stops
    _keep(grown.names, phrase, (kind, key), cost)


def _keep(names: dict[Word, dict[Key, float]], phrase: Word, key: Key, cost: float) -> None:
    """Keep what a phrase names at least cost; of two metrics, one's own name goes before another's synonym."""
    known = names.setdefault(phrase, {})
    known[key] = min(cost, known.get(key, cost))
    best = min(c for (kind, _), c in known.items() if kind == key[0])
    for other in [k for k, c in known.items() if k[0] == key[0] == "metric" and c > best]:
        del known[other]


def _add_partial(grown: _Growing, catalog: Catalog) -> None:
    """Add 'margin' for 'gross margin': a name without the words that only say whose it is or how it is summed."""
    owners = {t.stem for d in declared_in(catalog) if d.type == "entity" for t in tokenise(d.label)}
    endings = _endings(grown)
    for phrase, named in list(grown.names.items()):
        for key, cost in named.items():
            # 'Txn cnt' is as much a number of transactions as 'transaction count' is.
            short = tuple(
                w for w in written_out(phrase) if w not in DROPPABLE and w not in owners and w not in LINKS_IN_NAMES
            )
            is_name = (
                short
                and short != phrase
                and len(short) < len(written_out(phrase))
                and len("".join(short)) > 2
                and not set(short) & set(NUMBER_WORDS)
                # The largest … is no name without what is the largest.
                and not set(short) <= RANKS
            )
            if is_name and _MEANS & set(phrase) and endings.get(short, set()) - {key}:
                continue
            if _SIDES & set(phrase) and len(short) > 1:
                # Net new business is less than new business: only 'sales' leaves open which.
                continue
            if is_name and key[0] == "metric" and short not in grown.names and short[0] not in GRAINS:
                _keep(grown.partial, short, key, cost + PARTIAL)
                _keep(grown.partial, canonical(short), key, cost + PARTIAL)
    uses = Counter(name for metric in catalog.metrics.values() for name in set(metric.inputs))
    for known in grown.partial.values():
        _keep_central(known, uses)


def _endings(grown: _Growing) -> dict[Phrase, set[Key]]:
    """Return by what they end on the metrics that are called so outright."""
    found: dict[Phrase, set[Key]] = {}
    for phrase, named in grown.names.items():
        own = {key for key, cost in named.items() if key[0] == "metric" and cost == OWN}
        for start in range(len(phrase) if own else 0):
            found.setdefault(phrase[start:], set()).update(own)
    return found


def _keep_central(known: dict[Key, float], uses: Mapping[str, int]) -> None:
    """Of gross and net, where neither is said, keep the one that far more of the other metrics are made of."""
    metrics = sorted((key for key in known if key[0] == "metric"), key=lambda key: -uses.get(str(key[1]), 0))
    most, *rest = [uses.get(str(key[1]), 0) for key in metrics] or [0]
    if rest and most >= _CENTRAL and most >= _CENTRAL * rest[0]:
        for key in metrics[1:]:
            del known[key]


def _add_heads(grown: _Growing, dimensions: Mapping[Home, Sequence[Dimension]]) -> None:
    """Add 'status' for 'invoice status': what a dimension is without the words that say of what."""
    for home, (dimension, *_) in dimensions.items():
        words = [t.stem for t in tokenise(dimension.label)] if dimension.type == "categorical" else []
        for start in range(1, len(words)):
            head = tuple(words[start:])
            if not set(words) & _LINKS and head not in grown.names and head[0] not in GRAINS:
                _keep(grown.partial, head, ("dimension", home), HEADED)


def _add_parts(grown: _Growing, catalog: Catalog) -> None:
    """Add 'churned' for 'churned accounts': the words of a plain metric's name up to its first 'of' or 'per'."""
    homes = dimensions_in(catalog)
    # A spend line is a line, no spend.
    said = [t for h in homes for t in tokenise(spoken_key(h.element).replace("_", " "))[0 if h.model else -1 :]]
    things = {token.stem for token in said}
    for metric in catalog.metrics.values():
        for text in (metric.label, metric.name.replace("_", " ")) if metric.type == "simple" else ():
            words = [t.stem for t in tokenise(text)]
            name = words[: next((i for i, word in enumerate(words) if word in _ENDS_A_NAME), len(words))]
            for word in name[-1:]:
                _keep(grown.parts, f"{word}$", ("metric", metric.name), OWN)
            for word in name:
                if word not in things and word not in NUMBER_WORDS:
                    _keep(grown.parts, root(word), ("metric", metric.name), OWN)
