"""Follow-ups: words that change the last query, or ask something of it. Each is read whole, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from re import Match

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Home
from metrics_cli.interpretation import edits
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.interpretation.interpreter import Interpreter, Reading
from metrics_cli.interpretation.rules.knowledge import knowledge
from metrics_cli.interpretation.rules.lexicon import Name
from metrics_cli.interpretation.rules.rivals import ask_back
from metrics_cli.interpretation.rules.tokens import NUMBER_WORDS, tokenise
from metrics_cli.period import Period
from metrics_cli.query import Comparison, MetricQuery, Operator

# Words that lead a follow-up in and change nothing themselves.
_OPENING = re.compile(
    r"(?:(?:and|but|ok|okay|so|well|now|then|instead|please|pls|hmm|great|thanks|thank you|cool) )*"
    r"(?:(?:can|could|would|will) you (?:please )?)?"
    r"(?:(?P<lead>what about|how about|what if it is|and for|make it|make that|change it to|change that to|switch to|"
    r"show it|show that|show them|show me|show|give me|give it|do it|do that|try|let me see|let us see|i want it|"
    r"(?:do )?(?:the )?same(?: thing| question)?(?: but)?(?= (?:for|by|with|in|on|as|without|from|of|per|compared))|"
    r"(?:do )?(?:the )?same(?: thing| question)?)(?: |$))?"
)
_ADDING = re.compile(r"(?:(?:and )?(?:also|plus|additionally|add|include)|and)(?: the)? ")
_CLOSING = re.compile(r" (?P<tail>too|as well|also|instead|rather|now|please|pls|thanks|thank you|then|this time)$")
# Words that surely add, where a mere 'and' only may.
_SURE = re.compile(r"(?:and )?(?:also|plus|additionally|add|include)\b")
_TOO = frozenset({"too", "as well", "also"})
_ONLY = re.compile(r"(?:only|just|keep only|just keep|limit (?:it|that) to|restrict (?:it|that) to|limited to) ")
_MARKED = re.compile(
    r"(?:and|but|what about|how about|also|plus|only|just|same|do the same|the same|instead|now|then|ok|add|"
    r"include|make it)\b"
)
_EARLIER_YEAR = re.compile(
    r"(?:the )?(?:last year|previous year|prior year|year before|year earlier|same period last year|"
    r"same time last year|"
    r"same period a year ago|a year ago|a year before|a year earlier|one year ago)"
)
_EARLIER = re.compile(
    r"(?:the )?(?:previous|prior|preceding|last|earlier) period|(?:the )?(?:period|one|time) before(?: that)?"
)
_COMPARING = re.compile(
    r"(?:(?:compare|compared|comparing)(?: (?:it|that|this|them|these|those))?(?: (?:with|to|against|and))?|"
    r"vs|versus|against|"
    r"relative to|in comparison (?:with|to)) (?P<what>.+)"
)
_MONTHS_ALONE = "the latest that has begun"


@dataclass(frozen=True)
class Edited:
    """The query that a follow-up makes of the last one, and what was assumed."""

    query: MetricQuery
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """Something asked of the talk itself: undo, restart, sql, why, or form with its name."""

    kind: str
    form: str = ""


class Unread(Misfit):
    """Words that can't be read as a follow-up; the message is what the reader says of them."""


