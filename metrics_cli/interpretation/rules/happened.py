"""What happened, said beside how it did: members who signed up through the app, accounts that were opened in Texas."""

from __future__ import annotations

from collections.abc import Iterator

from metrics_cli.interpretation.rules.clauses import Clause
from metrics_cli.interpretation.rules.drafts import Draft
from metrics_cli.interpretation.rules.happenings import AUXILIARIES, called, is_day_of
from metrics_cli.interpretation.rules.nouns import homes_of
from metrics_cli.interpretation.rules.roots import root
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.interpretation.rules.wording import Words

_WHO = frozenset("who that which".split())
_PARTICLES = frozenset("up in out on".split())


def happened_at(words: Words, start: int) -> Iterator[Clause]:
    """Yield 'who signed up', which only says again what a condition behind it is about."""
    verb = words.skip(start, AUXILIARIES)
    is_led = words.fold(start) in _WHO and verb > start
    if is_led and words.fold(verb).endswith("ed"):
        end = verb + 1 + (words.fold(verb + 1) in _PARTICLES)
        # The particle of a phrase that leads in a value may be its own: joined in Texas.
        yield from (Clause(start, last, "happened", 0.8, verb) for last in {verb + 1, end})


def says_again(draft: Draft, clause: Clause) -> bool:
    """Tell whether the condition behind the verb tells how that was done, or the rows are dated by the day of it."""
    after = draft.after(clause, "period")
    if after is None or after.kind not in ("filter", "empty"):
        return False
    verb = draft.words.tokens[clause.content]
    names = {root(verb.stem)}
    homes = homes_of(after)
    if homes and all(names & _roots(draft, home) for home in homes):
        return True
    own = {home for m in draft.metrics for home in draft.catalog.metrics[m].dated_in}
    dates = [d for d in draft.catalog.dimensions_of(draft.metrics) if d.type == "time" and d.home in own]
    return len(own) == 1 and any(is_day_of(d, names | called(verb)) for d in dates)


def _roots(draft: Draft, home: object) -> set[str]:
    found = draft.words.lexicon.dimensions
    texts = (f"{d.label} {d.name.rpartition('__')[2]}".replace("_", " ") for h in found if h == home for d in found[h])
    return {root(t.stem) for text in texts for t in tokenise(text)}
