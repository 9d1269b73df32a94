"""Readers of the files that platforms let people download, and of tables in our own generic format."""
