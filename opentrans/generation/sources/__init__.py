"""Readers of ERP exports: records whose every value remembers where it came from.

``reading.read`` yields the records of a file (``values``: Row, Node) and beside them what could not be read
(SourceData) and what somebody should know (Note); ``grouping.group`` makes of them one group a document (``shapes``);
``joins`` and ``orders`` find records in other files; ``sniffing.sniff`` tells what an unknown export seems to be.
"""
