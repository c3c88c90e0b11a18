"""From a typed query to SQL: the one door to MetricFlow."""
