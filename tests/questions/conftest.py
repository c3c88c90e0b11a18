"""What the questions over this repository's own layer are asked of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from sources.simulator import SEED, generate
from tests.golden.shop import Shop, build

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def shop_gold(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """This repository's own project, built over a delivery that is always the same."""
    root = tmp_path_factory.mktemp("shop")
    until: date = yaml.safe_load((HERE / "shop_gold.yml").read_text(encoding="utf-8"))["data_until"]
    (root / "sources").mkdir()
    generate(root / "sources", until, SEED, False)
    return build(root / "sources", root)
