"""What the questions over this repository's own layer are asked of: a built project, or a catalog with some values."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from metrics_cli.catalog import Catalog, Home, build_catalog, read_manifest
from metrics_cli.catalog.values import Values
from metrics_cli.semantic_layer.layer import SemanticLayer
from tests.golden.shop import Shop
from tests.questions.figures import build_shop

PROJECT = Path(__file__).parents[2] / "dbt_project"
# Some of what the data hold.
VALUES: dict[Home, Sequence[str | bool]] = {
    Home("customers", "state"): ["CA", "NY", "TX", "IN", "OR", "ME", "WA"],
    Home("customers", "segment"): ["high_value", "medium_value", "low_value", "churned"],
    Home("products", "category"): ["Books", "Sports", "Toys", "Home & Garden", "Electronics"],
    Home("orders", "status"): ["completed", "pending", "cancelled", "refunded"],
    Home("orders", "payment_method"): ["paypal", "credit_card", "apple_pay"],
    Home("orders", "has_discount"): [True, False],
    Home("orders", "has_campaign"): [True, False],
    Home("campaigns", "platform"): ["Google", "Instagram", "Email"],
    Home("page_views", "device"): ["mobile", "desktop", "tablet"],
}


@pytest.fixture(scope="session")
def shop_gold(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """This repository's own project, built over a delivery that is always the same."""
    return build_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The catalog of this repository's layer, from a manifest that dbt parses now."""
    target = tmp_path_factory.mktemp("target")
    environment = {
        **os.environ,
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
        "DBT_PROFILES_DIR": str(PROJECT),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    command = [sys.executable, "-m", "dbt.cli.main", "--quiet", "parse", "--project-dir", str(PROJECT)]
    subprocess.run(command, env=environment, cwd=PROJECT, check=True)
    manifest = read_manifest(target / "semantic_manifest.json")
    catalog = build_catalog(manifest, SemanticLayer(manifest, "duckdb", target / "metrics").joins())
    return replace(catalog, values={home: _values(found) for home, found in VALUES.items()})


def _values(found: Sequence[str | bool]) -> Values:
    return Values(tuple((value, 1) for value in found), len(found), len(found), 0)
