// The events of a sheet: pointer and keys on its squares, on the panel, and on the controls.

import { press } from "./controls.js";
import { drawList } from "./drawing.js";
import { startEditing } from "./editing.js";
import { checkAnswer, giveHint } from "./answer_form.js";
import { showPictures } from "./picture.js";
import { keepInSight } from "./scrolling.js";

const NUMERIC = /^[\d.,+−-]$/; // a key with which a number begins
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function listen(page) {
  listenToSquares(page);
  listenToPanel(page);
  page.bar.addEventListener("click", (event) => press(page, event.target.closest("[data-do]")));
  page.bar.addEventListener("keydown", (event) => onKeyOfControls(page, event));
  page.querySelector(".hn-arithmetic")?.addEventListener("toggle", () => drawList(page));
  window.addEventListener("beforeprint", () => drawList(page, true));
  if (page.isLinked) window.addEventListener("hashchange", () => page.readLink());
}

function listenToSquares(page) {
  const squareAt = (target) => page.squares.byElement.get(target.closest?.("td"));
  const { sheet } = page;
  const pointer = {}; // where it was last; a square may also be scrolled under it
  window.addEventListener("pointermove", ({ clientX, clientY }) => Object.assign(pointer, { clientX, clientY }));
  sheet.addEventListener("pointerover", (event) => {
    const hasMoved = event.clientX !== pointer.clientX || event.clientY !== pointer.clientY;
    const square = squareAt(event.target);
    const isChosen = page.selected !== undefined; // what was chosen stays until another is
    if (square && !isChosen && hasMoved && event.pointerType !== "touch") page.showExplanation(square);
  });
  sheet.addEventListener("pointerleave", () => page.showExplanation());
  sheet.addEventListener("focusin", (event) => {
    const square = squareAt(event.target);
    if (square && square.element === event.target) page.select(square);
  });
  let pressed; // when it is released, the arithmetic may have come under the pointer
  page.addEventListener("pointerdown", ({ target }) => { pressed = squareAt(target); });
  page.addEventListener("click", (event) => {
    const square = pressed ?? squareAt(event.target);
    pressed = undefined;
    if (!square || event.target.localName === "input") return;
    if (square !== page.selected) page.select(square); // it has had the focus
    if (square === page.lastClicked && square.given) startEditing(page, square);
    else keepInSight(square.element, page.panel);
    page.lastClicked = square;
  });
  sheet.addEventListener("keydown", (event) => onKey(page, event, squareAt(event.target)));
}

function onKey(page, event, square) {
  if (!square || event.ctrlKey || event.metaKey || event.altKey || goesToAnswer(page, event)) return;
  const { key } = event;
  if (ARROWS[key]) {
    const next = page.squares.next(square, ...ARROWS[key]);
    if (next) page.select(next, true);
  } else if (key === "Home" || key === "End") {
    const row = square.block.squares.filter((each) => each.i === square.i);
    page.select(row.at(key === "Home" ? 0 : -1), true);
  } else if (key === "Escape") page.clear();
  else if (square.given && (key === "Enter" || key === "F2")) startEditing(page, square);
  else if (square.given && NUMERIC.test(key)) startEditing(page, square, key);
  else if (!square.given && page.stepper.isOn && key === "Enter") {
    page.stepper.revealUpTo(square.chain.at(-1).name, square.chain.at(-1).cell);
  } else return;
  event.preventDefault();
}

/** From the controls, arrow keys lead to the chosen square, and what is typed to the answer that is asked for. */
function onKeyOfControls(page, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || goesToAnswer(page, event) || !ARROWS[event.key]) return;
  page.select(page.entry, true);
  event.preventDefault();
}

/** Let what is typed begin the answer, if one is asked for. */
function goesToAnswer({ answerForm, answerField }, { key }) {
  const isAnswer = !answerForm.hidden && NUMERIC.test(key);
  if (isAnswer) answerField.focus();
  return isAnswer;
}

function listenToPanel(page) {
  const { panel } = page;
  panel.addEventListener("pointerover", (event) => page.point(event.target.closest("[data-cell]")?.dataset.cell));
  panel.addEventListener("pointerleave", () => page.point());
  panel.addEventListener("focusin", (event) => page.point(event.target.dataset.cell));
  panel.addEventListener("focusout", () => page.point());
  panel.addEventListener("click", (event) => {
    const term = event.target.closest("[data-cell]");
    if (term) {
      const [square] = page.squares.byKey.get(term.dataset.cell) ?? [];
      page.point();
      if (square) page.follow(square);
    } else if (event.target.closest(".hn-all")) page.writeOut();
    else if (event.target.closest(".hn-change")) startEditing(page, page.inQuestion);
    else if (event.target.closest(".hn-close")) page.clear();
    else if (event.target.closest('[data-way="back"]')) page.goBack();
    else if (event.target.closest('[data-way="picture"]')) showPictures(page);
  });
  page.answerForm.addEventListener("submit", (event) => {
    event.preventDefault();
    checkAnswer(page);
  });
  page.answerHint.addEventListener("click", () => giveHint(page));
}
