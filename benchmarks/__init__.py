"""How fast handnn is, compared with bare NumPy and others: ``python -m benchmarks``."""
