"""A network's recorded operations as a graph of operators, for a batch of any size."""
