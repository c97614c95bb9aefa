"""A run as a document: LaTeX and Markdown."""
