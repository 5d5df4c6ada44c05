"""How fast the toolkit is beside bare lxml and xmlschema: ``python -m tests.benchmarks``."""
