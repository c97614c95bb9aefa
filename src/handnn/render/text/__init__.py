"""The text pen: the sheet in box-drawing characters."""
