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

import { digitsNeeded, gives, workedOut } from "./digits.js";
import { formatter, readNumber } from "./format_number.js";
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
    this.digits = writing.numbers.digits; // of a rounded number, in what is being written
    this.exact = true;
    this.whole = new Map(); // what a reader takes the parts for that are written as one number
    this.isNoisy = false; // whether a number is written that is not its value to the last bit
    this.isCut = false; // whether something is left out
    this.subject = undefined; // what is being written, even if it has a letter elsewhere
    this.open = new Set(); // letters and conditions to be noted; a Set goes on with what is added
    this.noted = new Map(); // the digits of all that were in there
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
      if (length > this.writing.longest) {
        this.isCut = true;
        return [...written, plain(" …")];
      }
    }
    return written;
  }

  equals(exact) {
    return plain(` ${exact ? this.writing.equals : this.writing.nearly_equals} `);
  }

  /** What stands right of a name; without a value, in symbols only. */
  side(part, value) {
    const { numbers } = this.writing;
    const digits = this.noted.get(part) ?? numbers.digits;
    const result = value === undefined ? undefined : this.show(value, numbers.decimals, digits);
    const agrees = (worked, ...rule) => gives(worked, result.text, digits, ...rule, numbers);
    this.subject = part;
    const written = this.line(part, () => this.write(part), agrees, digits);
    this.subject = undefined;
    const pieces = [this.equals(this.exact), ...written];
    if (!result || text(written) === result.text) return pieces;
    const isExact = result.exact && (this.exact || this.givesExactly(part, result.text));
    return [...pieces, this.equals(isExact), { text: result.text, isResult: true }];
  }

  /** Whether the rounded numbers, as they are written, give just this: 0.3333·0 = 0. */
  givesExactly(part, result) {
    return !this.isCut && Number(workedOut(part, this.whole)) === readNumber(result);
  }

  /** What the letters written stand for, and the conditions of choices, as they turned out. */
  notes() {
    const definitions = new Map();
    const reasons = new Map();
    for (const part of this.open) { // a note may bring up others, or ask for more digits of one
      this.open.delete(part);
      if (this.letters.has(part)) {
        const side = this.side(part, this.withValues ? part.value : undefined);
        const definition = side.map((piece) => (piece.isResult ? plain(piece.text) : piece));
        definitions.set(part, [plain(this.letters.name(part)), ...definition]);
      } else if (reasons.size === this.terms) {
        reasons.set("…", [plain("…")]);
      } else if (!reasons.has("…")) {
        const reason = this.reason(part);
        if (!reasons.has(text(reason))) reasons.set(text(reason), reason);
      }
    }
    return [[...definitions.values()], [...reasons.values()]];
  }

  note(part, digits) {
    if (digits <= (this.noted.get(part) ?? 0)) return;
    this.noted.set(part, digits);
    this.open.add(part);
  }

  /** A line, with as many digits as it takes to work it out. */
  line(part, write, agrees, digits) {
    Object.assign(this, { digits, exact: true, whole: new Map(), isNoisy: false, isCut: false });
    const written = write();
    if (!this.withValues || !this.isNoisy || this.isCut) return written;
    const readAs = (inner, more) => readNumber(this.shown(inner, more).text);
    const { numbers } = this.writing;
    const needed = (inFull, slack = 0) => {
      const isEnough = (worked) => agrees(worked, inFull, slack);
      return digitsNeeded(part, this.whole, isEnough, readAs, digits, numbers);
    };
    const values = [...this.whole.values()];
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const noise = numbers.float32_noise * largest;
    this.digits = needed(true) ?? needed(false) ?? needed(false, noise) ?? digits;
    if (this.digits === digits) return written;
    this.exact = true;
    return write();
  }

  reason(condition) {
    const holds = Boolean(condition.value);
    const write = () => (holds ? this.write(condition) : this.denied(condition));
    const agrees = (worked) => Boolean(worked) === holds;
    return this.line(condition, write, agrees, this.writing.numbers.digits);
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
      this.note(condition, this.writing.numbers.digits);
      part = branch;
    }
    return part;
  }

  hasLetter(part) {
    return this.letters.has(part) && part !== this.subject;
  }

  leaf(part) {
    const { binding } = this.writing;
    if (this.letters.has(part)) {
      this.note(part, this.digits);
      if (!this.withValues) return { own: binding.atom, pieces: [plain(this.letters.name(part))] };
    }
    const { cell } = part;
    if (cell && !this.withValues) {
      const name = cellName(this.program, cell.variable, cell.cell);
      return { own: binding.atom, pieces: [{ text: name, ...cell }] };
    }
    const { text, exact } = this.shown(part, this.digits);
    this.exact &&= exact;
    this.whole.set(part, readNumber(text));
    this.isNoisy ||= this.whole.get(part) !== Number(part.value);
    return { own: text.startsWith("-") ? binding.sign : binding.atom, pieces: [{ text, ...cell }] };
  }

  shown(part, digits) {
    const { numbers } = this.writing;
    const decimals = isConstant(part) ? numbers.decimals_in_code : numbers.decimals;
    return this.show(Number(part.value), decimals, digits);
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
    const [shown, smallest] = this.bySize(terms);
    const parts = shown.map(({ sign, part }, i) => {
      if (i) return [plain(` ${sign} `), { part, binding: quotient }];
      return sign === "-" ? [plain("-"), { part, binding: quotient }] : [{ part, binding: leading }];
    });
    return [...parts.flat(), ...(smallest.length ? [plain(" + "), this.counted(smallest)] : [])];
  }

  /** The terms to write and those to count: of a long sum the largest are written, in order. */
  bySize(terms) {
    const most = Math.max(this.terms, 2);
    if (terms.length <= most + 1) return [terms, []]; // a single one is as quickly written as counted
    this.isCut = true;
    const ordered = [...terms].sort((a, b) => sizeOf(b.part) - sizeOf(a.part));
    return [ordered.slice(0, most), ordered.slice(most)];
  }

  /** How many terms there are, and in numbers what they come to. */
  counted(terms) {
    const [opening, smallest, together, closing] = this.writing.smallest;
    let counted = `${opening}${terms.length}${smallest}`;
    if (this.withValues) {
      const values = terms.map(({ sign, part }) => (sign === "-" ? -part.value : Number(part.value)));
      const total = values.reduce((sum, value) => sum + value, 0);
      const { text, exact } = this.show(total, this.writing.numbers.decimals, this.digits);
      this.exact &&= exact;
      counted += together + text;
    }
    return { text: counted + closing, isCount: true };
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
  row(parts, separator) {
    const most = Math.max(this.terms, 2);
    if (parts.length > most) {
      this.isCut = true;
      const leftOut = parts.length - most;
      const dots = plain(this.writing.left_out.join(leftOut));
      parts = [...parts.slice(0, most - 1), [dots], parts.at(-1)];
    }
    return parts.flatMap((part, i) => (i && separator ? [plain(separator), ...part] : part));
  }
}

