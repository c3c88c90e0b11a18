"""Running SQL: the one door to the warehouse."""
