"""From words to clauses: everything that each run of words may say, whether or not the rest agrees with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from metrics_cli.catalog import Catalog, Home
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Bound, Clause, Condition, Emptiness, Rank, Thing
from metrics_cli.interpretation.rules.contrasts import Contrast
from metrics_cli.interpretation.rules.dateparts import Part
from metrics_cli.interpretation.rules.lexicon import SAID, Lexicon, Name
from metrics_cli.interpretation.rules.line import Named
from metrics_cli.interpretation.rules.measures import is_count
from metrics_cli.interpretation.rules.numbers import limit_at
from metrics_cli.interpretation.rules.phrases import match
from metrics_cli.interpretation.rules.tokens import Token, number
from metrics_cli.interpretation.rules.values import Hit, ValueIndex, phrase_of
from metrics_cli.interpretation.rules.words import (
    AFTER_A_METRIC,
    ASKING,
    AUXILIARIES,
    BEST,
    FILLER_PHRASES,
    FILLERS,
    FREQUENT,
    GRAINS,
    LARGEST,
    NEVER_BARE,
    OPENERS,
    PERFORMING,
    RANK_TAILS,
    SMALLEST,
    WORST,
)

_ARTICLES = frozenset("the our a an all their its my your".split())
_TAILS = frozenset("recorded set given known assigned listed attached specified entered used".split())
_BESIDE = frozenset("the our different individual single of all".split())


@dataclass(frozen=True)
class Dates:
    """What the words say of dates: periods, parts of dates, two periods set side by side."""

    periods: tuple[Named, ...] = ()
    parts: tuple[Part, ...] = ()
    contrast: Contrast | None = None


@dataclass
class Words:
    """The words of one question with what the catalog and the calendar say of them."""

    question: str
    tokens: tuple[Token, ...]
    lexicon: Lexicon
    values: ValueIndex
    catalog: Catalog
    dates: Dates
    hits: dict[int, list[tuple[int, tuple[Hit, ...]]]] = field(default_factory=dict)
    _names: dict[tuple[int, int], tuple[Name, ...]] = field(default_factory=dict)

    def text(self, start: int, end: int) -> str:
        """Return words `start` to `end` (exclusive) as they are written."""
        return self.question[self.tokens[start].start : self.tokens[end - 1].end]

    def names(self, start: int, kind: str) -> Iterator[tuple[int, tuple[Name, ...]]]:
        """Yield the ends of the runs from `start` that name things of that kind, the longest first."""
        for end in range(min(start + self.lexicon.longest, len(self.tokens)), start, -1):
            if (start, end) not in self._names:
                self._names[start, end] = self.lexicon.at(self.tokens, start, end)
            found = tuple(name for name in self._names[start, end] if name.kind == kind)
            if found:
                yield end, found

    def homes(self, start: int) -> Iterator[tuple[int, tuple[tuple[Home, float], ...]]]:
        """Yield the ends of the runs from `start` that name dimensions, with where these are declared."""
        for end, names in self.names(start, "dimension"):
            yield end, tuple((n.key, n.cost) for n in names if isinstance(n.key, Home))

    def fold(self, index: int) -> str:
        """Return the folded word at `index`, nothing beyond the ends."""
        return self.tokens[index].fold if 0 <= index < len(self.tokens) else ""

    def skip(self, index: int, words: frozenset[str]) -> int:
        """Return the first place from `index` on that holds none of `words`."""
        while self.fold(index) in words:
            index += 1
        return index

    def is_name_like(self, index: int) -> bool:
        """Tell whether the word is written in capitals in a question that is not: IN and ME and US are places then."""
        token = self.tokens[index]
        return len(token.text) > 1 and token.text.isupper() and not self.question.isupper()

    def is_plain(self, index: int) -> bool:
        """Tell whether the word has no content."""
        if self.tokens[index].fold == "how":
            return self.fold(index + 1) in AUXILIARIES
        return self.tokens[index].fold in FILLERS and not self.is_name_like(index)

    @cached_property
    def known(self) -> frozenset[str]:
        """The words that a name may hold."""
        return self.lexicon.words()


def clauses_of(words: Words) -> list[Clause]:
    """Return every clause that begins at any word of the question."""
    found: list[Clause] = []
    for start in range(len(words.tokens)):
        for rule in _RULES:
            found += rule(words, start)
    found += _fillers(words)
    found += _dates(words.dates)
    return found


def _dates(dates: Dates) -> Iterator[Clause]:
    """Yield periods, conditions on parts of dates (on Mondays), and what a period is set against."""
    yield from (Clause(n.start, n.end, "period", 0.9, n) for n in dates.periods)
    yield from (Clause(p.start, p.end, "datepart", 0.9, p.filter) for p in dates.parts if p.filter)
    if dates.contrast is not None:
        start, end = dates.contrast.spans[0]
        yield Clause(start, end, "contrast", 1.0, dates.contrast)
        base = dates.contrast.base
        if base is not None and base not in dates.periods:
            yield Clause(base.start, base.end, "period", 0.85, base)


def _metrics(words: Words, start: int) -> Iterator[Clause]:
    for end, names in words.names(start, "metric"):
        for name in names:
            said: tuple[str, ...] = ()
            if name.cost >= SAID:
                label = words.catalog.metrics[str(name.key)].label
                said = (f"'{words.text(start, end)}' is read as {label}",)
            yield Clause(start, end, "metric", 1.0 + name.cost, str(name.key), said)
            is_valued = words.fold(end) in ("value", "amount") and not is_count(words.catalog.metrics[str(name.key)])
            if words.fold(end) in AFTER_A_METRIC or is_valued:
                yield Clause(start, end + 1, "metric", 1.05 + name.cost, str(name.key), said)


def things(words: Words, start: int) -> Iterator[tuple[int, Thing]]:
    """Yield what could be split by at word `start`: dimensions, a grain, a part of the date."""
    for end, homes in words.homes(start):
        yield end, _of_words(words, start, end, Thing(homes))
    for end, part in match(words.tokens, start, phrases.PARTS)[:1]:
        yield end, _of_words(words, start, end, Thing(date_part=part))
    token = words.tokens[start] if start < len(words.tokens) else None
    if token and token.stem in GRAINS:
        yield start + 1, _of_words(words, start, start + 1, Thing(grain=token.stem))
    for grain in words.catalog.custom_grains:
        spoken = tuple(grain.split("_"))
        if tuple(t.stem for t in words.tokens[start : start + len(spoken)]) == spoken:
            end = start + len(spoken)
            yield end, _of_words(words, start, end, Thing(grain=grain))


def _of_words(words: Words, start: int, end: int, thing: Thing) -> Thing:
    last, first = words.tokens[end - 1], words.tokens[start]
    grain = thing.grain or (last.stem if last.stem in GRAINS and thing.homes else None)
    is_plural = last.fold != last.stem and number(first) is None
    return replace(thing, grain=grain, is_plural=is_plural, words=words.text(start, end))


def _groups(words: Words, start: int) -> Iterator[Clause]:
    for after, intro in match(words.tokens, start, phrases.SPLITS):
        yield from _led(words, start, after, intro, 0.6)
    for after, _ in match(words.tokens, start, phrases.ENDS):
        yield from _led(words, start, after, "end", 0.6)
    for after, _ in match(words.tokens, start, phrases.CONNECTORS):
        yield from _led(words, start, after, "and", 0.8)
    for after, intro in match(words.tokens, start, phrases.ASKS):
        yield from _led(words, start, after, intro, 0.6)
    if words.tokens[start].is_parted:
        yield from _led(words, start, start, "and", 1.0)
    yield from _led(words, start, start, "bare", 1.0)


def _led(words: Words, start: int, after: int, intro: str, cost: float) -> Iterator[Clause]:
    """Yield what is led in by words `start` to `after`: the thing, perhaps with a number before it."""
    index = words.skip(after, _BESIDE) if after > start else after
    for place, count in _counted(words, index, intro):
        for end, thing in things(words, place):
            # 'What is our …' asks for no list of things; 'what wards' does.
            is_asked = intro != "which" or words.fold(place) not in FILLERS
            if is_asked:
                near = min((c for _, c in thing.homes), default=0.0)
                yield Clause(start, end, "group", cost + near, replace(thing, intro=intro, count=count))


def _counted(words: Words, index: int, intro: str) -> Iterator[tuple[int, int | None]]:
    yield index, None
    count = number(words.tokens[index]) if index < len(words.tokens) else None
    if count is not None and intro in ("which", "bare"):
        yield index + 1, count


def _adverbs(words: Words, start: int) -> Iterator[Clause]:
    for end, grain in match(words.tokens, start, phrases.ADVERBS):
        yield Clause(start, end, "group", 0.8, Thing(grain=grain, intro="adverb", words=words.text(start, end)))
    for end, _ in match(words.tokens, start, phrases.TRENDS):
        yield Clause(start, end, "trend", 0.8, words.text(start, end))


def _ranks(words: Words, start: int) -> Iterator[Clause]:
    index = start
    count = number(words.tokens[start])
    if count is not None:
        index = start + 1
    word = words.fold(index)
    if word not in LARGEST | SMALLEST | BEST | WORST:
        return
    end = index + 1
    is_frequent = words.fold(end) in FREQUENT
    if words.fold(end) in RANK_TAILS | FREQUENT or (words.fold(end) in PERFORMING and word in BEST | WORST | {"top"}):
        end += 1
    if count is None and end < len(words.tokens):
        count = number(words.tokens[end])
        end += count is not None
    descending = None if word in BEST | WORST else word in LARGEST
    rank = Rank(words.text(index, index + 1), descending, count, word in BEST, is_frequent)
    yield Clause(start, end, "rank", 0.8, rank)
    if count is not None and index == start:
        yield Clause(start, end - 1, "rank", 0.9, replace(rank, count=None))


def _phrase(kind: str, table: phrases.Phrases, cost: float) -> Rule:
    def rule(words: Words, start: int) -> Iterator[Clause]:
        for end, name in match(words.tokens, start, table):
            yield Clause(start, end, kind, cost, name)

    return rule


def _conditions(words: Words, start: int) -> Iterator[Clause]:
    """Yield filters: values with or without their dimension, led in, left out, listed."""
    for index, negated, is_only, lead in _openings(words, start):
        place = words.skip(index, _ARTICLES)
        for end, values in _value_lists(words, place):
            yield from _condition(words, start, end, values, negated, is_only, lead)
            for last, homes in words.homes(end):
                kept = _within(values, homes)
                if kept:
                    yield from _condition(words, start, last, kept, negated, is_only, lead, 1.1)
                owned = _owned(words, values, homes)
                if owned:
                    yield from _condition(words, start, last, owned, negated, is_only, lead, 1.4)
        yield from _named_conditions(words, start, place, negated, is_only)


def _condition(
    words: Words,
    start: int,
    end: int,
    values: tuple[tuple[Hit, ...], ...],
    negated: bool,
    is_only: bool,
    lead: str,
    cost: float = 1.3,
) -> Iterator[Clause]:
    if words.fold(end) == "only" and not is_only:
        yield from _condition(words, start, end + 1, values, negated, True, lead, cost)
    if lead in phrases.PARTICIPLES:
        kept = tuple(tuple(h for h in hits if _is_spoken_of(words, h.home, lead)) for hits in values)
        if not all(kept):
            return
        values = kept
    worst = max(min(h.cost for h in hits) for hits in values)
    condition = Condition(values, negated, is_only, words.text(start, end))
    yield Clause(start, end, "filter", cost + worst + 0.05 * (end - start == 0), condition)


def _is_spoken_of(words: Words, home: Home, participle: str) -> bool:
    dimension = words.lexicon.dimensions[home][0]
    text = " ".join((dimension.name, dimension.label, dimension.description, *dimension.synonyms)).lower()
    return participle[:3] in text


def _openings(words: Words, start: int) -> Iterator[tuple[int, bool, bool, str]]:
    """Yield where the values begin, after what leads them in or leaves them out."""
    yield start, False, False, ""
    only = start + 1 if words.fold(start) in ("only", "just") else start
    if only > start:
        yield only, False, True, ""
    for end, _ in match(words.tokens, only, phrases.LEADS):
        yield end, False, only > start or words.fold(start) in ("only", "just"), words.fold(only)
    for end, _ in match(words.tokens, start, phrases.NEGATIONS):
        yield end, True, False, ""
        for after, _ in match(words.tokens, end, phrases.LEADS):
            yield after, True, False, ""


def _value_lists(words: Words, start: int) -> Iterator[tuple[int, tuple[tuple[Hit, ...], ...]]]:
    for end, hits in _values(words, start):
        yield from _continued(words, end, (hits,))


def _continued(
    words: Words, end: int, values: tuple[tuple[Hit, ...], ...]
) -> Iterator[tuple[int, tuple[tuple[Hit, ...], ...]]]:
    """Yield the list so far and every longer one: Books, Toys and Sports."""
    yield end, values
    index = end
    if words.fold(index) in ("and", "or", "&", "nor") and not words.is_name_like(index):
        index += 1
    elif index >= len(words.tokens) or not words.tokens[index].is_parted:
        return
    if index < len(words.tokens) and not words.is_name_like(index):
        index = words.skip(index, _ARTICLES | {"and", "or", "in", "from", "for", "with"})
    for after, hits in list(_values(words, index))[:2]:
        shared = {h.home for some in values for h in some} & {h.home for h in hits}
        if shared:
            yield from _continued(words, after, (*values, hits))


def _values(words: Words, start: int) -> list[tuple[int, tuple[Hit, ...]]]:
    """Return the values that words from `start` on name, the longest first."""
    if start not in words.hits:
        words.hits[start] = list(_values_at(words, start))
    return words.hits[start]


def _values_at(words: Words, start: int) -> Iterator[tuple[int, tuple[Hit, ...]]]:
    count = len(words.tokens)
    for end in range(min(start + max(words.values.longest, 1) + 1, count), start, -1):
        is_parted = any(words.tokens[i].is_parted for i in range(start + 1, end))
        hits = words.values.at(words.tokens, start, end)
        if is_parted:
            # Only a value with a comma of its own reaches across one: ear, nose and throat.
            hits = tuple(h for h in hits if "," in str(h.value))
        flags = () if is_parted else words.values.booleans.get(phrase_of(words.tokens[start:end]), ())
        hits += tuple(Hit(home, True, 0.1) for home in flags)
        if hits and not (end == start + 1 and _is_language(words, start)):
            yield end, hits
    strange = _strange(words, start)
    for end in range(min(start + 3, strange), start, -1):
        near = words.values.near(words.tokens[start:end])
        if near:
            yield end, near
            return


def _strange(words: Words, start: int) -> int:
    """Return the end of the run of words from `start` on that nothing else knows."""
    end = start
    while end < len(words.tokens):
        token = words.tokens[end]
        is_word = token.fold.isalpha() and len(token.fold) > 3
        if not is_word or token.stem in words.known or token.fold in FILLERS | OPENERS | ASKING | GRAINS:
            break
        end += 1
    return end


def _is_language(words: Words, index: int) -> bool:
    """Tell whether a word is of the language rather than of the data: 'in' is Indiana only as IN."""
    token = words.tokens[index]
    is_common = token.fold in FILLERS | OPENERS | NEVER_BARE | GRAINS or len(token.fold) == 1
    return is_common and not words.is_name_like(index)


def _within(
    values: tuple[tuple[Hit, ...], ...], homes: tuple[tuple[Home, float], ...]
) -> tuple[tuple[Hit, ...], ...] | None:
    allowed = {home for home, _ in homes}
    kept = tuple(tuple(h for h in hits if h.home in allowed) for hits in values)
    return kept if all(kept) else None


def _owned(
    words: Words, values: tuple[tuple[Hit, ...], ...], homes: tuple[tuple[Home, float], ...]
) -> tuple[tuple[Hit, ...], ...] | None:
    """Keep the values of the things named: Google campaigns are those whose platform is Google."""
    things = {home.element for home, _ in homes if not home.model}
    kept = tuple(
        tuple(h for h in hits if things & {d.name.split("__")[-2:][0] for d in words.lexicon.dimensions[h.home]})
        for hits in values
    )
    return kept if things and all(kept) else None


def _named_conditions(words: Words, start: int, place: int, negated: bool, is_only: bool) -> Iterator[Clause]:
    """Yield 'category is Books', 'state of California', 'status other than cancelled', 'campaign is empty'."""
    for end, homes in words.homes(place):
        for after, what in match(words.tokens, end, phrases.IS_EMPTY):
            if not negated:
                content = Emptiness(homes, what == "null", words.text(start, after))
                yield Clause(start, after, "empty", 1.2, content)
        links = [(end, False), *((e, False) for e, _ in match(words.tokens, end, phrases.EQUALS))]
        links += [(e, True) for e, _ in match(words.tokens, end, phrases.IS_NOT)]
        for index, is_not in links:
            if is_not and negated:
                continue
            first = words.skip(index, frozenset({"the", "either"}))
            for last, values in _listed(words, first, homes):
                yield from _condition(words, start, last, values, negated or is_not, is_only, "", 1.1)


def _listed(
    words: Words, start: int, homes: tuple[tuple[Home, float], ...]
) -> Iterator[tuple[int, tuple[tuple[Hit, ...], ...]]]:
    """Yield lists of values of these dimensions; here a word of the language may be one, and so may a number."""
    for end, hits in _of_homes(words, start, homes):
        yield end, (hits,)
        values: tuple[tuple[Hit, ...], ...] = (hits,)
        last = end
        while words.fold(last) in ("and", "or", "&", "nor") or (
            last < len(words.tokens) and words.tokens[last].is_parted
        ):
            index = last + 1 if words.fold(last) in ("and", "or", "&", "nor") else last
            if words.fold(index) in ("and", "or"):
                index += 1
            more = next(iter(_of_homes(words, index, homes)), None)
            if more is None:
                break
            last, values = more[0], (*values, more[1])
            yield last, values


def _of_homes(words: Words, start: int, homes: tuple[tuple[Home, float], ...]) -> Iterator[tuple[int, tuple[Hit, ...]]]:
    allowed = {home for home, _ in homes}
    for end in range(min(start + max(words.values.longest, 1) + 1, len(words.tokens)), start, -1):
        hits = tuple(h for h in words.values.at(words.tokens, start, end) if h.home in allowed)
        if any(words.tokens[i].is_parted for i in range(start + 1, end)):
            hits = tuple(h for h in hits if "," in str(h.value))
        text = words.text(start, end).lower()
        if not hits:
            hits = tuple(
                Hit(home, value, 0.0)
                for home in allowed
                for value in (words.values.of_home.get(home, ()) if len(text) < 40 else ())
                if str(value).lower() == text
            )
        if hits:
            yield end, hits
    strange = _strange(words, start)
    for end in range(min(start + 3, strange), start, -1):
        near = words.values.near(words.tokens[start:end], allowed)
        if near:
            yield end, near
            return


def _dated(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'who signed up in 2022': a condition on a date of the things, not on the date that is counted by."""
    for index in {start, *(end for end, _ in match(words.tokens, start, phrases.WHOSE))}:
        for end, homes in words.homes(index):
            is_verb = words.tokens[end - 1].fold.endswith("ed") or words.fold(end - 1) in ("up", "in", "out", "off")
            if not (is_verb or index > start):
                continue
            for named in words.dates.periods:
                if named.start == end and not named.rivals and not named.is_moment:
                    yield Clause(
                        start, named.end, "dated", 1.5, (homes, named), (named.assumed,) if named.assumed else ()
                    )


