// Predict first: the reader answers before the sheet does, with a second try and a hint.

import { slotsOf } from "../../../arithmetic/js/evaluate.js";
import { cellName } from "../../../arithmetic/js/write.js";
import { lettered, make, numberIn, precisionOf } from "./numbers.js";
import { showStatus } from "./status.js";

const ENOUGH = 2; // significant digits of an answer, where the value is shown rounded
const TRIES = 2;

/** The form with the question, and its parts. */
export function answerForm() {
  const field = make("input", "", [], { type: "text", autocomplete: "off", "aria-label": "Your answer" });
  const question = make("span");
  const hint = make("button", "hn-button", "Hint", { type: "button" });
  const form = make("form", "hn-answer", [
    make("label", "", [question, field]),
    make("button", "hn-button", "Check", { type: "submit" }),
    hint,
  ]);
  form.hidden = true;
  return { answerForm: form, answerField: field, answerQuestion: question, answerHint: hint };
}

/** Show the form if this square is waiting for an answer. */
export function showAnswerForm(page, square) {
  const { stepper, answerForm: form, answerField: field } = page;
  const isWaiting = stepper.isAsking && isNext(page, square);
  form.hidden = !isWaiting;
  if (!isWaiting) {
    field.value = "";
    return;
  }
  const symbol = cellName(page.program, stepper.next.name, stepper.next.cell);
  page.answerQuestion.replaceChildren(...lettered(`${symbol} = `));
  field.setAttribute("aria-label", `Your answer for ${symbol}`);
  field.setAttribute("aria-description", [...page.lines.children].map((line) => line.textContent).join("; "));
  page.answerHint.hidden = stepper.isHinted;
}

/** Whether a square shows the cell that is next. */
export const isNext = ({ stepper, squares }, square) =>
  Boolean(stepper.next) && squares.of(stepper.next.name, stepper.next.cell).includes(square);

/** Show the sum to work out: the numbers stand in it. */
export function giveHint(page) {
  page.stepper.isHinted = true;
  page.showExplanation();
  showStatus(page, "Work out this sum.");
  page.answerField.focus();
}

/** Say whether the answer is right; a wrong one may be bettered once, then the next is asked for. */
export function checkAnswer(page) {
  const { stepper, answerField, show } = page;
  const { name, cell } = stepper.next;
  const written = answerField.value;
  if (numberIn(written) === null) {
    showStatus(page, written.trim() ? [`“${written}” is not a number.`] : "Type a number first.", true);
    return;
  }
  const value = page.run.values[name][cell];
  const isRight = [value, fromShown(page, name, cell)].some((each) => agrees(written, each, show));
  stepper.tries += 1;
  const not = `Not ${show(numberIn(written)).text}`;
  if (!isRight && stepper.tries < TRIES) {
    showStatus(page, `${not}. Try once more${stepper.isHinted ? "" : ", or take the hint"}.`, true);
    answerField.select();
    return;
  }
  goOn(page, isRight ? "Right" : not, isRight);
}

/** Reveal the number that is asked for without an answer. */
export const skipAnswer = (page) => goOn(page, "No answer", false);

/** Reveal the number that is asked for, count it, and ask for the next one. */
function goOn(page, verdict, isRight) {
  const { stepper, show } = page;
  const { name, cell } = stepper.next;
  stepper.count(isRight && stepper.tries === 1);
  stepper.forward();
  const off = page.isOff(name, cell) ? ", switched off" : "";
  const is = `${cellName(page.program, name, cell)} is ${show(page.run.values[name][cell]).text}${off}`;
  const score = `${stepper.nRight} of ${stepper.nAsked} right at the first try.`;
  showStatus(page, `${verdict}: ${is}. ${score}`, !isRight);
  stepper.ask();
  (stepper.next ? page.answerField : page.selected.element).focus();
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
