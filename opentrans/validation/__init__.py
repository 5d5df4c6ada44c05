"""Judging documents: secure reading, schema, diagnosis, rules."""
