"""The SVG pen: the sheet and the diagram drawn."""
