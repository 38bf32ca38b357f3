"""What the program costs, measured against floors and peers in the same run: ``python -m benchmarks``."""
