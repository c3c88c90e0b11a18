"""What tests of several folders share: small dbt projects that are not the embedded one, each built once a session."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.projects.built import Built, build

# A job in the background ignores Ctrl-C, and so would every command that a test starts and then breaks off.
signal.signal(signal.SIGINT, signal.default_int_handler)
# No test is timed, nor is any example of one.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The library of tests/projects, with its warehouse and manifests as dbt makes them. Not to be changed: copy it."""
    yield build("library", tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The clinics of tests/projects: facts that share dimensions, and more than one way to some. Not to be changed."""
    yield build("clinic", tmp_path_factory.mktemp("clinic"))


@pytest.fixture(scope="session")
def subscriptions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The subscription business of tests/projects: snapshots and a fiscal calendar. Not to be changed."""
    yield build("subscriptions", tmp_path_factory.mktemp("subscriptions"))


@pytest.fixture(scope="session")
def helpdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The help desk of tests/projects: dates to the millisecond, grains that owners name. Not to be changed."""
    yield build("helpdesk", tmp_path_factory.mktemp("helpdesk"))
