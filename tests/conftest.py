"""What tests of several folders share: a small dbt project that is not the embedded one, built once a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.projects.built import Built, build


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The library of tests/projects, with its warehouse and manifests as dbt makes them. Not to be changed: copy it."""
    yield build("library", tmp_path_factory.mktemp("library"))
