"""Every dialogue of the list comes to what the list says, and no part of a query goes without being named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from metrics_cli.answer import Ambiguous, Answer, Empty, Refused, Told
from metrics_cli.assembly import Assembly
from metrics_cli.interpretation.rules import phrase
from metrics_cli.presentation.sentences import parts_of
from metrics_cli.settings import Settings
from metrics_cli.workflow import Stages
from metrics_cli.workflow.conversation import Talk, Turn
from metrics_cli.workflow.threads import Thread
from tests.projects.built import Built

TODAY = date(2026, 11, 21)
LISTS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "dialogues.yml").read_text(encoding="utf-8")
)


def cases(project: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", LISTS[project], ids=[" | ".join(c["say"]) for c in LISTS[project]])


@pytest.fixture(scope="module")
def of_clinic(clinic: Built) -> Iterator[Assembly]:
    """The clinics, opened once: what is indexed of them serves all dialogues."""
    with closing(Assembly(Settings(project_dir=clinic.root), {})) as assembly:
        yield assembly


@pytest.fixture(scope="module")
def of_subscriptions(subscriptions: Built) -> Iterator[Assembly]:
    """The subscription business, opened once."""
    with closing(Assembly(Settings(project_dir=subscriptions.root), {})) as assembly:
        yield assembly


@cases("clinic")
def test_a_dialogue_over_the_clinics_comes_to_what_the_list_says(case: dict[str, Any], of_clinic: Assembly) -> None:
    check(case, of_clinic)


@cases("subscriptions")
def test_a_dialogue_over_subscriptions_comes_to_what_the_list_says(
    case: dict[str, Any], of_subscriptions: Assembly
) -> None:
    check(case, of_subscriptions)


def check(case: dict[str, Any], assembly: Assembly) -> None:
    stages, thread = assembly.stages(TODAY, TODAY), Thread()
    *_, last = case["say"]
    for line in case["say"][:-1]:
        thread = Talk(assembly.interpreter(line), phrase, stages).turn(line, thread).thread
    turn = Talk(assembly.interpreter(last), phrase, stages).turn(last, thread)
    assert summary(turn) == {key: case[key] for key in case if key != "say"}
    if "gets" in case:
        assert all_is_named(turn, thread, stages)
    if "back" in case or "refused" in case:
        assert turn.thread.queries == thread.queries


def summary(turn: Turn) -> dict[str, Any]:
    """Return a turn as the list writes it."""
    outcome = turn.outcome
    if isinstance(outcome, Refused):
        return {"refused": outcome.reason.split(" It is no change")[0]}
    if isinstance(outcome, Ambiguous):
        return {"back": [option.sentence for option in outcome.options]}
    if isinstance(outcome, Told):
        return {"told": outcome.sentence}
    assert isinstance(outcome, Answer | Empty)
    if turn.taken == "question":
        return {"asks": outcome.sentence, "not_kept": list(turn.changed)}
    return {"gets": outcome.sentence} | ({"changed": list(turn.changed)} if turn.taken == "follow_up" else {})


def all_is_named(turn: Turn, before: Thread, stages: Stages) -> bool:
    """Tell whether every part of the query before is kept or said to be changed."""
    if turn.taken != "follow_up" or before.last is None:
        return True
    parts = [text for texts in parts_of(before.last, stages.catalog).values() for text in texts]
    said = "; ".join((*turn.kept, *turn.changed))
    return all(text in said for text in parts)
