"""Arithmetic over the engine's rows: comparison, share, conditions on the result, the best of each group. No SQL."""
