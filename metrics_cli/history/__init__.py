"""What was asked and answered before: kept on this machine, listed, and asked again."""