FollowUp = Edited | Request | Ambiguous | Misfit
_REQUESTS: dict[str, str] = {
    "undo": r"undo(?: (?:that|it|this|the last one))?|go back|back|revert(?: (?:that|it))?|take (?:that|"
    r"it) back|one back",
    "restart": r"start (?:over|again|anew|new|afresh)|restart|reset|clear|new question|new thread|"
    r"forget (?:it|that|everything|all)"
    r"|from scratch|/?new",
    "sql": r"(?:(?:show|print|give|see|what is)(?: me)? )?(?:the |its |that )?sql(?: (?:query|statement|please))?|"
    r"(?:show|print)(?: me)? the (?:query|statement)",
    "why": r"why|how come|what (?:does|do) (?:that|this|it|they|these) mean|explain(?: (?:that|this|it))?|"
    r"what (?:is|was) (?:that|this|it)|how (?:is|was|are|were) (?:that|this|it|they) (?:calculated|computed|"
    r"worked out)|"
    r"how do you (?:get|know|calculate|compute) (?:that|this|it)|where does (?:that|this|it) come from",
}
_FORM = re.compile(
    r"(?:(?:show|give|export|print|save|write|get|draw|plot|display)(?: me)? ?(?:it|that|this|"
    r"them)? ?)?(?:(?:as|to|in) )(?:an? )?"
    r"(?P<form>csv|json|jsonl|markdown|table|chart|bar chart|line chart|graph|plot|bars)|(?P<draw>(?:plot|"
    r"chart|graph|draw)(?: it| that| this| them)?)"
)
_Edit = Callable[["_Asked", Match[str]], MetricQuery]


@dataclass(frozen=True)
class _Asked:
    """A follow-up: the query it is of, and what reads the rest of its words."""

    text: str
    query: MetricQuery
    catalog: Catalog
    interpreter: Interpreter
    today: date
    refusals: list[Refused] = field(default_factory=list)

    def written(self, folded: str) -> str:
        """Return a run of folded words as it was written: capitals and commas tell values apart."""
        tokens, words = tokenise(self.text), folded.split()
        for start in range(len(tokens) - len(words) + 1):
            run = tokens[start : start + len(words)]
            if words and [t.fold for t in run] == words:
                return self.text[run[0].start : run[-1].end]
        return folded

    def named(self, text: str, kind: str) -> list[Name]:
        """Return what a text names, to the last word: the likeliest."""
        tokens = tokenise(re.sub(r"^(?:the|all|our|a) ", "", text))
        found = knowledge(self.catalog).lexicon.at(tokens, 0, len(tokens)) if tokens else ()
        names = [n for n in found if n.kind == kind]
        return [n for n in names if n.cost == min(m.cost for m in names)]

    def dimension(self, text: str) -> list[str]:
        """Return the names that a dimension which the text names has in the query; none when it is no dimension."""
        homes = {n.key for n in self.named(text, "dimension") if isinstance(n.key, Home)}
        lexicon = knowledge(self.catalog).lexicon
        declared = {(d.home, d.type) for home in homes for d in lexicon.dimensions[home]}
        known = self.catalog.dimensions
        used = [*(g.name for g in self.query.group_by), *(f.dimension for f in self.query.filters)]
        found = [n for n in used if n in known and (known[n].home, known[n].type) in declared]
        return found or [d.name for home in homes for d in lexicon.dimensions[home][:1]]

    def period(self, text: str) -> Reading | None:
        """Return the reading of words that name a period and nothing else."""
        found = self._read(self.written(text))
        if isinstance(found, Reading):
            is_period = replace(found.query, period=None) == MetricQuery(self.query.metrics)
            return found if is_period and found.query.period else None
        return None

    def piece(self, text: str, lead: str = "") -> Reading | Ambiguous | None:
        """Return what words say beside the query's metrics, None when they can't be read or say nothing more."""
        found = self._read(lead + self.written(text))
        if isinstance(found, Reading):
            is_more = found.query != MetricQuery(self.query.metrics)
            # Words that name a metric are a question of their own.
            names_one = sum(p.role == "metric" for p in found.parts) > len(self.query.metrics)
            return found if found.query.metrics == self.query.metrics and is_more and not names_one else None
        if isinstance(found, Ambiguous):
            return found if all(o.query.metrics == self.query.metrics for o in found.options) else None
        return None

    def _read(self, text: str) -> object:
        for names in self._subjects():
            for joint in (", ", " "):
                found = self.interpreter.read(f"{names}{joint}{text}", self.catalog, self.today)
                if isinstance(found, Reading | Ambiguous):
                    return found
                if isinstance(found, Refused):
                    self.refusals.append(found)
        return None

    def _subjects(self) -> Iterator[str]:
        """Yield words for the query's metrics that are read as these and nothing else."""
        metrics = [self.catalog.metrics[m] for m in self.query.metrics]
        for words in (
            [m.label for m in metrics],
            [m.name.replace("_", " ") for m in metrics],
            [next(iter(m.synonyms), m.label) for m in metrics],
        ):
            text = " and ".join(words)
            found = self.interpreter.read(text, self.catalog, self.today)
            if isinstance(found, Reading) and found.query == MetricQuery(self.query.metrics):
                yield text
                return