def _empties(words: Words, start: int) -> Iterator[Clause]:
    for after, what in match(words.tokens, start, phrases.LACKS):
        for end, homes in words.homes(after):
            content = Emptiness(homes, what == "null", words.text(start, end))
            yield Clause(start, end, "empty", 1.8, content)
            if words.fold(end) in _TAILS:
                yield Clause(start, end + 1, "empty", 1.8, content)


def _bounds(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'more than 3 orders', 'revenue over 10k', 'quantity between 2 and 5'."""
    for index in {start, *(end for end, _ in match(words.tokens, start, phrases.LINKS))}:
        yield from _bound_before(words, start, index)
        yield from _bound_after(words, start, index)


def _bound_before(words: Words, start: int, index: int) -> Iterator[Clause]:
    limit = limit_at(words.tokens, index)
    if limit is None:
        return
    after = words.skip(limit.end, frozenset({"in", "of", "worth", "total", "different"}))
    bound = Bound(limit.operator, limit.values, limit.unit)
    for end, names in words.names(after, "metric"):
        for name in names:
            content = replace(bound, metric=str(name.key), words=words.text(start, end))
            yield Clause(start, end, "bound", 1.4 + name.cost, content)
            for last, homes in words.homes(end + 1) if words.fold(end) in ("per", "each") else ():
                each = replace(content, per=homes, words=words.text(start, last))
                yield Clause(start, last, "bound", 1.5 + name.cost, each)
    for end, homes in words.homes(after):
        yield Clause(start, end, "bound", 1.6, replace(bound, homes=homes, words=words.text(start, end)))


def _bound_after(words: Words, start: int, index: int) -> Iterator[Clause]:
    place = words.skip(index, frozenset({"the", "their", "our", "a", "an", "total"}))
    for kind in ("metric", "dimension"):
        for end, names in words.names(place, kind):
            after = words.skip(end, frozenset("is are was were of being that has".split()))
            limit = limit_at(words.tokens, after)
            if limit is None:
                continue
            bound = Bound(limit.operator, limit.values, limit.unit, words=words.text(start, limit.end))
            if kind == "dimension":
                homes = tuple((n.key, n.cost) for n in names if isinstance(n.key, Home))
                yield Clause(start, limit.end, "bound", 1.5, replace(bound, homes=homes))
                continue
            for name in names:
                yield Clause(start, limit.end, "bound", 1.4 + name.cost, replace(bound, metric=str(name.key)))


def _fillers(words: Words) -> Iterator[Clause]:
    """Yield the words without content, where they have none; 'who' has none before a ranking."""
    if words.fold(0) == "who":
        yield Clause(0, 1, "who", 0.1)
    is_opening = True
    spans = [(i, i + len(p)) for i in range(len(words.tokens)) for p in FILLER_PHRASES if _stands(words.tokens, i, p)]
    spans += [(i, end) for i in range(len(words.tokens)) for end, _ in match(words.tokens, i, phrases.FILLERS)]
    spans += _preamble(words)
    yield from (Clause(start, end, "filler", 0.05) for start, end in spans)
    opened = 0
    for index, token in enumerate(words.tokens):
        plain = words.is_plain(index) or (is_opening and token.fold in OPENERS)
        if plain:
            yield Clause(index, index + 1, "filler", 0.05)
        opened = max([opened, *(end for start, end in spans if start <= opened)])
        is_opening = is_opening and (plain or index < opened)


def _preamble(words: Words) -> list[tuple[int, int]]:
    """Return the words before the question that say what it is for: I'm preparing slides and need …"""
    start = 0
    while start < len(words.tokens) and any(end > start for end, _ in match(words.tokens, start, phrases.GREETINGS)):
        start = match(words.tokens, start, phrases.GREETINGS)[0][0]
    opened = match(words.tokens, start, phrases.PREAMBLES)
    if not opened:
        return []
    for index in range(opened[0][0], min(opened[0][0] + 7, len(words.tokens))):
        if words.fold(index) == "and" or (words.tokens[index].is_parted and index > opened[0][0]):
            return [(start, index + (words.fold(index) == "and"))]
    return []


def _stands(tokens: Sequence[Token], start: int, phrase: tuple[str, ...]) -> bool:
    return tuple(t.fold for t in tokens[start : start + len(phrase)]) == phrase


from collections.abc import Callable  # noqa: E402

Rule = Callable[[Words, int], Iterator[Clause]]


def _echoes(words: Words, start: int) -> Iterator[Clause]:
    """Yield a verb that only says again what the metric is: units … that were sold."""
    word = words.fold(start)
    if (word.endswith("ed") and len(word) > 4) or match(words.tokens, start, phrases.DONE):
        yield Clause(start, start + 1, "echo", 0.6, words.tokens[start].stem)


_RULES: tuple[Rule, ...] = (
    _metrics,
    _groups,
    _adverbs,
    _ranks,
    _conditions,
    _empties,
    _dated,
    _bounds,
    _echoes,
    _phrase("lead", phrases.COUNTS, 0.3),
    _phrase("versus", phrases.VERSUS, 0.5),
    _phrase("compare", phrases.COMPARES, 0.5),
    _phrase("prior", phrases.PRIORS, 1.0),
    _phrase("growth", phrases.GROWTHS, 0.7),
    _phrase("cumulative", phrases.CUMULATIVES, 0.7),
    _phrase("share", phrases.SHARES, 0.7),
    _phrase("rankby", phrases.RANK_BY, 0.4),
    _phrase("now", phrases.NOWS, 0.6),
    _phrase("always", phrases.ALWAYS, 0.6),
    _phrase("sort", phrases.SORTS, 0.6),
    _phrase("connector", phrases.CONNECTORS, 0.2),
    _phrase("link", phrases.LINKS, 0.3),
)
