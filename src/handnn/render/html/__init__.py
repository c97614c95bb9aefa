"""The HTML pen: the sheet as a live page."""
