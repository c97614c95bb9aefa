// The panel below the sheet: where the chosen cell comes from, each factor in the colour of its role.

import { cellName, equation } from "../../../arithmetic/js/write.js";
import { keyOf } from "./cells.js";
import { answerForm, isNext } from "./answer_form.js";
import { comparison } from "./comparison.js";
import { neuronPicture } from "./neuron_picture.js";
import { lettered, make } from "./numbers.js";
import { whyPython } from "./status.js";

const MANY_TERMS = 24; // of one sum, before only the largest are written
const LARGEST_TERMS = 12;
const MANY_READERS = 12;
const HOW = matchMedia("(hover: none)").matches ? "Tap a number" : "Point at a number, or move with the arrow keys,";
export const HINT = `${HOW} to see where it comes from. Printed numbers can be changed.`;

/** The panel and its parts: lines of arithmetic, the form for an answer, and the status line. */
export function explanationPanel(title) {
  const lines = make("div", "hn-lines", hint(), { tabindex: -1 });
  const form = answerForm();
  const status = make("p", "hn-status", "", { role: "status" });
  const close = make("button", "hn-close", "×", { type: "button", "aria-label": "Close the arithmetic" });
  const ways = make("p", "hn-ways");
  const parts = [form.answerForm, lines, ways, status, close]; // the answer is one Tab from its question
  const label = `Arithmetic: ${title}`; // one page may show several sheets
  const panel = make("section", "hn-explanation", parts, { "aria-label": label });
  return { panel, lines, ways, status, ...form };
}

/** What the panel says while no cell is chosen. */
export function hint() {
  return make("p", "hn-hint", HINT);
}

/** A line of pieces as nodes; pieces that are cells become buttons that lead to them. */
export function lineOf(page, pieces, result, isLinked = true) {
  const first = pieces[0];
  return pieces.map((piece) => {
    if (piece.isResult) return make("span", "hn-result", lettered(result ?? piece.text));
    if (piece.isCount && isLinked) return make("button", "hn-term hn-all", lettered(piece.text), { type: "button", title: "Write all terms" });
    if (piece.variable === undefined) return make("span", "", lettered(piece.text));
    const colour = `hn-${page.data.colours[piece.variable] ?? "ink"}`;
    const isItself = piece.variable === first.variable && piece.cell === first.cell;
    if (isItself || !isLinked) return make("span", isItself ? "" : `hn-term ${colour}`, lettered(piece.text));
    const term = make("button", `hn-term ${colour}`, lettered(piece.text), { type: "button" });
    term.dataset.cell = keyOf(piece.variable, piece.cell);
    const symbol = cellName(page.program, piece.variable, piece.cell);
    term.setAttribute("aria-label", piece.text === symbol ? symbol : `${piece.text}, ${symbol}`);
    return term;
  });
}

/** The pieces of a line in groups that stay on one line: it may be broken at a space, and nowhere else. */
function together(nodes) {
  const groups = [[]];
  for (const node of nodes) {
    if (/^\s|\s$/.test(node.textContent)) groups.push(node, []);
    else groups.at(-1).push(node);
  }
  return groups.filter((group) => group.length !== 0).map((group) => (group.length ? make("span", "hn-together", group) : group));
}

/** The explanation of a square, as paragraphs. */
export function describeSquare(page, square) {
  const { name, cell } = square.chain.at(-1);
  if (isCompared(page, square)) return compared(page, name, cell);
  const paragraphs = neuronPicture(page, name, cell);
  for (const { name, cell } of square.chain) {
    const known = page.stepper.isRevealed(name, cell);
    if (!page.program.computed[name]) paragraphs.push(...ofGiven(page, name, cell));
    else if (page.needsPython(name)) paragraphs.push(needsPython(page, name, cell));
    else {
      const lines = arithmeticOf(page, square, name, cell);
      const hasNumbers = known || (page.stepper.canAsk(name, cell) && !keepsSum(page, square));
      const shown = hasNumbers ? lines : lines.slice(0, 1);
      shown.forEach((pieces, i) => {
        const isLast = i === shown.length - 1; // whose terms lead to their cells
        const kind = isLast && hasNumbers ? "hn-numbers" : "hn-symbols";
        paragraphs.push(make("p", kind, together(lineOf(page, pieces, known ? undefined : "?", isLast))));
      });
    }
  }
  if (page.stepper.isAsking && page.stepper.next && !isNext(page, square)) {
    paragraphs.push(make("p", "hn-symbols", ["The question is ", linkTo(page, page.stepper.next), "."]));
  }
  if (square === page.writtenOut) paragraphs.push(make("p", "", foldAgain()));
  if (name === page.classes) paragraphs.push(make("p", "hn-hint", `The output of class ${cell}: classes count from 0, cells from 1.`));
  return paragraphs;
}

