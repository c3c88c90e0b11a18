"""Rules and model over one question: who is asked, who answers, and what a conversation makes of it."""

from __future__ import annotations

import pytest

from tests.model.server import ModelServer, Play, fails, says
from tests.model.test_ask import GOOD, LOANS, MODEL, NO_QUERY, QUESTION, ask, part, reply
from tests.model.test_ask import lent as lent
from tests.projects.built import Built, Run

SLANG = "what went over the counter by genre in 2024"
OVER_THE_COUNTER = part("metric", "went over the counter", "loans")
BY_GENRE = part("group_by", "by genre", "title__genre")
IN_2024 = part("period", "in 2024", None, None, "2024")
READ = reply(OVER_THE_COUNTER, BY_GENRE, IN_2024, part("ignored", "what"))


def test_the_model_is_asked_where_the_rules_find_nothing_and_nowhere_else(lent: Built) -> None:
    with ModelServer(says(READ)) as server:
        plain = ask(lent, server, QUESTION, "--interpreter", "auto")
        assert (plain.code, len(server.requests)) == (0, 0)
        found = ask(lent, server, SLANG, "--interpreter", "auto")
    assert (found.code, len(server.requests)) == (0, 1), found.err
    assert found.json["rows"] == plain.json["rows"]
    assert [run.json["receipt"]["interpreter"] for run in (plain, found)] == ["rules", "model"]
    assert "'counter' is read as Loans" in found.json["caveats"]


def test_without_a_model_the_rules_refuse_alone(lent: Built) -> None:
    found = lent.metrics("ask", SLANG, "--json", METRICS_MODEL="")
    forced = lent.metrics("ask", SLANG, "--interpreter", "model", METRICS_MODEL="")
    assert (found.code, forced.code) == (4, 2)
    assert "model" not in found.json["reason"]
    assert "METRICS_MODEL" in forced.err


@pytest.mark.parametrize(
    ("play", "said"),
    [
        pytest.param(says(NO_QUERY), 'in its own words, "nothing offered is about it".', id="it declines"),
        pytest.param(fails(401, "bad key"), "No model could be asked: ", id="it can not be asked"),
    ],
)
def test_what_both_refuse_is_refused_once_with_both_reasons(lent: Built, play: Play, said: str) -> None:
    with ModelServer(play) as server:
        found = ask(lent, server, SLANG, "--interpreter", "auto")
    assert found.code == 4
    assert said in found.json["reason"]
    assert found.json["nearest"]


def test_a_model_alone_that_can_not_be_asked_has_failed_and_refused_nothing(lent: Built) -> None:
    with ModelServer(fails(401, "bad key")) as server:
        found = ask(lent, server, SLANG, "--interpreter", "model")
    assert (found.code, found.json["outcome"]) == (1, "failed")
    assert "metrics model check" in found.err


def test_an_endless_limit_is_no_limit(lent: Built) -> None:
    assert lent.metrics("ask", SLANG, "--max-cost", "nan").code == 2


def both(lent: Built, question: str, text: str, *flags: str) -> Run:
    with ModelServer(says(text)) as server:
        return ask(lent, server, question, "--interpreter", "both", *flags)


def test_both_answer_what_they_agree_on(lent: Built) -> None:
    found = both(lent, QUESTION, GOOD)
    assert (found.code, found.json["receipt"]["interpreter"]) == (0, "rules and model")
    assert found.json["receipt"]["model"]["model"] == MODEL


def test_where_they_disagree_a_person_chooses(lent: Built) -> None:
    without_year = reply(LOANS, BY_GENRE, part("ignored", "in 2024"))
    other = reply(LOANS, part("group_by", "by genre", "title__genre"), part("period", "in 2024", None, None, "2024"))
    refused = both(lent, QUESTION, without_year)
    assert refused.code == 3
    assert "the model: no query" in refused.json["reason"]
    assert both(lent, QUESTION, without_year, "--pick", "1").code == 0
    assert both(lent, QUESTION, other).code == 0


def test_a_line_that_is_no_edit_is_one_for_the_model(lent: Built) -> None:
    crime = part("filter", "only whodunnits", "title__genre", "eq", "Crime")
    edit = reply(
        part("metric", "", "loans"), part("group_by", "", "title__genre"), crime, part("ignored", "confine it")
    )
    with ModelServer(says(edit)) as server:
        first = ask(lent, server, "loans by genre", "--interpreter", "auto", "--session", "s")
        found = ask(lent, server, "only whodunnits", "--interpreter", "auto", "--session", "s")
        taken = ask(lent, server, "1", "--interpreter", "auto", "--session", "s")
    # No word of the data says that whodunnits are crime: it is asked, not taken.
    assert (first.code, found.code, taken.code, len(server.requests)) == (0, 3, 0, 1), found.out + found.err
    assert found.json["receipt"]["interpreter"] == "model"
    assert taken.json["query"]["filters"][0]["values"] == ["Crime"]
    assert "by Genre" in taken.json["receipt"]["follow_up"]["kept"]


def test_the_prompt_is_shown_and_nothing_is_sent(lent: Built) -> None:
    with ModelServer(says(GOOD)) as server:
        found = lent.metrics("ask", "--show-prompt", SLANG, METRICS_MODEL=MODEL, METRICS_API_BASE=server.base)
        hidden = lent.metrics("ask", "--show-prompt", "--no-values", "loans of crime", METRICS_MODEL="")
    assert (found.code, hidden.code, len(server.requests)) == (0, 0, 0)
    assert f'Question: "{SLANG}"' in found.out
    assert "Crime" not in hidden.out
