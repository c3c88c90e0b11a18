"""The embedded reader: deterministic, offline, every word accounted for."""
