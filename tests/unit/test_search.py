"""What is called so comes before what is said of it, that before what it holds; what is only alike comes last."""

from __future__ import annotations

import pytest

from metrics_cli.catalog import Catalog, Dimension, Home, Metric, SavedQuery
from metrics_cli.catalog.search import folded, search
from metrics_cli.catalog.values import Values

TOWN = Home("branches", "town")
DIMENSIONS = (
    Dimension("branch__town", "Town", "Where it stands.", "categorical", home=TOWN, synonyms=("city",)),
    Dimension("loan__lent_on", "Lending date", "", "time", "day"),
    Dimension("branch", "Branch", "", "entity"),
)
CATALOG = Catalog(
    metrics={
        "loans": Metric("loans", "Loans", "Books lent.", "simple", synonyms=("checkouts",)),
        "loan_rate": Metric("loan_rate", "Lending rate", "Loans by town and member.", "ratio"),
        "town_visits": Metric("town_visits", "Visits", "Visits by anybody.", "simple"),
    },
    saved_queries={"by_town": SavedQuery("by_town", "Loans by town", "", ("loans",), ())},
)
VALUES = {TOWN: Values((("Zürich", 4), ("Genève", 2), ("New York", 1), ("Old York", 1)), 4, 8, 0)}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param(
            "town",
            ["branch__town name", "town_visits name", "by_town name", "loan_rate description"],
            id="exact name, prefix, inside, description",
        ),
        pytest.param("loan", ["loans name", "loan_rate name", "loan__lent_on name", "by_town label"], id="plural"),
        pytest.param("Checkouts", ["loans synonym"], id="synonym"),
        pytest.param("lending", ["loan_rate label", "loan__lent_on label"], id="start of labels"),
        pytest.param("zurich", ["branch__town value"], id="value without its accent"),
        pytest.param("york", ["branch__town value"], id="word of values"),
        pytest.param("rate loan", ["loan_rate name"], id="words in another order"),
        pytest.param("zurihc", ["branch__town like the value"], id="typo in a value"),
        pytest.param("chekcouts", ["loans like the synonym"], id="typo in a synonym"),
        pytest.param("ork", [], id="the middle of a value is no match"),
        pytest.param("zz", [], id="nothing"),
        pytest.param("!?", [], id="no word at all"),
    ],
)
def test_search_ranks_and_says_where(word: str, expected: list[str]) -> None:
    found = search(word, CATALOG, DIMENSIONS, VALUES)
    assert [f"{hit.item.name} {hit.where}" for hit in found] == expected


def test_several_values_are_shown_the_exact_one_first() -> None:
    (hit,) = search("york", CATALOG, DIMENSIONS, {TOWN: Values((("New York", 9), ("York", 1)), 2, 10, 0)})
    assert hit.text == "York, New York"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Order_Lines", "order line"),
        ("Straße", "strasse"),
        ("Cities", "city"),
        ("class", "class"),
    ],
)
def test_words_are_folded(text: str, expected: str) -> None:
    assert folded(text) == expected
