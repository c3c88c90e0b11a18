"""The report of the web shop: what it asks, what it says of the answers, and how that is written and drawn."""
