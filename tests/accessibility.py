"""What axe, which checks accessibility, finds wrong on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optional import optional

if TYPE_CHECKING:
    from playwright.sync_api import Page

Axe = optional("axe_playwright_python.sync_playwright").Axe

# All that holds is not listed: to send it here takes longer than to check it.
OPTIONS = {"resultTypes": ["violations"]}


def violations(page: Page, context: Any = None) -> list[tuple[str, list[str]]]:
    """The rules that are broken, each with the elements that break it.

    Args:
        page: The page.
        context: Which parts of it, as axe takes them; all by default.
    """
    found = Axe().run(page, context=context, options=OPTIONS).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]
