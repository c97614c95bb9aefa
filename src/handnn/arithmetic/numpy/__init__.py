"""NumPy's calls on arrays that remember: what each function does to them."""
