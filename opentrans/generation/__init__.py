"""From the exports of ERP systems to documents: sources, mappings, runs."""
