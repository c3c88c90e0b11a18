"""The figures of docs/evaluation.md, measured anew: `python -m tests.questions.figures` prints them as a table.

It builds the three projects in a temporary folder and runs `metrics eval` over each, naming no question.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from sources.simulator import SEED, generate
from tests.golden import shop
from tests.projects.built import COMMAND, build, run

HERE = Path(__file__).parent
HEADER = (
    "| questions | asked | answerable | right | over-refused | silently wrong | no answer: refused | median | 95 % |"
)


def main() -> None:
    """Print the table."""
    print(HEADER, "| --- " + "| ---: " * 8 + "|", sep="\n")
    with TemporaryDirectory() as folder:
        for name, project in projects(Path(folder)).items():
            for split in ("seen", "held"):
                print(row(f"{name}, {split}", figures(name, project, split)), flush=True)


def projects(folder: Path) -> dict[str, Path]:
    """Build the projects below `folder` and return where each is."""
    found = {name: build(name, folder).root for name in ("clinic", "subscriptions")}
    return {**found, "shop_gold": build_shop(folder / "shop").project}


def build_shop(root: Path) -> shop.Shop:
    """Build this repository's own project below `root`, over the delivery that its questions are about."""
    until = yaml.safe_load((HERE / "shop_gold.yml").read_text(encoding="utf-8"))["data_until"]
    (root / "sources").mkdir(parents=True)
    generate(root / "sources", until, SEED, False)
    return shop.build(root / "sources", root, datetime.combine(until + timedelta(days=1), time(6, 30)))


def figures(name: str, project: Path, split: str) -> dict[str, Any]:
    """Return the figures of a part of a file."""
    asked = (str(HERE / f"{name}.yml"), "--split", split, "--show", "none", "--format", "json")
    done = run([COMMAND, "eval", *asked, "--project-dir", str(project)], project)
    assert done.code == 0, done.err
    body: dict[str, Any] = done.json["figures"]["all"]
    return body


def row(name: str, body: dict[str, Any]) -> str:
    """Return a row of the table."""
    shares = (body["right_share"], body["over_refused_share"])
    seconds = (f"{body['seconds'][which] * 1000:.0f} ms" for which in ("median", "p95"))
    refused = f"{body['refused_share']:.1%} of {body['unanswerable']}"
    counts = (str(body["asked"]), str(body["answerable"]), *(f"{share:.1%}" for share in shares))
    return f"| {' | '.join((name, *counts, str(body['wrong']), refused, *seconds))} |"


if __name__ == "__main__":
    main()
