"""Schema sets and dialects: find, patch as of a date, compile, install."""
