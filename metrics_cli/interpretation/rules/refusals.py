"""Refusing with grace: what is missing, by name, and the nearest questions that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from metrics_cli.answer import Refused, Suggestion
from metrics_cli.catalog import Catalog, Home
from metrics_cli.errors import QueryInvalid
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules.dateparts import unread_reason
from metrics_cli.interpretation.rules.failure import NoReading
from metrics_cli.interpretation.rules.knowledge import Knowledge
from metrics_cli.interpretation.rules.lexicon import Lexicon, Name
from metrics_cli.interpretation.rules.likeness import sounding_like
from metrics_cli.interpretation.rules.periods import find_periods
from metrics_cli.interpretation.rules.phrasing import phrase
from metrics_cli.interpretation.rules.tokens import Token, tokenise
from metrics_cli.interpretation.rules.words import FILLERS, GRAINS, OPENERS, OPERATION_OF
from metrics_cli.period import ISO, Calendar, Period
from metrics_cli.query import METRIC_TIME, GroupBy, MetricQuery

# More than are shown: some may not compile.
_OFFERED = 6


def refuse(
    failure: NoReading,
    question: str,
    catalog: Catalog,
    known: Knowledge,
    today: date,
    read: Callable[[str], object],
    calendar: Calendar = ISO,
) -> Refused:
    """Return the refusal of `question`; each suggestion in it is read back with `read` before it is offered."""
    tokens, lexicon = tokenise(question), known.lexicon
    spoken = _period(tokens, today, calendar)[1]
    strange = _contents([t for i, t in enumerate(tokens) if i not in spoken], lexicon)
    unused = failure.unused or (strange if not failure.metrics and not failure.reason else ())
    if failure.thing is not None:
        # What a dimension is for is the lesser question when the words ask for an operation.
        unused = tuple(t for t in strange if t.fold in OPERATION_OF) or unused
    nearest: list[Suggestion] = []
    for query in _candidates(failure, tokens, catalog, lexicon, today, calendar):
        text = phrase(query, catalog)
        if text.casefold() == question.strip().casefold() or any(s.question == text for s in nearest):
            continue
        reading = read(text)
        if isinstance(reading, Reading) and reading.query == query:
            nearest.append(Suggestion(text, query))
        if len(nearest) == _OFFERED:
            break
    beside = [t for i, t in enumerate(tokens) if i not in spoken]
    has_fiscal_year = calendar.fiscal_start is not None
    dated = unread_reason(beside, has_fiscal_year) if unused and not failure.reason else None
    reason = failure.reason or (f"{dated}." if dated else _reason(failure, unused, catalog))
    near = [] if failure.reason else [v for t in unused[:4] if len(t.fold) > 3 for v in known.values.nearest(t.text, 2)]
    reason += f" The data have {', '.join(dict.fromkeys(near))}." if near else ""
    return Refused(reason, written(unused), tuple(nearest))


def _reason(failure: NoReading, unused: Sequence[Token], catalog: Catalog) -> str:
    words = ", ".join(f"'{w}'" for w in written(unused)[:8])
    operations = dict.fromkeys(OPERATION_OF[t.fold] for t in unused if t.fold in OPERATION_OF)
    if operations:
        words = ", ".join(f"'{w}'" for w in written([t for t in unused if t.fold in OPERATION_OF]))
        return f"It asks for {' and '.join(operations)} ({words}), which I can't do."
    if failure.thing is not None:
        return f"I can't tell what '{failure.thing}' is for. To split by it, say: by {failure.thing}."
    if not failure.metrics:
        return (
            f"I know no metric that it could mean. Words I could not use: {words}."
            if words
            else "It names no metric that I know."
        )
    labels = " and ".join(catalog.metrics[m].label for m in failure.metrics)
    return f"I understood {labels}, but not {words}; leaving that out could change the number."


def _contents(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """Return the words with content that no metric or dimension has."""
    known = lexicon.words()
    return tuple(t for t in tokens if t.fold not in FILLERS | OPENERS and t.stem not in known)


def _candidates(
    failure: NoReading, tokens: Sequence[Token], catalog: Catalog, lexicon: Lexicon, today: date, calendar: Calendar
) -> Iterator[MetricQuery]:
    """Yield queries near the question: its metrics by what it mentions, with its period, then without."""
    found = _names(tokens, lexicon)
    mentioned = [d.name for n in found if isinstance(n.key, Home) for d in lexicon.dimensions[n.key]]
    period, spoken = _period(tokens, today, calendar)
    grains = [GroupBy(METRIC_TIME, t.stem) for i, t in enumerate(tokens) if t.stem in GRAINS and i not in spoken]
    spoken_of = tuple(dict.fromkeys(str(n.key) for n in found if n.kind == "metric"))
    named = failure.metrics or spoken_of
    if len(failure.metrics) > 1:
        yield MetricQuery(failure.metrics, period=period if all(map(catalog.has_time, failure.metrics)) else None)
    for metric in named or sounding_like(tokens, mentioned, catalog, lexicon):
        offered = {d.name for d in catalog.dimensions_of([metric]) if d.type == "categorical" and not d.pii}
        groups = [GroupBy(name) for name in dict.fromkeys(mentioned) if name in offered]
        dated = catalog.has_time(metric)
        for group in (*groups, *(grains if dated else ())):
            yield MetricQuery((metric,), (group,), period=period if dated else None)
            if not named:
                break
        if not named and (groups or (grains and dated)):
            # Where the metric is a guess, another one is a better offer than less of this one.
            continue
        yield MetricQuery((metric,), period=period if dated else None)
        yield MetricQuery((metric,))


def _names(tokens: Sequence[Token], lexicon: Lexicon) -> list[Name]:
    """Return what runs of words name, the longest first."""
    spans = [(i, j) for i in range(len(tokens)) for j in range(i + 1, min(i + lexicon.longest, len(tokens)) + 1)]
    spans.sort(key=lambda span: span[0] - span[1])
    return [name for start, end in spans for name in lexicon.at(tokens, start, end)]


def written(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the words as the question has them, each once."""
    return tuple(dict.fromkeys(t.text for t in tokens))


def _period(tokens: Sequence[Token], today: date, calendar: Calendar) -> tuple[Period | None, range]:
    """Return the one period that the words name, spelt out so that it reads back the same, and its words."""
    try:
        found = find_periods(tokens, today, calendar)
    except QueryInvalid:
        return None, range(0)
    if len(found) != 1 or found[0].filters or found[0].period.start is None or found[0].period.end is None:
        return None, range(0)
    start, end = found[0].period.start, found[0].period.end
    expression = start.isoformat() if start == end else f"{start}..{end}"
    return Period(expression, start, end, today), range(found[0].start, found[0].end)