def follow_up(
    text: str, query: MetricQuery, catalog: Catalog, interpreter: Interpreter, today: date
) -> FollowUp | None:
    """Return what `text` makes of `query`, None when it can't be read as a follow-up, Misfit when it does not fit."""
    folded = " ".join(t.fold for t in tokenise(text))
    request = request_of(text)
    if request is not None:
        return request
    asked = _Asked(text, query, catalog, interpreter, today)
    bare, tail = _bare(folded)
    is_more = bool(_SURE.match(folded)) or bool(tail & _TOO)
    adds = "surely" if is_more else "perhaps" if _ADDING.match(folded) else ""
    try:
        found = _phrased(asked, bare) or _of_metrics(asked, bare, adds) or _pieced(asked, bare, adds)
    except Misfit as misfit:
        return misfit
    if found is not None or not asked.refusals or _names_metric(text, catalog):
        return found
    return Unread(asked.refusals[0].reason)


def _names_metric(text: str, catalog: Catalog) -> bool:
    """Tell whether some of the words name a metric: then they are rather a question of their own."""
    tokens, lexicon = tokenise(text), knowledge(catalog).lexicon
    ends = [(i, j) for i in range(len(tokens)) for j in range(i + 1, min(i + lexicon.longest, len(tokens)) + 1)]
    return any(name.kind == "metric" for start, end in ends for name in lexicon.at(tokens, start, end))


def request_of(text: str) -> Request | None:
    """Return what is asked of the talk itself."""
    folded = " ".join(t.fold for t in tokenise(text))
    folded = re.sub(
        r"^(?:(?:ok|please|and|now|can you|could you) )*|(?: (?:please|thanks|then|now|again))*$", "", folded
    )
    for kind, pattern in _REQUESTS.items():
        if re.fullmatch(pattern, folded):
            return Request(kind)
    form = _FORM.fullmatch(folded)
    if form is None:
        return None
    name = form["form"] or "chart"
    return Request("form", "chart" if name in ("bar chart", "line chart", "graph", "plot", "bars") else name)


def is_marked(text: str) -> bool:
    """Tell whether the words begin as a follow-up does, which a whole question seldom does."""
    folded = " ".join(t.fold for t in tokenise(text))
    return bool(_MARKED.match(folded)) or bool(_bare(folded)[1] & {*_TOO, "instead", "rather"})


def _bare(folded: str) -> tuple[str, set[str]]:
    """Return the words without what leads them in and closes them, and those that close them."""
    tails: set[str] = set()
    while closing := _CLOSING.search(folded):
        tails.add(closing["tail"])
        folded = folded[: closing.start()]
    adding = _ADDING.match(folded)
    folded = folded[adding.end() :] if adding else folded
    opening = _OPENING.match(folded)
    folded = folded[opening.end() :] if opening else folded
    return folded.strip(), tails


def _phrased(asked: _Asked, bare: str) -> Edited | None:
    """Return what a fixed wording does to the query."""
    for pattern, edit in _EDITS:
        match = pattern.fullmatch(bare)
        if match is not None:
            return Edited(edit(asked, match))
    comparing = _COMPARING.fullmatch(bare)
    return _compared(asked, comparing["what"]) if comparing else None


