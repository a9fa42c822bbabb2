"""Rows: tables, the one commit, the one door to reading."""
