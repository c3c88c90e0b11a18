"""What can be asked of a project: names, meanings, joins."""

from metrics_cli.catalog.build import build_catalog
from metrics_cli.catalog.catalog import Catalog, Dimension, Home, Metric, SavedQuery
from metrics_cli.catalog.grains import STANDARD_GRAINS
from metrics_cli.catalog.joins import Join, Joins, load_joins, save_joins
from metrics_cli.catalog.manifest import Manifest, read_manifest

__all__ = [
    "STANDARD_GRAINS",
    "Catalog",
    "Dimension",
    "Home",
    "Join",
    "Joins",
    "Manifest",
    "Metric",
    "SavedQuery",
    "build_catalog",
    "load_joins",
    "read_manifest",
    "save_joins",
]
