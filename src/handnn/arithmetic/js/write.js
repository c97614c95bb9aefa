// Writes hand arithmetic as text, letter for letter as handnn/arithmetic/writing.py does:
//
//     z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1
//
// How each operation is written comes with the program (`notation`, the table of the text pen). A
// line is a list of pieces; the piece of a cell says which cell it is, so that a page can link it.

import { branchTaken, isConstant, lettersFor, setOut } from "./letters.js";

const [OR, SUM, SIGN, QUOTIENT, ATOM] = [0, 4, 5, 6, 9]; // binding strengths, as in notation.py
const FLAT_PRODUCTS = new Set(["multiply", "product"]);
const FLAT_SUMS = new Set(["add", "sum", "subtract", "negative"]);
const DECIMALS_IN_CODE = 6;
const LONGEST = 1_000_000; // characters
const MOST_TERMS = 100_000; // of one sum or product
const DIGITS = 4;

// -- values ----------------------------------------------------------------------------------------

const isSame = (text, value) => {
  const written = Number(text);
  const larger = Math.max(Math.abs(written), Math.abs(value));
  return larger !== Infinity && Math.abs(written - value) <= 1e-12 * larger;
};

const stripped = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/** Decimal digits with halves to the even digit, as Python rounds; JavaScript rounds halves up. */
function rounded(value, decimals, format) {
  const [mantissa, exponent] = value[format](100).split("e"); // every digit there is
  const cut = mantissa.slice(0, mantissa.length - 100 + decimals).replace(/\.$/, "");
  const isTie = /^50*$/.test(mantissa.slice(mantissa.length - 100 + decimals));
  if (!isTie || "13579".includes(cut.at(-1))) return value[format](decimals);
  return exponent ? `${cut}e${exponent}` : cut;
}

const fixed = (value, decimals) => stripped(rounded(value, decimals, "toFixed"));

/** A value as on paper, and whether the text is the whole value. */
export function show(value, decimals = 4) {
  const size = Math.abs(value);
  if (Number.isNaN(value)) return { text: "nan", exact: true };
  if (size === Infinity) return { text: value > 0 ? "∞" : "-∞", exact: true };
  if (value === 0) return { text: "0", exact: true };
  let text = size < 1e15 ? fixed(value, decimals) : "";
  if (text && isSame(text, value)) return { text, exact: true };
  if (size >= 1e-4 && size < 1e6) {
    const wholeDigits = Math.floor(Math.log10(size)) + 1;
    text = fixed(value, Math.max(0, DIGITS - wholeDigits));
  } else {
    const [mantissa, exponent] = rounded(value, DIGITS - 1, "toExponential").split("e");
    text = `${stripped(mantissa)}e${Number(exponent)}`;
  }
  return { text, exact: isSame(text, value) };
}

// -- names -----------------------------------------------------------------------------------------

/** The name of a cell on paper: `W1[2,1]`, or `z1⁽²⁾[3]` in a batch. */
export function cellName(program, variable, cell) {
  const { shape, batched } = program.variables[variable];
  const counts = [];
  for (const size of [...shape].reverse()) {
    counts.unshift(String((cell % size) + 1));
    cell = Math.floor(cell / size);
  }
  const sample = batched && counts.length ? `⁽${superscript(counts.shift())}⁾` : "";
  return variable + sample + (counts.length ? `[${counts.join(",")}]` : "");
}

const superscript = (digits) => digits.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]);

// -- expressions -----------------------------------------------------------------------------------

/** Writes expressions as `setOut` made them; one pen for one line. */
class Pen {
  constructor(program, letters, withValues, terms) {
    Object.assign(this, { program, letters, withValues, terms });
    this.exact = true;
    this.subject = undefined; // what is being written, even if it has a letter elsewhere
    this.open = new Set(); // letters and conditions to be noted; a Set goes on with what is added
  }

