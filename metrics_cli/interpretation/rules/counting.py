"""Counting by a value: 'how many walk-ins' counts the rows of the model that the value is of."""

from __future__ import annotations

from collections.abc import Sequence

from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.failure import Doubtful
from metrics_cli.interpretation.rules.lexicon import SYNONYM, Name
from metrics_cli.interpretation.rules.measures import counts_all, is_count, leaves_none_out
from metrics_cli.interpretation.rules.tokens import tokenise

_PARTICLES = frozenset("in out up off on over through by down back away".split())


def rows_of(models: set[str], draft: Draft) -> list[str]:
    """Return the metric that counts the rows of the one model: by its name, else the only one that leaves none out.

    Raises Doubtful when there are several, or when the things are named and dated: those of a month may be those that
    came into being then, or those that were there.
    """
    name = next(iter(models), "")
    if len(models) != 1:
        return []
    named = draft.catalog.metrics.get(name)
    if named is not None and is_count(named):
        return [name]
    found = [m for m in draft.catalog.metrics.values() if counts_all(m, name)]
    if len(found) > 1 or (found and draft.of("noun") and draft.of("period", "contrast", "prior", "trend")):
        labels = " or ".join(m.label for m in found)
        raise Doubtful(f"It does not say what to count. Say: {labels}.")
    return [m.name for m in found]


def check_is_row(draft: Draft, clause: Clause) -> None:
    """Raise Doubtful when what is to be counted is no row of the model that has the value: how many brokers.

    A value in the plural names things of its own, not what has it: policies by a broker are no brokers. Only what ends
    on a particle names what happened, a row: walk-ins, sign-ups. A noun must be of the things that have the value.
    """
    hits = [h for values in clause.content.values for h in values if not isinstance(h.value, bool)]
    if not hits:
        return
    owners = {d.name.split("__")[-2:][0] for h in hits for d in draft.words.lexicon.dimensions.get(h.home, ())}
    entities = {e for n in draft.of("noun") for e in n.content.entities}
    last = draft.words.tokens[clause.end - 1].fold
    is_thing = last.endswith("s") and last.removesuffix("s") not in _PARTICLES and _is_singular(hits[0].value)
    if (entities and not entities & owners) or (not draft.of("noun") and is_thing):
        label = draft.words.lexicon.dimensions[hits[0].home][0].label
        reason = f"'{draft.text(clause)}' is a value of {label}; it does not say what to count"
        raise Doubtful(f"{reason}. Name it: how many … with {label} {hits[0].value}.", draft.tokens(clause))


def names_what_counts(draft: Draft, clause: Clause) -> bool:
    """Tell whether a condition ends on the noun of a metric that counts: water damage claims are claims."""
    hits = [h for values in clause.content.values for h in values]
    for start in range(clause.start + 1, clause.end):
        names = draft.words.lexicon.at(draft.words.tokens, start, clause.end)
        counts = any(n.kind == "metric" and n.cost <= SYNONYM and _is_counting(n, draft) for n in names)
        last = draft.words.tokens[clause.end - 1].stem
        if counts and not any(last in {t.stem for t in tokenise(str(h.value))} for h in hits):
            return True
    return False


def _is_counting(name: Name, draft: Draft) -> bool:
    return is_count(draft.catalog.metrics[str(name.key)])


def _is_singular(value: object) -> bool:
    return not str(value).lower().endswith("s")


def is_plural_flag(draft: Draft, clauses: Sequence[Clause]) -> bool:
    """Tell whether all that is named is a flag in the plural: first visits in 2025."""
    if len(clauses) != 1:
        return False
    clause = clauses[0]
    is_flag = all(h.value is True for hits in clause.content.values for h in hits)
    last = draft.words.tokens[clause.end - 1]
    count = sum(not draft.words.is_plain(index) for index in range(clause.start, clause.end))
    return is_flag and not clause.content.is_negated and count > 1 and last.fold != last.stem


def uncounted(draft: Draft, clause: Clause | None) -> tuple[str, ...]:
    """Say so where an average is over things of which the metric of that name leaves some out."""
    named = {tuple(t.stem for t in tokenise(clause.content.words))} if clause and clause.content.homes else set()
    metrics = (m for m in draft.catalog.metrics.values() if m.type == "simple" and m.formula and is_count(m))
    found = [m for m in metrics if tuple(t.stem for t in tokenise(m.label)) in named]
    return tuple(
        f"it is over each that has any, also those that {m.label} leaves out" for m in found if not leaves_none_out(m)
    )