/** Whether a square is compared with another output, and both may be seen. */
function isCompared({ compared, stepper }, square) {
  const { name, cell } = square.chain.at(-1);
  const { other } = compared ?? {};
  return other !== undefined && square === compared.square && [cell, other].every((each) => stepper.isRevealed(name, each));
}

/** A number beside another one of its array: why it is larger. */
function compared(page, name, cell) {
  const { other } = page.compared;
  const words = `Why class ${cell}, and not class ${other}? Where they differ most:`;
  const write = (pieces) => lineOf(page, [{ text: "" }, ...pieces]).slice(1); // left of the first piece is its name
  return [make("p", "hn-symbols", words), comparison(page, name, [cell, other], write)];
}

/** What leads from all terms of a sum to its largest ones. */
const foldAgain = () => make("button", "hn-term hn-all", "Only the largest terms", { type: "button" });

/** The ways that lead from a number: to the one whose arithmetic led to it, and to the picture. */
export function waysBack({ trail, program, pictures }) {
  const way = (kind, words) => make("button", "hn-button", words, { type: "button", "data-way": kind });
  const last = trail.at(-1)?.chain.at(-1);
  return [
    ...(last ? [way("back", lettered(`← ${cellName(program, last.name, last.cell)}`))] : []),
    ...(pictures.length ? [way("picture", "↑ The picture")] : []),
  ];
}

/** The arithmetic of a number; a long sum is written in full when it is asked for. */
function arithmeticOf(page, square, name, cell) {
  const write = (terms) => equation(page.program, page.run, name, cell, terms);
  if (square === page.writtenOut) return write(Infinity);
  const lines = write(MANY_TERMS);
  return lines.flat().some((piece) => piece.isCount) ? write(LARGEST_TERMS) : lines;
}

/** Whether the sum of a square is left to the reader. */
const keepsSum = (page, square) => page.stepper.isAsking && !page.stepper.isHinted && isNext(page, square);

/** The arithmetic of a computed square for a listener; of a given one its label says all. */
export function sumInWords(page, square) {
  const lines = square.given ? [] : describeSquare(page, square).filter((each) => each.localName === "p");
  return lines.map((line) => line.textContent).join("; ");
}

function ofGiven(page, name, cell) {
  const symbol = cellName(page.program, name, cell);
  const value = page.run.values[name][cell];
  const before = page.first.values[name][cell];
  const title = [...lettered(`${symbol} = `), make("span", `hn-term hn-${page.data.colours[name]}`, lettered(page.show(value).text))];
  if (value !== before) title.push(make("span", "hn-was", lettered(`  (was ${page.show(before).text})`)));
  const readers = page.readers.get(keyOf(name, cell)) ?? [];
  const links = readers.slice(0, MANY_READERS).flatMap((reader, i) => [i ? ", " : "used in ", linkTo(page, reader)]);
  const rest = readers.length > MANY_READERS ? `, and ${readers.length - MANY_READERS} more` : "";
  const gradient = { name: `∂L/∂${name}`, cell };
  const ofIt = page.squares.of(gradient.name, cell).length ? ["its gradient is ", linkTo(page, gradient)] : [];
  const more = [[...links, rest], ofIt].filter(([first]) => first).flatMap((words) => ["; ", ...words]);
  const change = make("button", "hn-change", "Change it", { type: "button" });
  return [
    make("p", "hn-numbers", [...title, change]),
    ...(more.length ? [make("p", "hn-symbols", ["given", ...more])] : []),
  ];
}

/** The symbol of a cell, which leads to it. */
function linkTo(page, { name, cell }) {
  const written = lettered(cellName(page.program, name, cell));
  const link = make("button", `hn-term hn-${page.data.colours[name]}`, written, { type: "button" });
  link.dataset.cell = keyOf(name, cell);
  return link;
}

function needsPython(page, name, cell) {
  const symbol = lettered(cellName(page.program, name, cell));
  return make("p", "hn-symbols", [...symbol, ` needs Python: ${whyPython(page, name)}.`]);
}
