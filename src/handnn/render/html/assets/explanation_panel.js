// The card below the sheet: where the cell in question comes from, each factor in its role's colour.

import { cellName, equation, show } from "../../../arithmetic/js/write.js";
import { keyOf } from "./cells.js";
import { guessForm } from "./answer_form.js";
import { lettered, make } from "./numbers.js";

const MANY_TERMS = 24;
const MANY_READERS = 12;
const HINT = "Point at a number, or walk with the arrow keys, to see where it comes from. "
  + "Numbers in print can be changed.";

/** The card and its parts: lines of arithmetic, the form for an answer, and the status line. */
export function cardFor() {
  const lines = make("div", "hn-lines", hint());
  const { guess, answer } = guessForm();
  const said = make("p", "hn-said", "", { role: "status" });
  const card = make("section", "hn-card", [lines, guess, said], { "aria-label": "Arithmetic" });
  return { card, lines, guess, answer, said };
}

/** What the card says while no cell is in question. */
export function hint() {
  return make("p", "hn-hint", HINT);
}

/** A line of pieces as nodes; the pieces that are cells lead back to them. */
export function lineOf(page, pieces, result, isLinked = true) {
  const first = pieces[0];
  return pieces.map((piece) => {
    if (piece.isResult) return make("span", "hn-result", lettered(result ?? piece.text));
    if (piece.variable === undefined) return make("span", "", lettered(piece.text));
    const colour = `hn-${page.data.colours[piece.variable] ?? "ink"}`;
    const isItself = piece.variable === first.variable && piece.cell === first.cell;
    if (isItself || !isLinked) return make("span", isItself ? "" : `hn-term ${colour}`, lettered(piece.text));
    const term = make("button", `hn-term ${colour}`, lettered(piece.text), { type: "button" });
    term.dataset.cell = keyOf(piece.variable, piece.cell);
    term.setAttribute("aria-label", `${piece.text}, ${cellName(page.program, piece.variable, piece.cell)}`);
    return term;
  });
}

/** What the card says of a square. */
export function describeSquare(page, square) {
  const said = [];
  for (const { name, cell } of square.chain) {
    const known = page.player.knows(name, cell);
    if (!page.program.computed[name]) said.push(...ofGiven(page, name, cell));
    else if (page.isStale(name)) said.push(...stale(page, name, cell));
    else {
      const lines = equation(page.program, page.run, name, cell, MANY_TERMS);
      const isAskable = page.player.canAsk(name, cell);
      const shown = known || isAskable ? lines : lines.slice(0, 1);
      shown.forEach((pieces, i) => {
        const isLast = i === lines.length - 1;
        const kind = isLast && (known || isAskable) ? "hn-numbers" : "hn-symbols";
        said.push(make("p", kind, lineOf(page, pieces, known ? undefined : "?")));
      });
    }
  }
  return said;
}

function ofGiven(page, name, cell) {
  const symbol = cellName(page.program, name, cell);
  const value = page.run.values[name][cell];
  const before = page.first.values[name][cell];
  const title = [...lettered(`${symbol} = `), make("span", `hn-term hn-${page.data.colours[name]}`, lettered(show(value).text))];
  if (value !== before) title.push(make("span", "hn-was", lettered(`  (was ${show(before).text})`)));
  const readers = page.readers.get(keyOf(name, cell)) ?? [];
  const links = readers.slice(0, MANY_READERS).flatMap((reader, i) => {
    const written = cellName(page.program, reader.name, reader.cell);
    const term = make("button", `hn-term hn-${page.data.colours[reader.name]}`, lettered(written), { type: "button" });
    term.dataset.cell = keyOf(reader.name, reader.cell);
    return i ? [", ", term] : [term];
  });
  const rest = readers.length > MANY_READERS ? `, and ${readers.length - MANY_READERS} more` : "";
  const change = make("button", "hn-change", "Change it", { type: "button" });
  return [
    make("p", "hn-numbers", [...title, change]),
    ...(links.length ? [make("p", "hn-symbols", ["given; goes into ", ...links, rest])] : []),
  ];
}

function stale(page, name, cell) {
  const symbol = cellName(page.program, name, cell);
  return [make("p", "hn-symbols", [...lettered(symbol), " needs Python: with these numbers the layer decides otherwise."])];
}
