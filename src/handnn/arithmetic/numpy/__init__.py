"""NumPy's calls on numbers that remember: what each function does to them."""
