// Writes hand arithmetic as text, letter for letter as handnn/arithmetic/writing/ does:
//
//     z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1
//
// The signs and the numbers of digits come with the program (`writing`, made by
// handnn/arithmetic/writing/rules.py). A line is a list of pieces; the piece of a cell says which
// cell it is, so that a page can link it.
//
// Templates that Python had written, to be filled with numbers, would not do: which branch a choice
// takes changes with the numbers, and with it the terms of a sum and what gets a letter.

import { formatter } from "./format_number.js";
import { branchTaken, isConstant, lettersFor, setOut } from "./letters.js";

const PRODUCTS_IN_A_ROW = new Set(["multiply", "product"]);
const SUMS_IN_A_ROW = new Set(["add", "sum", "subtract", "negative"]);

// -- names -----------------------------------------------------------------------------------------

/** The name of a cell on paper: `W1[2,1]`, or `z1⁽²⁾[3]` in a batch. */
export function cellName(program, variable, cell) {
  const { shape, batched } = program.variables[variable];
  const counts = [];
  for (const size of [...shape].reverse()) {
    counts.unshift(String((cell % size) + 1));
    cell = Math.floor(cell / size);
  }
  const raised = (digit) => program.writing.superscripts[digit];
  const sample = batched && counts.length ? `⁽${counts.shift().replace(/\d/g, raised)}⁾` : "";
  return variable + sample + (counts.length ? `[${counts.join(",")}]` : "");
}

// -- expressions -----------------------------------------------------------------------------------

/** Writes expressions as `setOut` made them; one writer for one line. */
class ExpressionWriter {
  constructor(program, letters, withValues, terms) {
    const { writing } = program;
    const show = formatter(writing.numbers);
    Object.assign(this, { program, writing, show, letters, withValues, terms });
    this.exact = true;
    this.subject = undefined; // what is being written, even if it has a letter elsewhere
    this.open = new Set(); // letters and conditions to be noted; a Set goes on with what is added
  }

  /** The pieces of an expression, found from the outside in. */
  write(start) {
    const written = [];
    let length = 0;
    const stack = [{ part: start, binding: this.writing.binding.or }];
    while (stack.length) {
      const piece = stack.pop();
      if (piece.text === undefined) {
        stack.push(...this.pieces(piece).reverse());
        continue;
      }
      written.push(piece);
      length += piece.text.length;
      if (length > this.writing.longest) return [...written, plain(" …")];
    }
    return written;
  }

  equals(exact) {
    return plain(` ${exact ? this.writing.equals : this.writing.nearly_equals} `);
  }

  /** What stands right of a name; without a value, in symbols only. */
  side(part, value) {
    this.subject = part;
    this.exact = true;
    const written = this.write(part);
    this.subject = undefined;
    const pieces = [this.equals(this.exact), ...written];
    if (value === undefined) return pieces;
    const result = this.show(value);
    if (text(written) === result.text) return pieces;
    return [...pieces, this.equals(this.exact && result.exact), { text: result.text, isResult: true }];
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
    const opposite = this.writing.opposites[operation];
    if (opposite && !operands.some((operand) => Number.isNaN(operand.value))) {
      const [left, right] = operands.map((operand) => this.write(operand));
      return [...left, plain(this.form(opposite)[2]), ...right];
    }
    const [, opening, , closing] = this.form("not");
    return [plain(opening), ...this.write({ operation, operands, value }), plain(closing)];
  }

