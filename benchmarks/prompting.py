"""What a model is sent: tokens and time by the size of a layer, and whether what a question needs is offered.

`python -m benchmarks.prompting [FOLDER]` prints both; FOLDER keeps the projects of the questions for another time.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import yaml

from benchmarks.synthetic import make
from metrics_cli.assembly import Assembly
from metrics_cli.catalog import Catalog
from metrics_cli.interpretation.interpreter import Reading
from metrics_cli.interpretation.model.contract import Offer, Request
from metrics_cli.interpretation.model.prompt import request_for
from metrics_cli.interpretation.model.retrieval import BUDGET, offer_for
from metrics_cli.interpretation.rules import RulesInterpreter
from metrics_cli.query import METRIC_TIME, MetricQuery
from metrics_cli.settings import Settings

HERE = Path(__file__).parent
SIZES = (10, 100, 1_000, 5_000)
TODAY = date(2024, 11, 21)
SYNTHETIC = (
    "amount 1 last quarter",
    "what was our amount 0 by channel in 2023, excluding channel 3?",
    "how did the largest deals of number 1 move over the last 6 months, week by week?",
    "flurbs by status",
)
Counter = Callable[[str], int]


def main() -> None:
    """Print what is sent by the size of a layer, then what is offered of what the questions need."""
    counters = tokenizers()
    print(f"| metrics | {' | '.join(('estimate', *counters))} | first ms | median ms |")
    print(f"| ---: {'| ---: ' * (len(counters) + 3)}|")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            print(sized(make(Path(folder) / str(size), size, 100), size, counters), flush=True)
    print("\n| questions | asked | all offered | missed | most tokens by estimate | median ms |")
    print("| --- | ---: | ---: | --- | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for name, project in projects(Path(sys.argv[1] if sys.argv[1:] else folder)).items():
            print(recalled(name, project), flush=True)


def tokenizers() -> dict[str, Counter]:
    """Return the tokenizers whose vocabularies an installed package brings along; none is downloaded."""
    litellm = importlib.util.find_spec("litellm")
    folder = Path(str(litellm and litellm.origin)).parent / "litellm_core_utils" / "tokenizers"
    if not folder.is_dir() or importlib.util.find_spec("tiktoken") is None:
        return {}
    os.environ["TIKTOKEN_CACHE_DIR"] = str(folder)
    import tiktoken

    def counting(name: str) -> Counter:
        encoding = tiktoken.get_encoding(name)
        return lambda text: len(encoding.encode(text, disallowed_special=()))

    return {name: counting(name) for name in ("cl100k_base", "o200k_base")}


def sized(project: Path, size: int, counters: Mapping[str, Counter]) -> str:
    """Return a row: the most tokens of some questions, and the time that finding what to offer takes."""
    seconds, requests = [], []
    with closing(Assembly(Settings(project_dir=project, profiles_dir=project))) as assembly:
        catalog = assembly.stages(TODAY, TODAY).catalog
        for question in (*SYNTHETIC, *SYNTHETIC):
            started = perf_counter()
            offer = offer_for(question, catalog)
            seconds.append(perf_counter() - started)
            requests.append(request_for(question, offer, catalog, TODAY, (date(2022, 1, 1), TODAY)))
    counted = [
        max(r.tokens for r in requests),
        *(max(count(whole(r)) for r in requests) for count in counters.values()),
    ]
    times = (1000 * seconds[0], 1000 * median(seconds[len(SYNTHETIC) :]))
    return f"| {size:,} | {' | '.join(f'{n:,}' for n in counted)} | {times[0]:,.0f} | {times[1]:.1f} |"


def whole(request: Request) -> str:
    """Return all text of a request: the messages, and the schema as JSON without spaces."""
    schema = json.dumps(request.schema, ensure_ascii=False, separators=(",", ":"))
    return "\n".join([*(message.content for message in request.messages), schema])


def projects(folder: Path) -> dict[str, Path]:
    """Return the projects of the questions, built below `folder` unless they are there."""
    known = {n: folder / n for n in ("clinic", "subscriptions")} | {"shop_gold": folder / "shop" / "dbt_project"}
    if all(path.is_dir() for path in known.values()):
        return known
    from tests.questions.figures import projects as built

    return built(folder)


def recalled(name: str, project: Path, budget: int = BUDGET) -> str:
    """Return a row: of how many answerable questions all that their queries name is offered, and what is not."""
    body = yaml.safe_load((HERE.parent / "tests" / "questions" / f"{name}.yml").read_text(encoding="utf-8"))
    asked, missed, seconds, most = 0, [], [], 0
    with closing(Assembly(Settings(project_dir=project, profiles_dir=project))) as assembly:
        catalog = assembly.stages(body["today"], body["today"]).catalog
        for question, needed in needs(body, catalog):
            started = perf_counter()
            offer = offer_for(question, catalog, budget)
            seconds.append(perf_counter() - started)
            asked, lacking = asked + 1, [n for n in needed if n not in names_of(offer)]
            missed += [f"{question}: {', '.join(lacking)}"] if lacking else []
            most = max(most, request_for(question, offer, catalog, body["today"], (TODAY, TODAY)).tokens)
    share = 1 - len(missed) / asked
    return f"| {name} | {asked} | {share:.1%} | {'; '.join(missed)} | {most:,} | {1000 * median(seconds):.1f} |"


def needs(body: Mapping[str, Any], catalog: Catalog) -> Iterator[tuple[str, list[str]]]:
    """Yield each answerable question of the part `seen` with what its query names.

    That is what the rules read, which `metrics eval` finds right wherever they read one, else what unread.yml has.
    """
    unread = yaml.safe_load((HERE / "unread.yml").read_text(encoding="utf-8"))
    for question in body["questions"]:
        if question["split"] != "seen" or not question.keys() & {"sql", "sql_any"}:
            continue
        ask, today = question["ask"], question.get("today", body["today"])
        found = RulesInterpreter().read(ask, catalog, today)
        if ask in unread:
            yield ask, unread[ask]
        elif isinstance(found, Reading):
            yield ask, list(dict.fromkeys(named_in(found.query, catalog)))


def named_in(query: MetricQuery, catalog: Catalog) -> Iterator[str]:
    """Yield the metrics, dimensions and values of texts that a query names."""
    yield from query.metrics
    yield from (group.name for group in query.group_by)
    for bound in query.metric_filters:
        yield from (bound.metric, *bound.per)
    for condition in query.filters:
        yield condition.dimension
        dimension = catalog.dimensions[condition.dimension]
        if dimension.type == "categorical" and not dimension.pii and not condition.operator.value.endswith("like"):
            yield from (value for value in condition.values if isinstance(value, str))


def names_of(offer: Offer) -> frozenset[str]:
    """Return all that an offer names."""
    values = (value for dimension in offer.dimensions for value in dimension.values)
    names = (dimension.dimension.name for dimension in offer.dimensions)
    return frozenset([METRIC_TIME, *(m.name for m in offer.metrics), *names, *values])


if __name__ == "__main__":
    main()
