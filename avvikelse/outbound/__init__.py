"""What leaves the house: rendered from rows that are committed, never with a title or a text of a case."""
