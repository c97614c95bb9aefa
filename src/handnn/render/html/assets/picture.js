// The input as pictures: their points follow the numbers, and lead to their squares. Beside them stands
// which output is the largest, with links to its arithmetic.

import { cellName } from "../../../arithmetic/js/write.js";
import { lettered, make } from "./numbers.js";

/** Draw the pictures anew, if there are any: as `pixels` in Python does. */
export function drawPictures({ input, run, pictures }) {
  for (const points of pictures) {
    const values = points.map(({ cell }) => run.values[input][cell]);
    const finite = values.filter(Number.isFinite);
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    points.forEach(({ element }, i) => {
      const share = Number.isFinite(values[i]) ? (values[i] - low) / (high - low || 1) : 1;
      element.setAttribute("fill-opacity", share.toFixed(3));
    });
  }
}

/** The points of each picture, one sample after another; a point chooses its square. */
export function picturesOf(page) {
  let cell = 0;
  return [...page.querySelectorAll(".hn-pictures svg")].map((svg) => [...svg.children].map((element) => {
    const point = { element, cell };
    element.addEventListener("click", () => page.choose(page.input, point.cell));
    cell += 1;
    return point;
  }));
}

/** Make the cells in the sentences about the answer links to their arithmetic; the first is why. */
export function linkAnswer(page) {
  const symbols = [...page.querySelectorAll(".hn-pictures [data-cell]")];
  symbols.forEach((symbol, i) => {
    const [name, cell] = symbol.dataset.cell.split("/");
    if (!i) symbol.parentElement.append(link(page, name, Number(cell), "Why?", "hn-change"));
    symbol.replaceWith(link(page, name, Number(cell), [...symbol.childNodes]));
  });
}

/** A button that leads to the arithmetic of a cell. */
function link(page, name, cell, words, classes = "hn-term hn-link") {
  const button = make("button", classes, words, { type: "button" });
  button.addEventListener("click", () => page.choose(name, cell));
  return button;
}

/** Say which output is the largest with the numbers as they are now, in the place of the first answer. */
export function drawAnswer(page) {
  const { classes, changes, program, run, show } = page;
  page.querySelector(".hn-now")?.remove();
  if (!classes || changes.isEmpty || !run.values[classes].every(Number.isFinite)) return;
  const order = [...run.values[classes].entries()].sort(([, a], [, b]) => b - a);
  const [[first], [second]] = order;
  const valued = (cell) => {
    const { text, exact } = show(run.values[classes][cell]);
    return [link(page, classes, cell, lettered(cellName(program, classes, cell))), ...lettered(` ${exact ? "=" : "≈"} ${text}`)];
  };
  page.querySelector(".hn-pictures > :last-child").append(make("div", "hn-now", [
    make("p", "", ["The largest output is now ", ...valued(first), `: the answer is class ${first}.`, link(page, classes, first, "Why?", "hn-change")]),
    make("p", "", ["The next largest is ", ...valued(second), `, of class ${second}.`]),
  ]));
}
