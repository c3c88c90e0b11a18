"""Two shops, built once a session: a simulated one, and a small one in which everything that can be wrong is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from sources.simulator import SEED, generate
from tests.golden import nasty
from tests.golden.shop import Shop, build

SIMULATED_TO = date(2022, 6, 17)
LOADED_AT = datetime(2022, 6, 20, 6, 30)


@pytest.fixture(scope="session")
def simulated_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A simulated shop, or the delivery in the folder that GOLDEN_DELIVERY names."""
    folder = tmp_path_factory.mktemp("simulated")
    delivered = os.environ.get("GOLDEN_DELIVERY")
    sources = Path(delivered) if delivered else folder / "sources"
    if not delivered:
        sources.mkdir()
        generate(sources, SIMULATED_TO, SEED, False)
    shop = build(sources, folder, None if delivered else LOADED_AT)
    yield shop
    shop.close()


@pytest.fixture(scope="session")
def nasty_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A few orders with every defect a delivery can have."""
    folder = tmp_path_factory.mktemp("nasty")
    nasty.deliver(folder / "sources")
    shop = build(folder / "sources", folder, LOADED_AT)
    yield shop
    shop.close()


@pytest.fixture(params=["simulated_shop", "nasty_shop"])
def shop(request: pytest.FixtureRequest) -> Shop:
    """Either shop."""
    found: Shop = request.getfixturevalue(request.param)
    return found
