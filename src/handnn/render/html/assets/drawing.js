// What is drawn anew when a number changes or is revealed: squares, diagram, and the list of arithmetic.

import { cellName, equation, show } from "../../../arithmetic/js/write.js";
import { fill } from "./cells.js";
import { lineOf } from "./explanation_panel.js";
import { make, withMinus } from "./numbers.js";
import { labelOf } from "./status.js";

const LIST_TERMS = 12;

export function drawSquare(page, square) {
  const known = square.chain.filter(({ name, cell }) => page.player.knows(name, cell));
  const isStale = square.chain.some(({ name }) => page.isStale(name));
  const values = isStale ? [] : known.map(({ name, cell }) => page.run.values[name][cell]);
  const last = known.at(-1);
  fill(square, values, Boolean(last) && page.isOff(last.name, last.cell));
  const differs = ({ name, cell }) => !Object.is(page.run.values[name][cell], page.first.values[name][cell]);
  const isChanged = known.some(differs);
  square.element.classList.toggle("edited", isChanged && square.given);
  square.element.classList.toggle("moved", isChanged && !square.given && !isStale);
  square.element.classList.toggle("stale", isStale);
  const texts = values.map((value) => withMinus(show(value).text));
  square.element.setAttribute("aria-label", labelOf(page, square, texts, isStale, isChanged));
}

export function drawDiagram(page) {
  const isSeen = (name, cell) => page.player.knows(name, cell) && !page.isStale(name);
  page.diagram.draw(page.run, (name, cell) => page.isOff(name, cell), isSeen);
}

/** The list of all arithmetic, when somebody can see it. */
export function drawList(page) {
  const list = page.querySelector(".hn-arithmetic");
  if (!list?.open) return;
  for (const items of list.querySelectorAll("ul[data-variable]")) {
    const name = items.dataset.variable;
    [...items.children].forEach((item, i) => {
      const cell = Number(item.dataset.cell);
      const lines = page.isStale(name) ? [[{ text: `${cellName(page.program, name, cell)} needs Python` }]]
        : equation(page.program, page.run, name, cell, LIST_TERMS);
      const shown = i ? lines.slice(-1) : lines;
      item.replaceChildren(...shown.map((pieces) => make("div", "", lineOf(page, pieces, undefined, false))));
    });
  }
}
