"""Measuring a reader: questions asked, answers held to rows or queries written by hand, figures and thresholds."""
