"""Typing errors in the words of dates, and the words that only look like them."""

from __future__ import annotations

import pytest

from metrics_cli.interpretation.rules.dateslips import mended_date
from metrics_cli.interpretation.rules.datewords import DATE_WORDS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("monht", "month"),
        ("monhts", "months"),
        ("mnoth", "month"),
        ("quater", "quarter"),
        ("quartre", "quarter"),
        ("quarrter", "quarter"),
        ("yaer", "year"),
        ("wekeend", "weekend"),
        ("febuary", "february"),
        ("feburary", "february"),
        ("janurary", "january"),
        ("janaury", "january"),
        ("septembar", "september"),
        ("octobar", "october"),
        ("arpil", "april"),
        ("agust", "august"),
        ("wendesday", "wednesday"),
        ("tusday", "tuesday"),
        ("yesteday", "yesterday"),
        ("prevoius", "previous"),
        ("curent", "current"),
        ("betwen", "between"),
        ("chrismas", "christmas"),
    ],
)
def test_a_slip_is_mended(typed: str, meant: str) -> None:
    assert mended_date(typed) == meant


@pytest.mark.parametrize(
    "word",
    """
    moth moths mouth match marsh may fridays mondays junes years yearly yearn day days dairy precious currant training
    weak week weekly winner wine simmer halt hall since sine until tidy toda quartet charter quarters weekends january
    """.split(),
)
def test_a_word_of_its_own_is_left_alone(word: str) -> None:
    assert mended_date(word) is None


def test_no_word_of_a_date_is_mended_into_another() -> None:
    assert {word: mended_date(word) for word in DATE_WORDS if mended_date(word)} == {}
