// What is redrawn when a number changes or is revealed: squares, diagram, and the list of arithmetic.

import { cellName, equation } from "../../../arithmetic/js/write.js";
import { fill } from "./cells.js";
import { lineOf } from "./explanation_panel.js";
import { make, withMinus } from "./numbers.js";
import { labelOf } from "./status.js";

export function drawSquare(page, square) {
  const known = square.chain.filter(({ name, cell }) => page.stepper.isRevealed(name, cell));
  const isStale = square.chain.some(({ name }) => page.isStale(name));
  const texts = isStale ? [] : known.map(({ name, cell }, i) => (page.needsPython(name)
    ? square.drawn[i] : withMinus(page.show(page.run.values[name][cell]).text)));
  const last = known.at(-1);
  fill(square, texts, Boolean(last) && page.isOff(last.name, last.cell));
  const differs = ({ name, cell }) => !Object.is(page.run.values[name][cell], page.first.values[name][cell]);
  const isChanged = known.some(differs);
  square.element.classList.toggle("edited", isChanged && square.given);
  square.element.classList.toggle("moved", isChanged && !square.given && !isStale);
  square.element.classList.toggle("stale", isStale);
  square.element.setAttribute("aria-label", labelOf(page, square, texts, isStale, isChanged));
}

export function drawDiagram(page) {
  const isSeen = (name, cell) => page.stepper.isRevealed(name, cell) && !page.isStale(name);
  const isDrawn = (name) => page.needsPython(name);
  page.diagram.draw(page.run, (name, cell) => page.isOff(name, cell), isSeen, isDrawn);
}

/** The list of all arithmetic, if it is unfolded, as it always is on paper. */
export function drawList(page, isPrinted = false) {
  const list = page.querySelector(".hn-arithmetic");
  if (!list || !(list.open || isPrinted)) return;
  for (const items of list.querySelectorAll("ul[data-variable]")) {
    const name = items.dataset.variable;
    [...items.children].forEach((item, i) => {
      item.drawn ??= [...item.childNodes];
      if (page.needsPython(name) && !page.isStale(name)) return item.replaceChildren(...item.drawn);
      const cell = Number(item.dataset.cell);
      const lines = page.isStale(name) ? [[{ text: `${cellName(page.program, name, cell)} needs Python` }]]
        : equation(page.program, page.run, name, cell, page.data.list_terms);
      const shown = i ? lines.slice(-1) : lines;
      const divs = shown.map((pieces) => make("div", "", lineOf(page, pieces, undefined, false)));
      return item.replaceChildren(...divs);
    });
  }
}
