"""The watchdog: rules that metrics declare, checked one by one; nothing here writes SQL."""
