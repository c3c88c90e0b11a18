"""What metrics declare for `metrics monitor`, as it stands in their `config.meta.monitor`; nothing else is read."""

from __future__ import annotations

from collections.abc import Mapping

from metrics_cli.catalog.manifest import Manifest, meta


def declared_monitors(manifest: Manifest) -> Mapping[str, object]:
    """Return what stands under `monitor`, whatever it is, by the names of the metrics that have some."""
    return {m["name"]: meta(m)["monitor"] for m in manifest.metrics if "monitor" in meta(m)}
