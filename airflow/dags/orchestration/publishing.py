"""Beginning a build beside the live warehouse and putting it in its place when it is tested."""

import os

from orchestration import fingerprint, origin
from orchestration.locks import build_lock
from orchestration.paths import BUILD, BUILD_TARGET, TARGET, WAREHOUSE
from orchestration.results import TESTS

# The manifests last: whoever sees the new meaning finds the tables it speaks of.
ARTIFACTS = {
    "catalog.json": "catalog.json",
    "static_index.html": "static_index.html",
    TESTS: "run_results.json",
    "manifest.json": "manifest.json",
    "semantic_manifest.json": "semantic_manifest.json",
}


def begin() -> str:
    """Copy the live warehouse to the build folder; leftovers of a killed build are dropped."""
    from sources import warehouse

    with build_lock(BUILD.parent):
        # dbt's parse cache beside them stays: it is checked when read, and saves a parse a run.
        for built in (*ARTIFACTS, "run_results.json"):
            (BUILD_TARGET / built).unlink(missing_ok=True)
        build = warehouse.begin(WAREHOUSE)
        size = build.stat().st_size
        is_incremental = origin.note(build, fingerprint.of_models())
    return f"{size / 1e6:.0f} MB copied; {'what changed' if is_incremental else 'everything'} is built"


def publish() -> str:
    """Replace the live warehouse, then dbt's artifacts; each replacement is atomic."""
    from sources import warehouse

    missing = [name for name in ARTIFACTS if not (BUILD_TARGET / name).exists()]
    if missing:
        raise FileNotFoundError(f"dbt did not write {', '.join(missing)}; nothing was published")
    with build_lock(BUILD.parent):
        warehouse.publish(BUILD, WAREHOUSE)
        for built, published in ARTIFACTS.items():
            os.replace(BUILD_TARGET / built, TARGET / published)
    return "warehouse, manifest and docs"
