// Predict first: the reader answers before the sheet does.

import { cellName, show } from "../../../arithmetic/js/write.js";
import { make, numberIn } from "./numbers.js";
import { say } from "./status.js";

/** The form below the arithmetic, and the field in it. */
export function guessForm() {
  const answer = make("input", "", [], { type: "text", autocomplete: "off", "aria-label": "Your answer" });
  const guess = make("form", "hn-guess", [
    make("label", "", ["Your answer ", answer]),
    make("button", "hn-button", "Check", { type: "submit" }),
  ]);
  guess.hidden = true;
  return { guess, answer };
}

/** Show the form where a square waits for its answer. */
export function showGuess(page, square) {
  const { player } = page;
  const isAsked = player.isOn && player.asks && player.isAsked && !player.byLayer
    && player.next && page.squares.of(player.next.name, player.next.cell).includes(square);
  page.guess.hidden = !isAsked;
  if (!isAsked) page.answer.value = "";
}

/** Say whether the answer is right, and ask for the next one. */
export function checkGuess(page) {
  const { player, answer } = page;
  const { name, cell } = player.next;
  const guess = numberIn(answer.value);
  if (guess === null) {
    say(page, [`“${answer.value}” is not a number.`], true);
    return;
  }
  const value = page.run.values[name][cell];
  const shown = show(value);
  const isRight = Math.abs(guess - value) <= (shown.exact ? 1e-9 : 0.005) * Math.max(1, Math.abs(value));
  player.forward();
  const symbol = cellName(page.program, name, cell);
  const verdict = isRight ? "Right" : `Not ${show(guess).text}`;
  say(page, `${verdict}: ${symbol} is ${shown.text}.`, !isRight);
  player.ask();
  answer.focus();
}
