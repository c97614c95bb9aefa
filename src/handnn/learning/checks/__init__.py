"""Checks for authors of layers: gradients measured, and everything a layer promises."""

from handnn.learning.checks.gradients import GradientReport, Slope, check_gradients
from handnn.learning.checks.layer import check_layer
from handnn.learning.checks.report import Finding, Report

__all__ = ["Finding", "GradientReport", "Report", "Slope", "check_gradients", "check_layer"]
