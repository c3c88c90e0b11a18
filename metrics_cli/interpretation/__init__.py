"""Words to a typed query: one contract, several readers."""