def _of_metrics(asked: _Asked, bare: str, adds: str) -> Edited | Ambiguous | None:
    """Return the same asked of another metric: same for orders, what about orders, orders instead, also orders."""
    names = asked.named(re.sub(r"^(?:for|with|of|about) ", "", bare), "metric") if is_marked(asked.text) else []
    found = tuple(dict.fromkeys(str(n.key) for n in names))
    if not found:
        return None
    own = asked.query.metrics if adds == "surely" else ()
    queries = [edits.with_metrics(asked.query, tuple(dict.fromkeys((*own, m))), asked.catalog) for m in found]
    values = asked.piece(bare)
    if isinstance(values, Reading) and values.query.filters:
        queries += _merged(asked.query, values.query, adds)
    return _one_of(queries, asked)


def _pieced(asked: _Asked, bare: str, adds: str) -> Edited | Ambiguous | None:
    """Return the query with what the words say beside its metrics: by month, only California, last year."""
    only = _ONLY.match(bare)
    bare = bare[only.end() :] if only else bare
    plain = re.sub(r"^(?:for|with|of|about|in) ", "", bare)
    # "And March?" is "and in March?": a month alone may be anything.
    found = asked.piece(bare) or asked.piece(plain) or asked.piece(plain, "in ")
    if found is None:
        return None
    if isinstance(found, Ambiguous):
        return _one_of([q for o in found.options for q in _merged(asked.query, o.query, adds)], asked)
    found = _of_the_same(asked, bare, found)
    other = _same_year(asked, bare, found)
    queries = [*(_merged(asked.query, other, adds) if other else ()), *_merged(asked.query, found.query, adds)]
    edited = _one_of(queries, asked)
    return replace(edited, assumed=found.assumed) if isinstance(edited, Edited) else edited


def _of_the_same(asked: _Asked, bare: str, found: Reading) -> Reading:
    """Return the reading with its one value in the dimension that the query is filtered by, if that has it as well."""
    if len(found.query.filters) != 1 or found.query != MetricQuery(asked.query.metrics, filters=found.query.filters):
        return found
    condition = found.query.filters[0]
    tokens = tokenise(asked.written(re.sub(r"^(?:for|with|of|about|in|from|to|the) ", "", bare)))
    hits = knowledge(asked.catalog).values.at(tokens, 0, len(tokens)) if tokens else ()
    for own in asked.query.filters:
        dimension = asked.catalog.dimensions.get(own.dimension)
        same = [h for h in hits if dimension and h.home == dimension.home]
        if own.operator in _PLAIN and condition.operator in _PLAIN and own.dimension != condition.dimension and same:
            assert dimension is not None
            said = f"'{asked.written(bare)}' is read as a {dimension.label}, which was filtered by before"
            changed = replace(condition, dimension=own.dimension, operator=Operator.EQ, values=(same[0].value,))
            query = replace(found.query, filters=(changed,))
            return replace(found, query=query, assumed=(*found.assumed, said))
    return found


def _same_year(asked: _Asked, bare: str, found: Reading) -> MetricQuery | None:
    """Return the reading in the year that the query is about, when the words leave the year open."""
    now, then = found.query.period, asked.query.period
    if now is None or then is None or now.start is None or then.start is None:
        return None
    if not any(_MONTHS_ALONE in note for note in found.assumed) or now.start.year == then.start.year:
        return None
    there = asked.piece(f"{bare} {then.start.year}") or asked.piece(f"{bare} {then.start.year}", "in ")
    return there.query if isinstance(there, Reading) else None


def _merged(query: MetricQuery, piece: MetricQuery, adds: str) -> list[MetricQuery]:
    """Return `query` with all that `piece` says; two when 'and' may add values to a filter, or take their place."""
    known = {(f.dimension, f.grain, f.date_part) for f in query.filters if f.operator in (Operator.EQ, Operator.IN)}
    may_add = [f for f in piece.filters if (f.dimension, f.grain, f.date_part) in known and f.operator in _PLAIN]
    if adds == "perhaps" and may_add:
        return [_with(query, piece, True, joins) for joins in (False, True)]
    return [_with(query, piece, bool(adds), adds == "surely")]


