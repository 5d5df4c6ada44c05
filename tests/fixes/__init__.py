"""The measurement of the fixes: valid documents damaged in ways that can be mended (``python -m tests.fixes``)."""
