"""What the questions over this repository's own layer are asked of."""

from __future__ import annotations

import pytest

from tests.golden.shop import Shop
from tests.questions.figures import build_shop


@pytest.fixture(scope="session")
def shop_gold(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """This repository's own project, built over a delivery that is always the same."""
    return build_shop(tmp_path_factory.mktemp("shop"))
