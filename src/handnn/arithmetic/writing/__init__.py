"""How an expression is written: as text, in LaTeX."""