const plain = (text) => ({ text });

/** How much a term matters to its sum; one that is not a number is all that matters. */
const sizeOf = ({ value }) => (Number.isNaN(value) ? Infinity : Math.abs(value));

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
 *   {text, isResult}, and one for terms that are only counted, {text, isCount}; `text(line)` joins one
 */
export function equation(program, run, name, cell, terms = Infinity) {
  const left = { text: cellName(program, name, cell), variable: name, cell };
  const array = program.computed[name];
  const whole = setOut(array, run.slots[name], array.cells[cell], program.writing);
  const write = linesOf(program, whole, left, name, terms);
  const [symbols, numbers] = [write(), write(run.values[name][cell])];
  return text(symbols) === text(numbers) ? [symbols] : [symbols, numbers];
}

/** The terms of a sum in their order: what each is worth, and its pieces in numbers. A product is one term. */
export function addendsOf(program, run, name, cell) {
  const array = program.computed[name];
  const whole = setOut(array, run.slots[name], array.cells[cell], program.writing);
  const letters = lettersFor(whole, name, program.writing.letters);
  const writer = new ExpressionWriter(program, letters, true, Infinity);
  return writer.signedTerms(whole).map(({ sign, part }) => {
    const pieces = writer.write(part);
    return sign === "-" ? { value: -part.value, pieces: [plain("-"), ...pieces] } : { value: Number(part.value), pieces };
  });
}

/**
 * Writes the lines of one expression: a function that gives the line in numbers for a value, and
 * without one the line in symbols.
 *
 * @param program what has the rules: `writing`
 * @param whole the expression, as `setOut` made it
 * @param left the piece left of the equals sign
 * @param name the name in it, of which no letter is taken
 * @param terms how many terms of a long sum are written
 */
export function linesOf(program, whole, left, name, terms) {
  const letters = lettersFor(whole, name, program.writing.letters);
  return (value) => {
    const writer = new ExpressionWriter(program, letters, value !== undefined, terms);
    const side = writer.side(whole, value);
    const [definitions, reasons] = writer.notes();
    return [
      left,
      ...side,
      ...around(definitions, program.writing.letting),
      ...around(reasons, program.writing.since),
    ];
  };
}
