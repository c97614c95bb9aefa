"""Slips: what goes wrong on paper, and what it makes of an expression."""

from handnn.practice.slips.slip import Situation, Slip, Wrong
from handnn.practice.slips.table import SLIPS

__all__ = ["SLIPS", "Situation", "Slip", "Wrong"]
