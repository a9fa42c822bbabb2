"""Use cases: one function each, one transaction each, the same for page, API and command line."""
