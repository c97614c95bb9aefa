"""Figures of what was learned, as SVG for a page.

No colour carries a meaning alone: curves differ in their dashes, samples in their shapes, and a
negative weight is drawn as a smaller square.
"""