  pieces({ part, binding }) {
    part = this.chosen(part);
    const isWhole = !part.operation || this.hasLetter(part);
    const { own, pieces } = isWhole ? this.leaf(part) : this.operation(part);
    const [opening, closing] = this.writing.parentheses;
    return own < binding ? [plain(opening), ...pieces, plain(closing)] : pieces;
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
    const { binding, numbers } = this.writing;
    if (this.letters.has(part)) {
      this.open.add(part);
      if (!this.withValues) return { own: binding.atom, pieces: [plain(this.letters.name(part))] };
    }
    const { cell } = part;
    if (cell && !this.withValues) {
      const name = cellName(this.program, cell.variable, cell.cell);
      return { own: binding.atom, pieces: [{ text: name, ...cell }] };
    }
    const decimals = isConstant(part) ? numbers.decimals_in_code : numbers.decimals;
    const { text, exact } = this.show(Number(part.value), decimals);
    this.exact &&= exact;
    return { own: text.startsWith("-") ? binding.sign : binding.atom, pieces: [{ text, ...cell }] };
  }

  operation(part) {
    const [own, opening, separator, closing, inside] = this.form(part.operation);
    if (own === this.writing.binding.sum) return { own, pieces: this.sum(part) };
    const factors = PRODUCTS_IN_A_ROW.has(part.operation) ? this.factors(part) : part.operands;
    const parts = factors.map((part, i) => [{ part, binding: inside[i] ?? inside.at(-1) }]);
    return { own, pieces: [plain(opening), ...this.row(parts, separator), plain(closing)] };
  }

  form(operation) {
    const { forms, function: [binding, opening, ...rest] } = this.writing;
    return forms[operation] ?? [binding, operation + opening, ...rest];
  }

  factors(product) {
    const factors = [];
    const stack = [product];
    while (stack.length && factors.length < this.writing.most_terms) {
      const part = this.chosen(stack.pop());
      if (PRODUCTS_IN_A_ROW.has(part.operation) && !this.hasLetter(part)) {
        stack.push(...[...part.operands].reverse());
      } else {
        factors.push(part);
      }
    }
    return factors;
  }

  sum(whole) {
    const { quotient, sign: leading } = this.writing.binding;
    const isZero = ({ part }) => isConstant(part) && part.value === 0;
    const terms = this.signedTerms(whole).filter((term) => !isZero(term));
    if (!terms.length) return [plain("0")];
    const parts = terms.map(({ sign, part }, i) => {
      if (i) return [plain(` ${sign} `), { part, binding: quotient }];
      return sign === "-" ? [plain("-"), { part, binding: quotient }] : [{ part, binding: leading }];
    });
    return this.row(parts, "", " + ");
  }

  /** The terms of nested sums and differences in a row; what is subtracted stays together. */
  signedTerms(whole) {
    const terms = [];
    const stack = [{ sign: "+", part: whole }];
    while (stack.length && terms.length < this.writing.most_terms) {
      const { sign, part: next } = stack.pop();
      const part = this.chosen(next);
      if (sign === "-" || !SUMS_IN_A_ROW.has(part.operation) || this.hasLetter(part)) {
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
      const dots = plain(elision + this.writing.left_out.join(leftOut));
      parts = [...parts.slice(0, most - 1), [dots], parts.at(-1)];
    }
    return parts.flatMap((part, i) => (i && separator ? [plain(separator), ...part] : part));
  }
}

const plain = (text) => ({ text });

/** The text of a line. */
export const text = (line) => line.map((piece) => piece.text).join("");

/** Notes in a row, with something around them; nothing if there are none. */
const around = (notes, [opening, closing]) => {
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
  const whole = setOut(array, run.slots[name], array.cells[cell], program.writing);
  const letters = lettersFor(whole, name, program.writing.letters);
  const left = { text: cellName(program, name, cell), variable: name, cell };
  const line = (withValues) => {
    const writer = new ExpressionWriter(program, letters, withValues, terms);
    const side = writer.side(whole, withValues ? run.values[name][cell] : undefined);
    const [definitions, reasons] = writer.notes();
    return [
      left,
      ...side,
      ...around(definitions, program.writing.letting),
      ...around(reasons, program.writing.since),
    ];
  };
  const [symbols, numbers] = [line(false), line(true)];
  return text(symbols) === text(numbers) ? [symbols] : [symbols, numbers];
}
