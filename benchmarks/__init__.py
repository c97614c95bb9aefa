"""How fast handnn is, beside bare NumPy and others: ``python -m benchmarks``."""
