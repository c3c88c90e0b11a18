"""Changes from one value to another: upgrades from Basic are told by a dimension that says which side it is."""

from __future__ import annotations

from collections.abc import Sequence

from metrics_cli.catalog import Dimension
from metrics_cli.interpretation.rules import phrases
from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.query import Filter

_TO = frozenset("to into onto".split())
_SIDES = frozenset(
    "from to into previous prior old former earlier before new next later after source target origin end".split()
)


def check_directions(draft: Draft, filters: Sequence[Filter]) -> None:
    """Raise Doubtful for a change 'from' or 'to' a value of a dimension that does not say which side it tells."""
    if not _counts_changes(draft):
        return
    for clause, condition in zip(draft.of("filter", "empty"), filters, strict=True):
        lead = draft.words.fold(clause.start)
        dimension = draft.catalog.dimensions.get(condition.dimension)
        if clause.kind != "filter" or dimension is None or lead not in _TO | {"from"} or _says_side(dimension):
            continue
        if lead in _TO or not _is_of_person(dimension):
            raise Doubtful(_reason(draft, clause, dimension), draft.tokens(clause), draft.metrics)


def _reason(draft: Draft, clause: Clause, dimension: Dimension) -> str:
    words = draft.text(clause)
    return f"'{words}' says a side of the change, and {dimension.label} does not tell whether it is from or to."


def _counts_changes(draft: Draft) -> bool:
    labels = (t for m in draft.metrics for t in tokenise(draft.catalog.metrics[m].label))
    words = (t for c in draft.of("metric") for t in draft.tokens(c))
    return any(root(t.stem) in _CHANGES for t in (*labels, *words))


def _says_side(dimension: Dimension) -> bool:
    texts = (dimension.name.rpartition("__")[2].replace("_", " "), dimension.label, *dimension.synonyms)
    return any(t.fold in _SIDES for text in texts for t in tokenise(text))


def _is_of_person(dimension: Dimension) -> bool:
    """Tell whether 'from' may say where they are: upgrades from Germany are those of customers there."""
    owner = dimension.name.split("__")[-2:][0]
    return any(t.stem in phrases.PERSONAL for t in tokenise(owner.replace("_", " ")))


_CHANGES = frozenset(
    root(tokenise(" ".join(words))[0].stem) for found in phrases.CHANGES.values() for words, _ in found
)
