"""How fast the tool is, measured side by side with what it is built on."""
