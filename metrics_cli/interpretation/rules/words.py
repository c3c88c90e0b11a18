"""The words the reader knows whatever the domain: those without content, and those that ask for an operation."""

from __future__ import annotations

import re

# Words that change no number. A word that could narrow, compare, negate or average is never among them.
FILLERS = frozenset(
    """
    a an the our we us i me my you your it its there any this that these those
    is are was were be been being am do does did have has had can could would
    what whats how get got see please pls hello hi hey thanks thank ok so
    of in on for from to with within during all
    make makes made go went come came generate generates generated bring brings brought
    """.split()
)
AUXILIARIES = frozenset("is are was were did do does has have had about can could would well".split())
# Words after which 'us' is who asks, not a country.
GIVING = frozenset(
    """
    give gives gave given show shows showed tell tells told get gets got let lets for to with of by send sends sent cost
    costs earn earns earned bring brings brought make makes made help helps about pay pays paid owe owes
    leave leaves left leaving join joins joined
    """.split()
)
# Words without content as long as nothing with content stands before them: elsewhere they may be part of a name.
OPENERS = frozenset(
    """
    show tell give display print report view look let lets want need know find out list compute calculate split break
    slice plot chart graph pull
    """.split()
)
FILLER_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "would like to",
        "would like",
        "id like to",
        "id like",
        "look like",
        "looked like",
        "for the company",
        "for our company",
        "for the business",
        "for our business",
        "in the business",
        "in our business",
        "of the company",
        "of the business",
    )
)
# Words without content right after a metric.
AFTER_A_METRIC = frozenset({"figure", "figures", "numbers"})

# Words of a name that may go unsaid: they say how a number is summed, not which things it counts.
DROPPABLE = frozenset("average avg mean total overall gross net number count amount value".split())
LINKS_IN_NAMES = frozenset("of the a an per".split()) - {"per"}
# Words that never are a value of the data unless they are written like a name or beside their dimension.
NEVER_BARE = frozenset("or and by per not no all any other than may".split())

# "plus" is not among them: it may ask for a sum.
CONNECTORS = frozenset({"and", "&"})

ASKING = frozenset({"which", "what"})

LARGEST = frozenset("top highest most largest biggest greatest busiest strongest peak".split())
SMALLEST = frozenset("bottom lowest least fewest smallest quietest weakest".split())
# What ranks days and months, but is half of a name elsewhere: the max sales day, a max order value.
MOSTS, LEASTS = frozenset({"max", "maximum"}), frozenset({"min", "minimum"})
# Of spans of time alone: the longest wait, the slowest carrier.
LONGEST, SHORTEST = frozenset({"longest", "slowest"}), frozenset({"shortest", "fastest", "quickest"})
FASTEST, SLOWEST = frozenset({"fastest", "quickest"}), frozenset({"slowest"})
BEST, WORST = frozenset({"best"}), frozenset({"worst"})
# What asks which of two has more.
MORE = frozenset("more fewer less higher lower bigger smaller better worse".split())
RANKS = LARGEST | SMALLEST | BEST | WORST | LONGEST | SHORTEST
# Words that only go along with a ranking: most often, most frequently.
# Words that rank by how often something is, and those that rank by what is said elsewhere.
FREQUENT = frozenset("popular common used frequent frequently commonly".split())
PERFORMING = frozenset("performing selling earning".split())
RANK_TAILS = frozenset("often frequently commonly".split())

GRAINS = frozenset("day week month quarter year".split())
ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
}
# No period at all, in words.
ALWAYS = (("of", "all", "time"), ("all", "time"), ("all", "dates"), ("ever",), ("to", "date"))
TRENDS = (("over", "time"), ("trend",))

# What a word asks for that this reader does not do, in the words of the refusal.
_OPERATIONS = {
    "finding anomalies": "anomaly anomalies anomalous outlier outliers unusual strange odd weird abnormal suspicious",
    "forecasting": "forecast predict prediction projection projected expect expected will future",
    "explaining causes": "why reason reasons because cause caused driver drivers explain",
    "averages that are no metric of their own": "average avg median typical typically",
    "correlation": "correlate correlation relationship impact effect influence",
    "advice": "should recommend advise suggest",
}
OPERATION_OF = {word: operation for operation, words in _OPERATIONS.items() for word in words.split()}
NEGATIONS = frozenset("not no non without except excluding exclude never only".split())

# Words that ask what a number means, how it comes about or whether it can be had, also where others of the question
# could be its name.
_MEANING = re.compile(
    r"\b(?:defin\w+|meaning|means?|formula|how\b.*\b(?:calculate|compute|determine|derive|work)\w*)\b"
    r"|^\W*can (?:i|we) (?:split|break|slice|cut|group)\b"
    r"|\b(?:units?|currency|owns|owners?|metric|dimension|updated|track)\b"
    r"|^\W*what(?:'?s| is| are)? an?\b|\b(?:differences?|explain|describe|counts as|included in|date range|stand for)\b"
    r"|^\W*(?:what|which)\b.*\b(?:are there|there are|exist|are available)\W*$",
    re.IGNORECASE,
)


def asks_meaning(question: str) -> bool:
    """Tell whether the words may ask for a meaning, or whether something can be asked."""
    return _MEANING.search(question) is not None
