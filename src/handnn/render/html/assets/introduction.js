// The first result fills itself in once: its factors go into the sum, and the sum into its square.

import { HINT } from "./explanation_panel.js";
import { showStatus } from "./status.js";

const STEP = 170; // milliseconds for a piece of the sum
const REST = 700; // for the result to arrive

let isDone = false; // once on a page, however many sheets it has

/** Fill in the first result as soon as it is seen, unless the reader asked for less motion. */
export function introduce(page) {
  if (isDone || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const [first] = page.stepper.order;
  const [square] = first ? page.squares.of(first.name, first.cell) : [];
  if (!square) return;
  const observer = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    observer.disconnect();
    const isRead = page.querySelector(".told"); // the text beside it is about something else
    if (!isDone && !page.selected && !page.stepper.isOn && !isRead) play(page, square);
    isDone = true;
  }, { threshold: 1 });
  observer.observe(square.element);
}

function play(page, square) {
  page.select(square);
  const pieces = [...page.lines.lastElementChild.children];
  const end = STEP * pieces.length;
  pieces.forEach((piece, i) => { piece.style.animationDelay = `${STEP * i}ms`; });
  square.element.style.animationDelay = `${end}ms`;
  page.classList.add("hn-introducing");
  square.element.classList.add("hn-arriving");
  const steps = pieces.map((piece, i) => setTimeout(() => page.point(piece.dataset.cell), STEP * i));
  const stop = () => {
    [...steps, last].forEach(clearTimeout);
    page.point();
    page.classList.remove("hn-introducing");
    square.element.classList.remove("hn-arriving");
    square.element.style.animationDelay = "";
    page.removeEventListener("pointerdown", stop);
    page.removeEventListener("keydown", stop);
  };
  const last = setTimeout(() => {
    stop();
    showStatus(page, HINT);
  }, end + REST);
  page.addEventListener("pointerdown", stop);
  page.addEventListener("keydown", stop);
}
