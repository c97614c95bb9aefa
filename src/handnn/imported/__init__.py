"""Networks from the files of other libraries."""
