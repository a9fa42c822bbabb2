"""Measures the house against named peers in the same run: `make bench`, or `python -m benchmarks NAME`."""
