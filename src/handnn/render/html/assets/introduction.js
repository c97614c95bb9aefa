// The first result fills itself in once: its factors go into the sum, and the sum into its square. It
// keeps out of the reader's way, and ends with the first thing that is done on the sheet.

import { HINT } from "./explanation_panel.js";
import { heightAround } from "./scrolling.js";
import { showStatus } from "./status.js";

const STEP = 120; // milliseconds for a piece of the sum
const REST = 700; // for the result to arrive
const SEEN = 0.7; // of the arithmetic: its lines
const PIECES = ":scope > :not(.hn-together), .hn-together > *";
const ENDS = ["pointerover", "pointerdown", "keydown", "focusin", "handnn-light"]; // what the reader does

let isDone = false; // once on a page, however many sheets it has

/**
 * Fill in the first result as soon as it is seen, with its arithmetic where the window has room for
 * both, unless the reader asked for less motion.
 */
export function introduce(page) {
  if (isDone || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const [first] = page.stepper.order;
  const [square] = first ? page.squares.of(first.name, first.cell) : [];
  if (!square) return;
  const observer = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    observer.disconnect();
    const isRead = page.querySelector(".told"); // the text beside it is about something else
    if (!isDone && !page.inQuestion && !page.stepper.isOn && !isRead) play(page, square);
    isDone = true;
  }, { threshold: SEEN });
  observer.observe(hasRoom(page, square) ? page.panel : square.element);
}

/** Whether a square and the arithmetic below the sheet can be seen at once. */
const hasRoom = ({ panel }, { element }) =>
  panel.getBoundingClientRect().bottom - element.getBoundingClientRect().top <= heightAround(panel);

function play(page, square) {
  page.showExplanation(square);
  showStatus(page, HINT);
  const pieces = [...page.lines.lastElementChild.querySelectorAll(PIECES)];
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
    for (const each of ENDS) page.removeEventListener(each, stop);
  };
  const last = setTimeout(stop, end + REST);
  for (const each of ENDS) page.addEventListener(each, stop);
}
