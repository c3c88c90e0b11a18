"""The reader is held to what it reaches today, over three layers: more right is welcome, one more wrong is not.

Only the part of the questions that may be looked at is asked, so that nothing of the other part shows up in a log.
Raise the figures as the reader gets better; docs/evaluation.md tells how it stands on the part that is only scored.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.built import COMMAND, run

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("name", "folder", "least_right", "most_wrong"),
    [("clinic", ".", 0.85, 0), ("subscriptions", ".", 0.92, 0), ("shop_gold", "dbt_project", 0.92, 0)],
)
def test_no_more_is_wrong_and_no_less_right_than_before(
    name: str, folder: str, least_right: float, most_wrong: int, request: pytest.FixtureRequest
) -> None:
    project = request.getfixturevalue(name).root / folder
    thresholds = ("--min-right", str(least_right), "--max-wrong", str(most_wrong), "--min-refused", "0.98")
    asked = (str(HERE / f"{name}.yml"), "--split", "seen", "--project-dir", str(project), "--jobs", "2")
    done = run([COMMAND, "eval", *asked, *thresholds], project)
    assert done.code == 0, done.out + done.err
