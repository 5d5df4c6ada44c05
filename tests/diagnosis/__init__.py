"""The measurement of the diagnosis: documents broken in known ways (``python -m tests.diagnosis``)."""
