// The input as a picture: its points follow the numbers, and lead to their squares.

/** Draw the picture anew, if there is one: as `pixels` in Python does. */
export function drawPicture({ input, run, points }) {
  const values = points.map((_, cell) => run.values[input][cell]);
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  points.forEach((point, cell) => {
    const value = values[cell];
    const share = Number.isFinite(value) ? (value - low) / (high - low || 1) : 1;
    point.setAttribute("fill-opacity", share.toFixed(3));
  });
}

/** The points of the picture, each of which chooses its square. */
export function pointsOf(page) {
  const points = [...page.querySelectorAll(".hn-picture rect")];
  points.forEach((point, cell) => point.addEventListener("click", () => page.choose(page.input, cell)));
  return points;
}
