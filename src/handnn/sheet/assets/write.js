// Writes hand arithmetic as text, letter for letter as handnn/arithmetic/writing.py does:
//
//     z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1
//
// How each operation is written comes with the program (`notation`, the table of the text pen). A
// line is a list of pieces; the piece of a cell says which cell it is, so that a page can link it.

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

/** Writes expressions of one array; one pen for one line. */
class Pen {
  constructor(program, array, known, withValues, terms) {
    Object.assign(this, { program, array, known, withValues, terms });
    this.firstConstant = array.leaves.length;
    this.firstInstruction = this.firstConstant + array.constants.length;
    this.exact = true;
    this.choices = [];
  }

  instruction(slot) {
    return this.array.instructions[slot - this.firstInstruction];
  }

  /** The pieces of an expression, worked out from the outside in. */
  write(start) {
    const written = [];
    let length = 0;
    const stack = [start];
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

  pieces({ slot, instruction, binding = OR }) {
    if (!instruction) {
      slot = this.chosen(slot);
      instruction = this.instruction(slot);
    }
    const { own, pieces } = instruction ? this.operation(instruction) : this.leaf(slot);
    return own < binding ? [plain("("), ...pieces, plain(")")] : pieces;
  }

  /** The branch that a choice took. */
  chosen(slot) {
    let instruction;
    while ((instruction = this.instruction(slot))?.operation === "where") {
      let [condition, yes, no] = instruction.operands;
      slot = this.known[condition] ? yes : no;
      while (this.instruction(condition)?.operation === "not") {
        [condition] = this.instruction(condition).operands;
      }
      this.choices.push(condition);
    }
    return slot;
  }

  leaf(slot) {
    const cell = this.array.leaves[slot];
    if (cell && !this.withValues) {
      return { own: ATOM, pieces: [{ text: cellName(this.program, cell.variable, cell.cell), ...cell }] };
    }
    const { text, exact } = show(Number(this.known[slot]), cell ? 4 : DECIMALS_IN_CODE);
    this.exact &&= exact;
    return { own: text.startsWith("-") ? SIGN : ATOM, pieces: [{ text, ...cell }] };
  }

  operation({ operation, operands }) {
    const [own, opening, separator, closing, inside] = this.form(operation);
    if (own === SUM) return { own, pieces: this.sum({ operation, operands }) };
    const factors = FLAT_PRODUCTS.has(operation) ? this.factors(operands) : operands;
    const parts = factors.map((slot, i) => [{ slot, binding: inside[i] ?? inside.at(-1) }]);
    return { own, pieces: [plain(opening), ...this.row(parts, separator), plain(closing)] };
  }

  form(operation) {
    return this.program.notation[operation] ?? [ATOM, `${operation}(`, ", ", ")", [OR]];
  }

  factors(operands) {
    const factors = [];
    const stack = [...operands].reverse();
    while (stack.length && factors.length < MOST_TERMS) {
      const slot = this.chosen(stack.pop());
      const instruction = this.instruction(slot);
      if (FLAT_PRODUCTS.has(instruction?.operation)) {
        stack.push(...[...instruction.operands].reverse());
      } else {
        factors.push(slot);
      }
    }
    return factors;
  }

  sum(instruction) {
    const isZero = ({ slot }) =>
      slot >= this.firstConstant && slot < this.firstInstruction && Number(this.known[slot]) === 0;
    const terms = this.signedTerms(instruction).filter((term) => !isZero(term));
    if (!terms.length) return [plain("0")];
    const parts = terms.map(({ sign, slot }, i) => {
      if (i) return [plain(` ${sign} `), { slot, binding: QUOTIENT }];
      return sign === "-" ? [plain("-"), { slot, binding: QUOTIENT }] : [{ slot, binding: SIGN }];
    });
    return this.row(parts, "", " + ");
  }

  /** The terms of nested sums and differences in a row; what is subtracted stays together. */
  signedTerms(instruction) {
    const terms = [];
    const stack = [{ sign: "+", instruction }];
    while (stack.length && terms.length < MOST_TERMS) {
      let { sign, slot, instruction: part } = stack.pop();
      if (!part) {
        slot = this.chosen(slot);
        part = this.instruction(slot);
      }
      if (sign === "-" || !FLAT_SUMS.has(part?.operation)) {
        terms.push({ sign, slot });
        continue;
      }
      const signs = { negative: "-", subtract: "+-" }[part.operation] ?? "";
      const signed = part.operands.map((operand, i) => ({ sign: signs[i] ?? "+", slot: operand }));
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

  /** The conditions of the choices that were written, as they turned out. */
  notes() {
    const seen = new Map();
    const choices = this.choices;
    this.choices = [];
    for (const slot of choices) {
      const note = this.known[slot] ? this.write({ slot }) : this.denied(slot);
      if (!seen.has(text(note))) seen.set(text(note), note);
      if (seen.size === this.terms) return [...seen.values(), [plain("…")]];
    }
    return [...seen.values()];
  }

  denied(slot) {
    const { operation, operands } = this.instruction(slot) ?? { operands: [] };
    const opposite = this.program.opposites[operation];
    if (opposite && !operands.some((operand) => Number.isNaN(this.known[operand]))) {
      const [left, right] = operands.map((operand) => this.write({ slot: operand }));
      return [...left, plain(this.form(opposite)[2]), ...right];
    }
    return [plain("not ("), ...this.write({ slot }), plain(")")];
  }
}

const plain = (text) => ({ text });

/** The text of a line. */
export const text = (line) => line.map((piece) => piece.text).join("");

/**
 * Where a value comes from, in symbols and in numbers; a single line if both say the same.
 *
 * @param program what `read` made of a program
 * @param run what `evaluate` gave for it
 * @param name the array's name on paper
 * @param cell the place of the value in row-major order
 * @param terms how many terms of a long sum are written
 * @returns a list of lines, each a list of pieces {text, variable, cell}; `text(line)` joins one
 */
export function equation(program, run, name, cell, terms = Infinity) {
  const array = program.computed[name];
  const known = run.slots[name];
  const slot = array.cells[cell];
  const isCondition = typeof known[slot] === "boolean";
  const start = isCondition ? { instruction: { operation: "bracket", operands: [slot] } } : { slot };
  const left = { text: cellName(program, name, cell), variable: name, cell };
  const line = (withValues) => {
    const pen = new Pen(program, array, known, withValues, terms);
    const right = pen.write(start);
    const pieces = [left, plain(pen.exact ? " = " : " ≈ "), ...right];
    const result = show(run.values[name][cell]);
    if (withValues && text(right) !== result.text) {
      pieces.push(plain(pen.exact && result.exact ? " = " : " ≈ "), plain(result.text));
    }
    const notes = pen.notes().flatMap((note, i) => (i ? [plain(", "), ...note] : note));
    return notes.length ? [...pieces, plain(" (since "), ...notes, plain(")")] : pieces;
  };
  const [symbols, numbers] = [line(false), line(true)];
  return text(symbols) === text(numbers) ? [symbols] : [symbols, numbers];
}
