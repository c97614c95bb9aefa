"""Worksheets as pages: filled in, checked and handed in without anything but the file."""