_PLAIN = (Operator.EQ, Operator.IN)


def _with(query: MetricQuery, piece: MetricQuery, adds: bool, joins: bool) -> MetricQuery:
    found = query
    if piece.period is not None and not _is_same(piece.period, found.period):
        found = edits.with_period(found, piece.period)
    ranks = edits.is_ranked(piece)
    if piece.share and piece.having:
        raise Misfit("The share of one thing is asked as a whole question.")
    if piece.group_by:
        bare = edits.without_rank(found) if ranks and edits.is_ranked(found) else found
        found = edits.with_groups(bare, piece.group_by, adds and not ranks)
    for condition in piece.filters:
        found = edits.with_filter(found, condition, joins)
    if piece.compare:
        found = edits.with_comparison(found, piece.compare)
    if piece.share:
        found = edits.with_share(found, True)
    return _ranked_as(_bounded_as(found, piece), piece)


def _is_same(new: Period, old: Period | None) -> bool:
    return old is not None and (new.start, new.end) == (old.start, old.end)


def _bounded_as(query: MetricQuery, piece: MetricQuery) -> MetricQuery:
    """Return the query with the piece's conditions on metrics, in the place of those on the same."""
    columns = {h.column for h in piece.having}
    having = (*(h for h in query.having if h.column not in columns), *piece.having)
    same = {(m.metric, m.per) for m in piece.metric_filters}
    kept = (m for m in query.metric_filters if (m.metric, m.per) not in same)
    return replace(query, having=having, metric_filters=(*kept, *piece.metric_filters))


def _ranked_as(query: MetricQuery, piece: MetricQuery) -> MetricQuery:
    if piece.order_by:
        query = replace(query, order_by=piece.order_by, limit=piece.limit or query.limit)
    return replace(query, top=piece.top) if piece.top else query


def _one_of(queries: Sequence[MetricQuery], asked: _Asked) -> Edited | Ambiguous:
    different = list(dict.fromkeys(queries))
    return Edited(different[0]) if len(different) == 1 else ask_back(different, asked.catalog)


def _compared(asked: _Asked, what: str) -> Edited | None:
    """Return the query beside an earlier period; one that is about that period already is refused."""
    found = asked.period(re.sub(r"^the ", "", what))
    own, other = asked.query.period, found.query.period if found else None
    if own and other and (own.start, own.end) == (other.start, other.end):
        raise Misfit("It is about that period already. Say: compare with the year before, or the period before.")
    if _EARLIER_YEAR.fullmatch(what):
        return Edited(edits.with_comparison(asked.query, Comparison("previous_year")))
    if _EARLIER.fullmatch(what):
        return Edited(edits.with_comparison(asked.query, Comparison("previous_period")))
    if other is None or found is None:
        return None
    return Edited(edits.with_comparison(asked.query, Comparison("period", other)), found.assumed)


def _ranked(asked: _Asked, match: Match[str]) -> MetricQuery:
    word, written = match["rank"], match["count"]
    count = int(written) if written.isdecimal() else NUMBER_WORDS.get(written, 0)
    if not 1 <= count <= 1000:
        raise Misfit(f"{written} is no number of rows: 1 to 1000 are.")
    by = None
    if match["by"]:
        names = asked.named(match["by"], "metric")
        if len(names) != 1 or names[0].key not in asked.query.metrics:
            raise Misfit(f"It has no metric '{match['by']}' to rank by.")
        by = str(names[0].key)
    measure = asked.catalog.metrics[by or asked.query.metrics[0]]
    if word in ("best", "worst"):
        descending = (word == "best") == (measure.good_when != "down")
    else:
        descending = word not in ("bottom", "lowest", "smallest", "least", "fewest")
    return edits.with_rank(asked.query, count, descending, by)


