// Two numbers of one array side by side: the terms of their sums in pairs, and by how much each pair differs.

import { cellName, addendsOf } from "../../../arithmetic/js/write.js";
import { lettered, make, withMinus } from "./numbers.js";

const MOST = 5; // pairs, those that differ most

/** The terms of two sums that are written alike, in pairs, those that differ most first; none if they are not. */
export function pairsOf({ program, run }, name, cells) {
  if (run.broken.has(name)) return [];
  const [ours, theirs] = cells.map((cell) => addendsOf(program, run, name, cell));
  if (ours.length < 2 || ours.length !== theirs.length) return [];
  const pairs = ours.map((term, i) => [term, theirs[i]]);
  return pairs.sort((one, other) => Math.abs(differenceOf(other)) - Math.abs(differenceOf(one)));
}

const differenceOf = ([ours, theirs]) => ours.value - theirs.value;

/**
 * A table of two numbers: the pairs of terms, the smallest differences together, and the sums.
 *
 * @param write what makes nodes of the pieces of a term
 */
export function comparison(page, name, cells, write) {
  const pairs = pairsOf(page, name, cells);
  const shown = pairs.slice(0, pairs.length > MOST + 1 ? MOST : undefined); // a single one is as quickly written
  const others = pairs.slice(shown.length);
  const number = (value) => withMinus(page.show(value).text);
  const row = (first, second, more, tag = "td") => make("tr", "", [first, second, more].map((each) => make(tag, "", each)));
  const counted = (values, note) => row(...values.map((value, i) => `${note[i]}${number(value)}`), signed(number, values));
  const term = ({ pieces, value }) => [...write(pieces), ...(pieces.length > 1 ? resultOf(page.show(value)) : [])];
  const together = [0, 1].map((i) => others.reduce((sum, pair) => sum + pair[i].value, 0));
  const symbols = cells.map((cell) => lettered(cellName(page.program, name, cell)));
  return make("table", "hn-comparison", [
    make("thead", "", row(...symbols, "difference", "th")),
    make("tbody", "", [
      ...shown.map((pair) => row(...pair.map(term), signed(number, pair.map(({ value }) => value)))),
      ...(others.length ? [counted(together, [`${others.length} others: `, ""])] : []),
    ]),
    make("tfoot", "", counted(cells.map((cell) => page.run.values[name][cell]), ["", ""])),
  ]);
}

const resultOf = ({ text, exact }) => [` ${exact ? "=" : "≈"} ${withMinus(text)}`];

/** By how much the first of two numbers is larger. */
const signed = (number, [first, second]) => `${first > second ? "+" : ""}${number(first - second)}`;
