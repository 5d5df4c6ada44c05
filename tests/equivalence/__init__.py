"""Proof that the bundled XSDs say the same as the original XSDs of openTRANS 2.1.

Two independent comparisons, both against a copy of the originals outside the repository (the folder that the
environment variable OPENTRANS_REFERENCE names):

- ``components`` compares the two schemas declaration by declaration, as xmlschema reads them; ``alter`` damages
  our XSDs at random to show that this comparison notices.
- ``mutate`` and ``judge`` compare the verdicts of libxml2 on random documents.

``python -m tests.equivalence --help`` runs them at any length.
"""
