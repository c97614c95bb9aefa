"""The command line."""

from handnn.cli.app import main

__all__ = ["main"]
