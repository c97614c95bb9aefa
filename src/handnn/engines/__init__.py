"""What a network computes, on the arrays of other libraries."""
