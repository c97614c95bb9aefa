// What is shown, forward, backward or both; and the way to the gradients, and back.

import { bringIntoView, bringToMiddle, placeOf, returnTo } from "./scrolling.js";
import { showStatus } from "./status.js";

/** Show a view: the gradients are brought into sight, and the same again leads back from them. */
export function showView(page, view) {
  const before = page.dataset.view ?? "both";
  const isAgain = view === "backward" && before === view;
  if (isAgain) leadBack(page);
  else if (view === "backward") leadToGradients(page, before);
  else {
    setView(page, view);
    showStatus(page, "");
  }
}

function leadToGradients(page, before) {
  const isGradient = ({ given, table }) => !given && table.classList.contains("hn-bwd");
  const first = page.stepper.order.flatMap(({ name, cell }) => page.squares.of(name, cell)).find(isGradient);
  page.cameFrom = { view: before, places: placeOf(page.sheet) };
  setView(page, "backward");
  if (!first) return; // only Python knows them
  page.enterAt(first);
  bringIntoView(first.table, []);
  bringToMiddle(first.table);
  showStatus(page, `The gradients begin here, with ${first.chain[0].name}. The button Backward leads back.`);
}

function leadBack(page) {
  const { view, places } = page.cameFrom;
  setView(page, view);
  returnTo(places);
  showStatus(page, "Back where you were.");
}

function setView(page, view) {
  page.dataset.view = view;
  for (const each of page.bar.querySelectorAll('[data-do="view"]')) {
    each.setAttribute("aria-pressed", each.dataset.view === view);
  }
}
