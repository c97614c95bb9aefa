// The input as pictures: their points follow the numbers, and lead to their squares. Beside them stands
// which output is the largest, with links to its arithmetic.

import { make } from "./numbers.js";

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
    const link = (classes, words) => {
      const button = make("button", classes, words, { type: "button" });
      button.addEventListener("click", () => page.choose(name, Number(cell)));
      return button;
    };
    if (!i) symbol.parentElement.append(link("hn-change", "Why?"));
    symbol.replaceWith(link("hn-term hn-link", [...symbol.childNodes]));
  });
}
