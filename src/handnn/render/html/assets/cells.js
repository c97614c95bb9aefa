// The squares of the sheet: which cell of which array is where, what is written in it, and which square
// is next in every direction.

import { make, withMinus } from "./numbers.js";

const ROOM = 0.16; // of a square, left and right of a number together
const SMALLEST = 0.4; // scale of one long number

export const keyOf = (name, cell) => `${name}/${cell}`;

/** All squares of a sheet that hold a number. */
export class Squares {
  constructor(root, data) {
    this.root = root;
    this.names = Object.keys(data.program.variables);
    this.all = [];
    this.byKey = new Map();
    this.fixed = []; // numbers that only Python can compute again
    this.blocks = data.blocks.map((block) => ({ ...block, squares: [] }));
    root.querySelectorAll(".hn-block").forEach((table, i) => this.readBlock(table, this.blocks[i]));
    this.byElement = new Map(this.all.map((square) => [square.element, square]));
  }

  readBlock(table, block) {
    const [row, column, unit] = block.at;
    table.setAttribute("role", "grid");
    table.querySelectorAll("tbody tr").forEach((tr, i) => {
      tr.querySelectorAll("td").forEach((td, j) => {
        const first = 2 * block.depth * (i * block.size[1] + j);
        const pairs = block.cells.slice(first, first + 2 * block.depth);
        const chain = [];
        for (let k = 0; k < pairs.length; k += 2) {
          if (pairs[k] >= 0) chain.push({ name: this.names[pairs[k]], cell: pairs[k + 1] });
        }
        td.setAttribute("role", "gridcell");
        if (!chain.length) {
          const { classList } = td;
          if (!classList.contains("left-out") && !classList.contains("given")) this.fixed.push(td);
          return;
        }
        const given = td.classList.contains("given");
        const place = { row: row + i, left: column + j * unit, width: unit, i, j };
        this.add({ element: td, block, table, chain, given, ...place });
      });
    });
  }

  add(square) {
    square.element.tabIndex = -1;
    square.block.squares.push(square);
    this.all.push(square);
    for (const { name, cell } of square.chain) {
      const key = keyOf(name, cell);
      if (!this.byKey.has(key)) this.byKey.set(key, []);
      this.byKey.get(key).push(square);
    }
  }

  /** The squares that show a cell (two where the staircase starts again). */
  of(name, cell) {
    return this.byKey.get(keyOf(name, cell)) ?? [];
  }

  /** The nearest square in a direction; those in the same row or column come first. */
  next(from, down, right) {
    let best = null;
    let least = Infinity;
    const middle = from.left + from.width / 2;
    for (const square of this.all) {
      const rows = square.row - from.row;
      const columns = square.left + square.width / 2 - middle;
      const along = down ? rows * down : columns * right;
      const aside = Math.abs(down ? columns : rows);
      const isVisible = square.element.offsetParent !== null;
      if (along > 0 && aside * 1000 + along < least && isVisible) {
        const within = down ? aside < Math.max(square.width, from.width) / 2 + 0.01 : aside === 0;
        const score = within ? along : aside * 1000 + along;
        if (score < least) [best, least] = [square, score];
      }
    }
    return best;
  }
}

/**
 * Write the contents of a square.
 *
 * @param texts the visible numbers along the square's chain: none, one, or one with a struck-out
 *   number before it
 */
export function fill(square, texts, isOff) {
  const { element } = square;
  const last = texts.at(-1) ?? "?";
  const isStruck = texts.length > 1 && texts.at(-2) !== last;
  const written = isStruck ? `${texts.at(-2)}|${last}` : last;
  if (square.written === written && square.isOff === isOff) return;
  Object.assign(square, { written, isOff });
  element.classList.toggle("minus", last.startsWith("−") && !isStruck);
  element.classList.toggle("off", isOff && !isStruck && texts.length > 0);
  element.classList.toggle("unknown", !texts.length);
  element.replaceChildren(...(isStruck ? [make("s", "", texts.at(-2)), last] : [last]));
}

/** Take over what Python has drawn in a square. */
export function adopt(square) {
  const { element, chain } = square;
  const [struck, last] = [element.firstElementChild?.textContent, element.lastChild.textContent];
  square.written = struck === undefined ? last : `${struck}|${last}`;
  square.isOff = element.classList.contains("off");
  square.drawn = chain.map((_, i) => (struck !== undefined && i < chain.length - 1 ? struck : last));
}

const PEN = document.createElement("canvas").getContext("2d");
const WIDTHS = { given: new Map(), made: new Map() }; // in parts of a square, at full size

/** How wide a text is at full size, in squares. */
function widthOf(written, kind) {
  const widths = WIDTHS[kind];
  if (!widths.has(written)) {
    PEN.font = kind === "given" ? '53px "handnn print"' : '65.6px "handnn hand"';
    widths.set(written, PEN.measureText(written).width / 100);
  }
  return widths.get(written);
}

/** How wide the contents of a square are at full size; a struck-out number is smaller. */
function neededWidth({ written, given }) {
  const [last, struck] = written.split("|").reverse();
  const kind = given ? "given" : "made";
  return widthOf(last, kind) + (struck ? 0.8 * widthOf(struck, kind) + 0.12 : 0);
}

/**
 * Scale the numbers down until they fit: first all of them alike, then only those that are still too
 * long.
 *
 * @param smallest the smallest scale for the whole sheet
 */
export function refit(sheet, squares, smallest) {
  const fits = squares.map((square) => (square.width - ROOM) / neededWidth(square));
  const common = Math.max(smallest, Math.min(1, ...new Set(fits.map((fit) => Math.floor(fit * 100) / 100))));
  sheet.style.setProperty("--hn-fit", common.toFixed(2));
  squares.forEach((square, i) => {
    const own = fits[i] < common ? Math.max(SMALLEST, fits[i]).toFixed(2) : "";
    if ((square.ownFit ?? "") === own) return;
    square.ownFit = own;
    square.element.style.setProperty("--hn-fit", own);
  });
}
