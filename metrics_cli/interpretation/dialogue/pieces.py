"""What a line says beside the metrics of the last query: by month, only California, last year, with more than 3."""

from __future__ import annotations

import re
from dataclasses import replace

from metrics_cli.answer import Ambiguous
from metrics_cli.interpretation.dialogue.merging import PLAIN, merged
from metrics_cli.interpretation.dialogue.opening import Opened, restricts
from metrics_cli.interpretation.dialogue.setting import Edited, Setting
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.rules.forms import canonical, rooted_form
from metrics_cli.interpretation.rules.knowledge import knowledge
from metrics_cli.interpretation.rules.tokens import tokenise
from metrics_cli.query import MetricQuery, Operator

_ONLY = re.compile(
    r"(?:only|just|keep only|just keep|keep|filter (?:it |that |this )?(?:to|for|by|on|down to)|"
    r"limit (?:it |that |this )?to|limited to|restrict (?:it |that |this )?to|narrow (?:it |that |this )?(?:down )?to) "
    r"(?:the |those |for |in )*"
)
_EXCEPT = re.compile(
    r"(?:remove|drop|exclude|leave out|take out|hide|ignore|minus|skip|filter out|omit) (?:the |all )*"
)
_LED = re.compile(r"^(?:for|with|of|about|in) ")
_ONES = re.compile(r" ones$| only$| alone$")
_PER = re.compile(r"(?:per|for each|for every|by each) ")
_MONTHS_ALONE = "the latest that has begun"


def pieced(setting: Setting, words: Opened) -> Edited | Ambiguous | None:
    """Return the query with what the words say beside its metrics, None when they can't be read so."""
    only = _ONLY.match(words.text)
    bare = words.text[only.end() :] if only else words.text
    found = _found(setting, bare) or _of_its_things(setting, words.text)
    found = found or (setting.within(bare) if setting.query.group_by else setting.of_each(bare))
    if found is None:
        return None
    if isinstance(found, Ambiguous):
        return setting.one_of([q for o in found.options for q in merged(setting.query, o.query, words.adds)])
    found = _of_the_same(setting, bare, found)
    other = _same_year(setting, bare, found)
    if other is not None and _is_named(setting):
        return setting.one_of(merged(setting.query, other.query, words.adds), other.assumed)
    queries = [*(merged(setting.query, other.query, words.adds) if other else ())]
    queries += merged(setting.query, found.query, words.adds)
    return setting.one_of(queries, found.assumed)


def _found(setting: Setting, bare: str) -> Reading | Ambiguous | None:
    plain, things = _LED.sub("", bare), _ONES.sub("", bare)
    # "And March?" is "and in March?": a month alone may be anything.
    found = setting.piece(bare) or setting.piece(plain) or setting.piece(plain, "in ")
    if (found is None or isinstance(found, Ambiguous)) and (per := _PER.match(bare)):
        # Beside a query it is one more breakdown, where a whole question may ask for an average.
        found = setting.piece(bare[per.end() :], "by ")
    if found is None and things != bare:
        found = setting.piece(things) or setting.piece(things, "with ")
    if found is None and (out := _EXCEPT.match(bare)):
        rest = _ONES.sub("", bare[out.end() :])
        found = setting.piece(rest, "excluding ") or setting.piece(rest, "without ")
        # Refunds are what is refunded: only a value that joins can be left out.
        others = () if found else _values_rooted(setting, rest)
        found = found or next((p for v in others if (p := setting.piece(v, "excluding "))), None)
    return found


def _values_rooted(setting: Setting, words: str) -> tuple[str, ...]:
    """Return the one value, of those that what is asked for can be filtered by, of which the words are a form."""
    form = rooted_form(canonical(tuple(t.stem for t in tokenise(words))))
    homes = {d.home for d in setting.catalog.dimensions_of(setting.query.metrics) if d.home and not d.pii}
    found = []
    for home in homes & set(setting.catalog.values):
        values = setting.catalog.values[home].counts
        found += [str(v) for v, _ in values if rooted_form(canonical(tuple(t.stem for t in tokenise(str(v))))) == form]
    return tuple(dict.fromkeys(found)) if len(set(found)) == 1 else ()


def _of_its_things(setting: Setting, words: str) -> Reading | Ambiguous | None:
    """Return the reading of words that say again which things are counted: only completed orders."""
    if not restricts(setting.text):
        return None
    rest = setting.written(_ONES.sub("", _ONLY.sub("", words, count=1)))
    found = setting.interpreter.read(rest, setting.catalog, setting.today)
    if isinstance(found, Reading) and found.query.metrics == setting.query.metrics:
        return found if found.query != MetricQuery(setting.query.metrics) else None
    return setting.piece(rest, "of ") or setting.piece(rest, "from ") or _of_their_state(setting, rest, found)


def _of_their_state(setting: Setting, rest: str, found: object) -> Reading | None:
    """Return the conditions of words that name what is counted otherwise: of revenue only completed orders."""
    if not isinstance(found, Reading) or not found.query.filters:
        return None
    if found.query != MetricQuery(found.query.metrics, filters=found.query.filters):
        return None
    named = {t.stem for t in tokenise(rest)}
    offered = {d.name: d for d in setting.catalog.dimensions_of(setting.query.metrics)}
    for condition in found.query.filters:
        home = offered[condition.dimension].home if condition.dimension in offered else None
        if home is None or not named & {t.stem for t in tokenise(home.model.replace("_", " "))}:
            return None
    said = f"'{rest}' is read as a condition on what is asked for"
    query = MetricQuery(setting.query.metrics, filters=found.query.filters)
    return replace(found, query=query, assumed=(*found.assumed, said))


def _of_the_same(setting: Setting, bare: str, found: Reading) -> Reading:
    """Return the reading with its one value in the dimension that the query is filtered by, if that has it as well."""
    if len(found.query.filters) != 1 or found.query != MetricQuery(setting.query.metrics, filters=found.query.filters):
        return found
    condition = found.query.filters[0]
    tokens = tokenise(setting.written(re.sub(r"^(?:for|with|of|about|in|from|to|the) ", "", bare)))
    hits = knowledge(setting.catalog).values.at(tokens, 0, len(tokens)) if tokens else ()
    for own in setting.query.filters:
        dimension = setting.catalog.dimensions.get(own.dimension)
        same = [h for h in hits if dimension and h.home == dimension.home]
        if own.operator in PLAIN and condition.operator in PLAIN and own.dimension != condition.dimension and same:
            label = dimension.label if dimension else own.dimension
            said = f"'{setting.written(bare)}' is read as a {label}, which was filtered by before"
            changed = replace(condition, dimension=own.dimension, operator=Operator.EQ, values=(same[0].value,))
            query = replace(found.query, filters=(changed,))
            return replace(found, query=query, assumed=(*found.assumed, said))
    return found


def _same_year(setting: Setting, bare: str, found: Reading) -> Reading | None:
    """Return the reading in the year that the query is about, when the words leave the year open."""
    now, then = found.query.period, setting.query.period
    if now is None or then is None or now.start is None or then.start is None:
        return None
    if not any(_MONTHS_ALONE in note for note in found.assumed) or now.start.year == then.start.year:
        return None
    there = setting.piece(f"{bare} {then.start.year}") or setting.piece(f"{bare} {then.start.year}", "in ")
    return there if isinstance(there, Reading) else None


def _is_named(setting: Setting) -> bool:
    """Tell whether the talk is of one year that was named, not told from today: months are of that year then."""
    period = setting.query.period
    if period is None or period.start is None or period.end is None:
        return False
    return period.start.year == period.end.year and period.expression[:4] == str(period.start.year)
