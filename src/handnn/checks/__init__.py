"""Checks for authors of layers: of gradients, and of everything else that a layer must do."""

from handnn.checks.gradients import GradientReport, Slope, check_gradients
from handnn.checks.layer import check_layer
from handnn.checks.report import Finding, Report

__all__ = ["Finding", "GradientReport", "Report", "Slope", "check_gradients", "check_layer"]
