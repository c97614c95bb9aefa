"""Practice: the gallery of classical exercises, and exercises that are generated."""
