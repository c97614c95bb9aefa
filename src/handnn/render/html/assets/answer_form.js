// Predict first: the reader answers before the sheet does.

import { slotsOf } from "../../../arithmetic/js/evaluate.js";
import { cellName } from "../../../arithmetic/js/write.js";
import { make, numberIn, precisionOf } from "./numbers.js";
import { showStatus } from "./status.js";

const ENOUGH = 2; // significant digits of an answer, where the value is shown rounded

/** The form below the arithmetic, and the field in it. */
export function answerForm() {
  const field = make("input", "", [], { type: "text", autocomplete: "off", "aria-label": "Your answer" });
  const form = make("form", "hn-answer", [
    make("label", "", ["Your answer ", field]),
    make("button", "hn-button", "Check", { type: "submit" }),
  ]);
  form.hidden = true;
  return { answerForm: form, answerField: field };
}

/** Show the form if this square is waiting for an answer. */
export function showAnswerForm(page, square) {
  const { stepper } = page;
  const isWaiting = stepper.isOn && stepper.isWaiting && stepper.predicts && !stepper.byLayer && stepper.next
    && page.squares.of(stepper.next.name, stepper.next.cell).includes(square);
  page.answerForm.hidden = !isWaiting;
  if (!isWaiting) page.answerField.value = "";
}

/** Say whether the answer is right, and ask for the next one. */
export function checkAnswer(page) {
  const { stepper, answerField, show } = page;
  const { name, cell } = stepper.next;
  const written = answerField.value;
  if (numberIn(written) === null) {
    showStatus(page, [`“${written}” is not a number.`], true);
    return;
  }
  const value = page.run.values[name][cell];
  const isRight = [value, fromShown(page, name, cell)].some((each) => agrees(written, each, show));
  stepper.forward();
  const verdict = isRight ? "Right" : `Not ${show(numberIn(written)).text}`;
  showStatus(page, `${verdict}: ${cellName(page.program, name, cell)} is ${show(value).text}.`, !isRight);
  stepper.ask();
  answerField.focus();
}

/**
 * Whether an answer is right to the digits that are shown of a value. Where those are rounded, an
 * answer that is rounded further is right too: 0.33 for 0.3333.
 */
export function agrees(written, value, show) {
  const answer = numberIn(written);
  const shown = show(value);
  if (shown.exact) return show(answer).text === shown.text;
  if (show(answer, 0).text === shown.text) return true; // rounded as the value is
  const { digits, unit } = precisionOf(written);
  return digits >= ENOUGH && Math.abs(answer - Number(shown.text)) <= (unit / 2) * (1 + 1e-9);
}

/** The value of a cell, computed from its operands as the page shows them. */
function fromShown({ program, run, show }, name, cell) {
  const array = program.computed[name];
  const asShown = (value) => (Number.isFinite(value) ? Number(show(value).text) : value);
  return Number(slotsOf(array, (read) => run.values[read].map(asShown))[array.cells[cell]]);
}
