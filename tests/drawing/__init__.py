"""Many drawn documents without a property test around them, and what has occurred in them.

``python -m tests.drawing`` draws 5,000, judges them, and counts the elements and attributes.
"""
