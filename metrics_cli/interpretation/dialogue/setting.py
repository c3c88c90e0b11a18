"""The setting of a follow-up: the last query, and the reader that reads words as they stand beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from metrics_cli.answer import Ambiguous, Refused
from metrics_cli.catalog import Catalog, Home
from metrics_cli.interpretation.edits import Misfit
from metrics_cli.interpretation.interpreter import Interpreter, Reading
from metrics_cli.interpretation.rules.knowledge import knowledge
from metrics_cli.interpretation.rules.lexicon import Name
from metrics_cli.interpretation.rules.phrasing import phrase
from metrics_cli.interpretation.rules.rivals import ask_back
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.values import Hit
from metrics_cli.query import MetricQuery

ARTICLES = re.compile(r"^(?:(?:the|all|our|a|an|any|those|these|that|its|of) )+")


@dataclass(frozen=True)
class Edited:
    """The query that a follow-up makes of the last one, and what was assumed."""

    query: MetricQuery
    assumed: tuple[str, ...] = ()


class Unread(Misfit):
    """Words that can't be read as a follow-up; the message is what the reader says of them."""


@dataclass(frozen=True)
class Setting:
    """A follow-up: its words as written, the query it is of, and what reads them."""

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
        tokens = tokenise(ARTICLES.sub("", text))
        found = knowledge(self.catalog).lexicon.at(tokens, 0, len(tokens)) if tokens else ()
        names = [n for n in found if n.kind == kind]
        return [n for n in names if n.cost == min(m.cost for m in names)]

    def metrics(self, text: str) -> tuple[str, ...]:
        """Return the metrics that a text may name; those of the query when it may be one of these."""
        found = tuple(dict.fromkeys(str(n.key) for n in self.named(text, "metric")))
        return tuple(m for m in found if m in self.query.metrics) or found

    def dimension(self, text: str) -> list[str]:
        """Return the names that a dimension which the text names has in the query; none when it is no dimension."""
        homes = {n.key for n in self.named(text, "dimension") if isinstance(n.key, Home)}
        lexicon = knowledge(self.catalog).lexicon
        declared = {(d.home, d.type) for home in homes for d in lexicon.dimensions[home]}
        known = self.catalog.dimensions
        used = [*(g.name for g in self.query.group_by), *(f.dimension for f in self.query.filters)]
        found = [n for n in used if n in known and (known[n].home, known[n].type) in declared]
        return found or [d.name for home in homes for d in lexicon.dimensions[home][:1]]

    def values(self, text: str) -> tuple[Hit, ...]:
        """Return the values that a text names, to the last word."""
        tokens = tokenise(self.written(ARTICLES.sub("", text)))
        return knowledge(self.catalog).values.at(tokens, 0, len(tokens)) if tokens else ()

    def period(self, text: str) -> Reading | None:
        """Return the reading of words that name a period and nothing else."""
        found = self.read(self.written(text))
        if isinstance(found, Reading):
            is_period = replace(found.query, period=None) == MetricQuery(self.query.metrics)
            return found if is_period and found.query.period else None
        return None

    def piece(self, text: str, lead: str = "", link: str = "") -> Reading | Ambiguous | None:
        """Return what words say beside the query's metrics, None when they can't be read or say nothing more."""
        found = self.read(lead + self.written(text), link)
        if isinstance(found, Reading):
            is_more = found.query != MetricQuery(self.query.metrics)
            # Words that name a metric are a question of their own, unless they bound it.
            names_one = sum(p.role == "metric" for p in found.parts) > len(self.query.metrics)
            return found if found.query.metrics == self.query.metrics and is_more and not names_one else None
        if isinstance(found, Ambiguous):
            return found if all(o.query.metrics == self.query.metrics for o in found.options) else None
        return None

    def read(self, text: str, link: str = "") -> Reading | Ambiguous | None:
        """Return how words are read beside the names of the query's metrics, tied to them by `link`."""
        for names in self._subjects():
            for joint in (f" {link} ",) if link else (", ", " "):
                found = self.interpreter.read(f"{names}{joint}{text}", self.catalog, self.today)
                if isinstance(found, Reading | Ambiguous):
                    return found
                if isinstance(found, Refused):
                    self.refusals.append(found)
        return None

    def within(self, text: str) -> Reading | None:
        """Return the bounds that words set to the rows, read beside the query's metrics and breakdowns."""
        bare = MetricQuery(self.query.metrics, self.query.group_by)
        subject, label = phrase(bare, self.catalog), self.catalog.metrics[bare.metrics[0]].label
        said = re.sub(r"^(?:with|having|where|those|ones|it is|is|are)\b *", "", self.written(text))
        for words in (self.written(text), f"with {label} {said}", f"with {said} {label}"):
            found = self.interpreter.read(f"{subject} {words}", self.catalog, self.today)
            if isinstance(found, Reading) and _bounds(found.query, bare):
                return replace(found, query=replace(found.query, group_by=()))
        return None

    def of_each(self, text: str) -> Reading | None:
        """Return another bound to the one condition on a metric of each thing: more than 5, after more than 3."""
        bare, each = MetricQuery(self.query.metrics), self.query.metric_filters
        if len(each) != 1:
            return None
        whole = phrase(replace(bare, metric_filters=each), self.catalog)
        (bound,) = (str(v) for v in each[0].values) if len(each[0].values) == 1 else ("",)
        start = re.search(rf" with .*?(?<!\S){re.escape(bound)}(?!\S)", whole) if bound else None
        if start is None:
            return None
        said = re.sub(r"^(?:with|having|those|ones)\b *", "", self.written(text))
        words = f"{whole[: start.start()]} with {said}{whole[start.end() :]}"
        heard = self.interpreter.read(words, self.catalog, self.today)
        queries = [o.query for o in heard.options] if isinstance(heard, Ambiguous) else []
        queries += [heard.query] if isinstance(heard, Reading) else []
        found = [q for q in queries if q.metric_filters and replace(q, metric_filters=()) == bare]
        return Reading(found[0], ()) if len(found) == 1 else None

    def one_of(self, queries: Sequence[MetricQuery], assumed: tuple[str, ...] = ()) -> Edited | Ambiguous:
        """Return the one query that there is, or the question back which of several is meant."""
        different = list(dict.fromkeys(queries))
        return Edited(different[0], assumed) if len(different) == 1 else ask_back(different, self.catalog)

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


def _bounds(found: MetricQuery, bare: MetricQuery) -> bool:
    """Tell whether a query is another one with conditions on its result, and no more."""
    is_same = found.group_by == bare.group_by and found.metrics[: len(bare.metrics)] == bare.metrics
    return is_same and bool(found.having) and replace(found, metrics=bare.metrics, having=()) == bare
