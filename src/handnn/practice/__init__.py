"""Practice: the gallery of classical exercises."""
