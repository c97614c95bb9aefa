"""The pen of spreadsheets: the by-hand sheet, with a live formula in every computed cell."""
