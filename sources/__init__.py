"""The source systems: what they deliver (contracts), how it is loaded (ingestion), how it is imitated (simulator)."""
