// What a sheet says: in its status line, which screen readers speak, and as the label of a square.

import { cellName, show } from "../../../arithmetic/js/write.js";
import { lettered } from "./numbers.js";

export function say(page, words, isBad = false) {
  page.said.replaceChildren(...(typeof words === "string" ? lettered(words) : words));
  page.said.classList.toggle("bad", isBad);
}

export function sayChanged(page, symbol, value, before) {
  let count = 0;
  for (const name of Object.keys(page.program.computed)) {
    page.run.values[name].forEach((each, i) => { count += !Object.is(each, before.values[name][i]); });
  }
  const others = count === 1 ? "1 computed number changes" : `${count} computed numbers change`;
  const stale = page.run.broken.length
    ? ` From ${page.run.broken[0]} on Python is needed: with these numbers the layer decides otherwise.` : "";
  say(page, `${symbol} is now ${show(value).text}; ${others}.${stale}`);
}

/** What was written into a square is no number, and the old one stays. */
export function sayRefused(page, written, symbol, value) {
  const rest = ` is not a number: ${symbol} stays ${show(value).text}. Write one like −1.5, 0,25 or 1/3.`;
  say(page, [`“${written}”`, ...lettered(rest)], true);
}

export function sayRevealed(page, name, cell, isLayer) {
  const value = show(page.run.values[name][cell]).text;
  say(page, isLayer ? `${name} is revealed.` : `${cellName(page.program, name, cell)} is ${value}.`);
}

/** A square in words, with the texts along its chain that are to be seen. */
export function labelOf(page, square, texts, isStale, isChanged) {
  const symbols = square.chain.map(({ name, cell }) => cellName(page.program, name, cell));
  if (isStale) return `${symbols.join(", ")}: needs Python`;
  if (!texts.length) return `${symbols.join(", ")}: not revealed`;
  const said = texts.map((each, i) => `${symbols[i]} = ${each}`).join(", ");
  return said + (isChanged ? ", changed" : "");
}
