"""Mappings to start from, drafted from what an export seems to be: what is guessed and what is missing is marked."""
