"""What the model must be able to do with any document, counted: ``python -m tests.model``."""
