"""Business questions answered from a dbt semantic layer, with the numbers computed and never made up."""

__version__ = "0.1.0"