  /** The pieces of an expression, worked out from the outside in. */
  write(start) {
    const written = [];
    let length = 0;
    const stack = [{ part: start, binding: OR }];
    while (stack.length) {
      const piece = stack.pop();
      if (piece.text === undefined) {
        stack.push(...this.pieces(piece).reverse());
        continue;
      }
      written.push(piece);
      length += piece.text.length;
      if (length > LONGEST) return [...written, plain(" …")];
    }
    return written;
  }

  /** What stands right of a name; without a value, in symbols only. */
  side(part, value) {
    this.subject = part;
    this.exact = true;
    const written = this.write(part);
    this.subject = undefined;
    const pieces = [plain(this.exact ? " = " : " ≈ "), ...written];
    if (value === undefined) return pieces;
    const result = show(value);
    if (text(written) === result.text) return pieces;
    const isExact = this.exact && result.exact;
    return [...pieces, plain(isExact ? " = " : " ≈ "), { text: result.text, isResult: true }];
  }

  /** What the letters written stand for, and the conditions of choices, as they turned out. */
  notes() {
    const definitions = [];
    const reasons = new Map();
    for (const part of this.open) { // a note may bring up others
      if (this.letters.has(part)) {
        const side = this.side(part, this.withValues ? part.value : undefined);
        const definition = side.map((piece) => (piece.isResult ? plain(piece.text) : piece));
        definitions.push([plain(this.letters.name(part)), ...definition]);
      } else if (reasons.size === this.terms) {
        reasons.set("…", [plain("…")]);
      } else if (!reasons.has("…")) {
        const reason = part.value ? this.write(part) : this.denied(part);
        if (!reasons.has(text(reason))) reasons.set(text(reason), reason);
      }
    }
    return [definitions, [...reasons.values()]];
  }

  denied({ operation, operands, value }) {
    const opposite = this.program.opposites[operation];
    if (opposite && !operands.some((operand) => Number.isNaN(operand.value))) {
      const [left, right] = operands.map((operand) => this.write(operand));
      return [...left, plain(this.form(opposite)[2]), ...right];
    }
    return [plain("not ("), ...this.write({ operation, operands, value }), plain(")")];
  }

  pieces({ part, binding }) {
    part = this.chosen(part);
    const isWhole = !part.operation || this.hasLetter(part);
    const { own, pieces } = isWhole ? this.leaf(part) : this.operation(part);
    return own < binding ? [plain("("), ...pieces, plain(")")] : pieces;
  }

  /** The branch that a choice took. */
  chosen(part) {
    while (part.operation === "where") {
      const { branch, condition } = branchTaken(part);
      this.open.add(condition);
      part = branch;
    }
    return part;
  }

  hasLetter(part) {
    return this.letters.has(part) && part !== this.subject;
  }

  leaf(part) {
    if (this.letters.has(part)) {
      this.open.add(part);
      if (!this.withValues) return { own: ATOM, pieces: [plain(this.letters.name(part))] };
    }
    const { cell } = part;
    if (cell && !this.withValues) {
      const name = cellName(this.program, cell.variable, cell.cell);
      return { own: ATOM, pieces: [{ text: name, ...cell }] };
    }
    const { text, exact } = show(Number(part.value), isConstant(part) ? DECIMALS_IN_CODE : DIGITS);
    this.exact &&= exact;
    return { own: text.startsWith("-") ? SIGN : ATOM, pieces: [{ text, ...cell }] };
  }

  operation(part) {
    const [own, opening, separator, closing, inside] = this.form(part.operation);
    if (own === SUM) return { own, pieces: this.sum(part) };
    const factors = FLAT_PRODUCTS.has(part.operation) ? this.factors(part) : part.operands;
    const parts = factors.map((part, i) => [{ part, binding: inside[i] ?? inside.at(-1) }]);
    return { own, pieces: [plain(opening), ...this.row(parts, separator), plain(closing)] };
  }

