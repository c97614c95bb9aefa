// The input as pictures: their points follow the numbers, and lead to their squares.

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
