"""Runs: from a mapping and its sources to documents in a folder, and to a report on each of them.

``start`` checks everything that can be checked before the first row (``run``); the run yields a ``Result`` for each
document (``results``); ``making`` turns one group of records into XML that is valid, in this process or in several
(``parallel``); ``files`` gives it its name and writes it; ``reporting`` and ``preview`` show what happened.
"""
