// The words of a sheet: in its status line, which screen readers read out, and in the labels of squares.

import { DECIDES } from "../../../arithmetic/js/evaluate.js";
import { cellName } from "../../../arithmetic/js/write.js";
import { lettered } from "./numbers.js";

export function showStatus(page, words, isBad = false) {
  page.status.replaceChildren(...(typeof words === "string" ? lettered(words) : words));
  page.status.classList.toggle("bad", isBad);
}

export function reportChange(page, symbol, value, before) {
  let count = 0;
  for (const name of Object.keys(page.program.computed)) {
    page.run.values[name].forEach((each, i) => { count += !Object.is(each, before.values[name][i]); });
  }
  const others = count === 1 ? "1 computed number changes" : `${count} computed numbers change`;
  showStatus(page, `${symbol} is now ${page.show(value).text}; ${others}. ${wherePython(page)}`.trim());
}

/** The first array that needs Python, and why, in a sentence; empty if there is none. */
export function wherePython(page) {
  const [first] = page.run.broken.keys();
  return first ? `Python is needed from ${first} on: ${whyPython(page, first)}.` : "";
}

/** Why an array cannot be computed in the page. */
export function whyPython(page, name) {
  const why = page.run.broken.get(name);
  return why === DECIDES ? "with these numbers the code takes another branch"
    : `this page does not know the operation “${why}”`;
}

/** Say that what was typed into a square is not a number, and that the old value stays. */
export function reportInvalid(page, written, symbol, value) {
  const rest = ` is not a number: ${symbol} stays ${page.show(value).text}. Write one like −1.5, 0,25 or 1/3.`;
  showStatus(page, [`“${written}”`, ...lettered(rest)], true);
}

export function reportRevealed(page, name, cell, isLayer) {
  const value = page.show(page.run.values[name][cell]).text;
  showStatus(page, isLayer ? `${name} is revealed.` : `${cellName(page.program, name, cell)} is ${value}.`);
}

/** A square in words, with the values along its chain that are visible. */
export function labelOf(page, square, texts, isStale, isChanged) {
  const symbols = square.chain.map(({ name, cell }) => cellName(page.program, name, cell));
  if (isStale) return `${symbols.join(", ")}: needs Python`;
  if (!texts.length) return `${symbols.join(", ")}: not revealed`;
  const words = texts.map((each, i) => `${symbols[i]} = ${each}`);
  const last = square.chain[texts.length - 1];
  if (page.isOff(last.name, last.cell)) words.push("switched off");
  if (isChanged) words.push("changed");
  return words.join(", ");
}