  form(operation) {
    return this.program.notation[operation] ?? [ATOM, `${operation}(`, ", ", ")", [OR]];
  }

  factors(product) {
    const factors = [];
    const stack = [product];
    while (stack.length && factors.length < MOST_TERMS) {
      const part = this.chosen(stack.pop());
      if (FLAT_PRODUCTS.has(part.operation) && !this.hasLetter(part)) {
        stack.push(...[...part.operands].reverse());
      } else {
        factors.push(part);
      }
    }
    return factors;
  }

  sum(whole) {
    const isZero = ({ part }) => isConstant(part) && part.value === 0;
    const terms = this.signedTerms(whole).filter((term) => !isZero(term));
    if (!terms.length) return [plain("0")];
    const parts = terms.map(({ sign, part }, i) => {
      if (i) return [plain(` ${sign} `), { part, binding: QUOTIENT }];
      return sign === "-" ? [plain("-"), { part, binding: QUOTIENT }] : [{ part, binding: SIGN }];
    });
    return this.row(parts, "", " + ");
  }

  /** The terms of nested sums and differences in a row; what is subtracted stays together. */
  signedTerms(whole) {
    const terms = [];
    const stack = [{ sign: "+", part: whole }];
    while (stack.length && terms.length < MOST_TERMS) {
      const { sign, part: next } = stack.pop();
      const part = this.chosen(next);
      if (sign === "-" || !FLAT_SUMS.has(part.operation) || this.hasLetter(part)) {
        terms.push({ sign, part });
        continue;
      }
      const signs = { negative: "-", subtract: "+-" }[part.operation] ?? "";
      const signed = part.operands.map((operand, i) => ({ sign: signs[i] ?? "+", part: operand }));
      stack.push(...signed.reverse());
    }
    return terms;
  }

  /** Parts in a row; the middle of a long row is only counted. */
  row(parts, separator, elision = "") {
    const most = Math.max(this.terms, 2);
    if (parts.length > most) {
      const leftOut = parts.length - most;
      const dots = plain(`${elision}… (${leftOut} more) …`);
      parts = [...parts.slice(0, most - 1), [dots], parts.at(-1)];
    }
    return parts.flatMap((part, i) => (i && separator ? [plain(separator), ...part] : part));
  }
}

const plain = (text) => ({ text });

/** The text of a line. */
export const text = (line) => line.map((piece) => piece.text).join("");

/** Notes in a row, with something around them; nothing if there are none. */
const around = (opening, notes, closing) => {
  const row = notes.flatMap((note, i) => (i ? [plain(", "), ...note] : note));
  return notes.length ? [plain(opening), ...row, plain(closing)] : [];
};

/**
 * Where a value comes from, in symbols and in numbers; a single line if both say the same.
 *
 * @param program what `read` made of a program
 * @param run what `evaluate` gave for it
 * @param name the array's name on paper
 * @param cell the place of the value in row-major order
 * @param terms how many terms of a long sum are written
 * @returns a list of lines, each a list of pieces {text, variable, cell}, with one for the result,
 *   {text, isResult}; `text(line)` joins one
 */
export function equation(program, run, name, cell, terms = Infinity) {
  const array = program.computed[name];
  const whole = setOut(array, run.slots[name], array.cells[cell]);
  const letters = lettersFor(whole, name);
  const left = { text: cellName(program, name, cell), variable: name, cell };
  const line = (withValues) => {
    const pen = new Pen(program, letters, withValues, terms);
    const side = pen.side(whole, withValues ? run.values[name][cell] : undefined);
    const [definitions, reasons] = pen.notes();
    return [
      left,
      ...side,
      ...around(" (with ", definitions, ")"),
      ...around(" (since ", reasons, ")"),
    ];
  };
  const [symbols, numbers] = [line(false), line(true)];
  return text(symbols) === text(numbers) ? [symbols] : [symbols, numbers];
}
