"""What can be asked of a project: names, meanings, joins."""

from metrics_cli.catalog.catalog import STANDARD_GRAINS, Catalog, Dimension, Metric, SavedQuery
from metrics_cli.catalog.manifest import Manifest, read_manifest

__all__ = ["STANDARD_GRAINS", "Catalog", "Dimension", "Manifest", "Metric", "SavedQuery", "read_manifest"]