def _without_filter(asked: _Asked, match: Match[str]) -> MetricQuery:
    names = asked.dimension(match["d"])
    if not names:
        raise Misfit(f"I know no dimension '{match['d']}'. There is no filter on it.")
    if not any(f.dimension in names for f in asked.query.filters):
        words = match["d"]
        raise Misfit(f"There is no filter on {words} to drop. To split by it, say: by {words}.")
    return edits.without_filters(asked.query, names)


def _without_group(asked: _Asked, match: Match[str]) -> MetricQuery:
    return edits.without_groups(asked.query, asked.dimension(match["d"]) or ["?"])


_DROP = r"(?:drop|remove|clear|without|lose|no|delete|take away|take out|leave out|skip|forget)"
_ALL = r"(?:the |all |all the |any |that |this |its )*"
_EDITS: tuple[tuple[re.Pattern[str], _Edit], ...] = (
    (
        re.compile(
            r"(?:only |just )?(?:the )?(?P<rank>top|bottom|best|worst|highest|lowest|largest|smallest|biggest|"
            r"fewest|least) "
            r"(?P<count>\w+)(?: by (?P<by>.+))?(?: only)?"
        ),
        lambda asked, match: _ranked(asked, match),
    ),
    (
        re.compile(rf"{_DROP} {_ALL}(?:filters?|conditions?)|unfiltered"),
        lambda asked, _: edits.without_filters(asked.query),
    ),
    (
        re.compile(
            rf"{_DROP} {_ALL}(?:period|dates?|time (?:range|filter|period)|date filter)|(?:for |"
            rf"over )?(?:all time|all dates)"
        ),
        lambda asked, _: edits.with_period(asked.query, None),
    ),
    (
        re.compile(
            rf"{_DROP} {_ALL}(?:breakdowns?|splits?|groupings?)|(?:in |as a )?(?:total|totals)(?: only)?|"
            rf"altogether|overall"
        ),
        lambda asked, _: edits.without_groups(asked.query),
    ),
    (
        re.compile(rf"{_DROP} {_ALL}comparisons?|(?:do not|dont) compare"),
        lambda asked, _: edits.with_comparison(asked.query, None),
    ),
    (
        re.compile(
            rf"{_DROP} {_ALL}shares?|(?:not as (?:a )?shares?)|as (?:absolute )?(?:numbers?|amounts?|values)|"
            rf"in absolute numbers"
        ),
        lambda asked, _: edits.with_share(asked.query, False),
    ),
    (
        re.compile(rf"{_DROP} {_ALL}(?:top|bottom|ranking|limit)(?: \w+)?|all of them|all rows|everything|no limit"),
        lambda asked, _: edits.without_rank(asked.query),
    ),
    (
        re.compile(
            r"(?:as |in )(?:an? )?(?:shares?|percentages?|percents?|proportions?|"
            r"fractions?)(?: of (?:the )?(?:total|whole))?|"
            r"(?:with )?shares?(?: of (?:the )?total)?"
        ),
        lambda asked, _: edits.with_share(asked.query, True),
    ),
    (
        re.compile(r"(?:year over year|year on year|yoy)"),
        lambda asked, _: edits.with_comparison(asked.query, Comparison("previous_year")),
    ),
    (
        re.compile(
            rf"{_DROP} {_ALL}(?P<d>.+?) (?:filter|condition)|(?:for |in )?(?:all|any|every)(?: the|"
            rf" of the)? (?P<e>.+)"
        ),
        lambda asked, match: _without_filter(asked, _Either(match)),  # type: ignore[arg-type]
    ),
    (
        re.compile(rf"(?:{_DROP} {_ALL}(?P<d>.+?) (?:breakdown|split|grouping)|not by (?P<e>.+))"),
        lambda asked, match: _without_group(asked, _Either(match)),  # type: ignore[arg-type]
    ),
)


class _Either:
    """A match whose name stands in one of two places."""

    def __init__(self, match: Match[str]) -> None:
        self._match = match

    def __getitem__(self, name: str) -> str:
        return str(self._match["d"] or self._match["e"])
