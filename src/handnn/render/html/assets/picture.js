// The input as pictures: their points follow the numbers, and lead to their squares. Beside them stands
// which output is the largest, with links to its arithmetic.

import { cellName } from "../../../arithmetic/js/write.js";
import { pairsOf } from "./comparison.js";
import { lettered, make } from "./numbers.js";
import { bringToMiddle } from "./scrolling.js";

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

/** Lead back to the pictures, and to the beginning of the sheet below them. */
export function showPictures(page) {
  const pictures = page.querySelector(".hn-pictures");
  page.clear();
  page.showFirst();
  bringToMiddle(pictures);
  pictures.querySelector("button")?.focus({ preventScroll: true });
}

/** Make the cells in the sentences about the answer links to their arithmetic; the first is why. */
export function linkAnswer(page) {
  const symbols = [...page.querySelectorAll(".hn-pictures [data-cell]")];
  const cells = symbols.map(({ dataset }) => Number(dataset.cell.split("/")[1]));
  const questions = [() => [why(page, cells[0])], () => whyNot(page, cells[0], cells[1])];
  symbols.forEach((symbol, i) => {
    symbol.parentElement.append(...(questions[i]?.() ?? []));
    symbol.replaceWith(link(page, cells[i], [...symbol.childNodes]));
  });
}

const why = (page, cell) => link(page, cell, "Why?", "hn-change");

/** A button that compares an output with another one, if their sums can be. */
const whyNot = (page, cell, other) => (pairsOf(page, page.classes, [cell, other]).length
  ? [link(page, cell, `Why not class ${other}?`, "hn-change", other)] : []);

/** A button that leads to the arithmetic of an output, or compares it with another one. */
function link(page, cell, words, classes = "hn-term hn-link", other = undefined) {
  const button = make("button", classes, words, { type: "button" });
  button.addEventListener("click", () => {
    const [square] = page.squares.of(page.classes, cell);
    page.compared = { square, other };
    page.choose(page.classes, cell);
  });
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
    return [link(page, cell, lettered(cellName(program, classes, cell))), ...lettered(` ${exact ? "=" : "≈"} ${text}`)];
  };
  page.querySelector(".hn-pictures > :last-child").append(make("div", "hn-now", [
    make("p", "", ["The largest output is now ", ...valued(first), `: the answer is class ${first}.`, why(page, first)]),
    make("p", "", ["The next largest is ", ...valued(second), `, of class ${second}.`, ...whyNot(page, first, second)]),
  ]));
}
