// A neuron that looks at the whole picture has a weight for each point: these are a picture themselves.

import { cellName } from "../../../arithmetic/js/write.js";
import { operandsOf } from "./highlight.js";
import { lettered, make } from "./numbers.js";

const SMALLER = 0.22; // of a point, left free around a negative weight

/** The weights behind a cell as a figure; of a cell that is no such neuron's none. */
export function neuronPicture(page, name, cell) {
  const [points] = page.pictures;
  const operands = points ? operandsOf(page.program, name, cell) : [];
  if (operands.length === 1) return neuronPicture(page, operands[0].name, operands[0].cell); // ReLU's
  const weights = weightsOf(page, operands, points?.length);
  if (!weights) return [];
  const symbol = lettered(cellName(page.program, name, cell));
  const words = make("figcaption", "", ["The weights of ", ...symbol, "; small tiles are negative"]);
  return [make("figure", "hn-neuron", [tilesOf(weights, points[0].element.parentElement), words])];
}

/** As many weights as the picture has points, if the operands have the whole picture. */
function weightsOf({ input, run }, operands, size) {
  const byName = new Map();
  for (const { name, cell } of operands) byName.set(name, [...(byName.get(name) ?? []), run.values[name][cell]]);
  if (byName.get(input)?.length !== size) return undefined;
  byName.delete(input);
  return [...byName.values()].find((values) => values.length === size);
}

/** The stronger the colour, the larger the weight, as `tiles` in Python draws them. */
function tilesOf(weights, picture) {
  const svg = picture.cloneNode(true);
  svg.setAttribute("aria-hidden", "true");
  const largest = Math.max(...weights.map(Math.abs)) || 1;
  weights.forEach((weight, i) => {
    const tile = svg.children[i];
    const side = Number(tile.getAttribute("width"));
    const inset = weight < 0 ? SMALLER * side : 0;
    for (const along of ["x", "y"]) tile.setAttribute(along, Number(tile.getAttribute(along)) + inset);
    for (const across of ["width", "height"]) tile.setAttribute(across, side - 2 * inset);
    if (weight < 0) tile.setAttribute("class", "less");
    tile.setAttribute("fill-opacity", (Math.abs(weight) / largest).toFixed(3));
  });
  return svg;
}
