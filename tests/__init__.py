"""Tests of the toolkit; each module states promises."""
