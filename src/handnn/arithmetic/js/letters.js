// Sets an expression out as on paper, and chooses letters for what it would repeat, just as
// handnn/arithmetic/writing/ does in simplify.py and letters.py.
//
// A part of an expression is {operation, operands, value}, or without an operation a leaf, whose
// `cell` says what is read there (a constant has none). Parts that are equal are the same object;
// `place` counts them, operands before what is made of them.

const EXTREMES = new Set(["maximum", "minimum", "max", "min"]);
const SUMS = new Set(["add", "sum"]);
const PRODUCTS = new Set(["multiply", "product"]);

// -- as on paper -----------------------------------------------------------------------------------

/** The expression behind one slot of an array; a condition is put in brackets. */
export function setOut(array, known, slot, rules) {
  const made = new Map();
  const merged = (part) => {
    if (part.place !== undefined) return part;
    const operands = part.operands.map(merged);
    const key = part.operation ? `${part.operation} ${operands.map((o) => o.place)}` : leafKey(part);
    if (!made.has(key)) made.set(key, { ...part, operands, place: made.size });
    return made.get(key);
  };
  const firstConstant = array.leaves.length;
  const firstInstruction = firstConstant + array.constants.length;
  const finished = new Map();
  for (const at of slotsBehind(array, slot, firstInstruction)) {
    const instruction = array.instructions[at - firstInstruction];
    const operands = instruction?.operands.map((operand) => finished.get(operand)) ?? [];
    const part = { operation: instruction?.operation, operands, value: known[at] };
    if (at < firstConstant) part.cell = array.leaves[at];
    finished.set(at, merged(onPaper(merged(part), rules.equal)));
  }
  const whole = finished.get(slot);
  if (!isCondition(whole)) return whole;
  return merged({ operation: "bracket", operands: [whole], value: Number(whole.value) });
}

/** All slots that a slot is made of and itself, operands first. */
function slotsBehind(array, slot, firstInstruction) {
  const slots = new Set([slot]);
  for (const next of slots) { // a Set goes on with what is added
    const operands = array.instructions[next - firstInstruction]?.operands ?? [];
    for (const operand of operands) slots.add(operand);
  }
  return [...slots].sort((a, b) => a - b);
}

const leafKey = ({ cell, value }) => {
  if (cell) return `${cell.variable} ${cell.cell}`;
  return Object.is(value, -0) ? "-0" : String(value);
};

export const isConstant = (part) => !part.operation && !part.cell;
const isCondition = (part) => typeof part.value === "boolean";

/** The part as a person would write it: what keeps exp from overflowing is left out. */
function onPaper(part, near) {
  const { operation, operands, value } = part;
  const [first, second] = operands;
  if (operation === "logaddexp") return logOfSum(part, operands, near);
  if (operation === "divide") {
    const shift = shiftOf(first);
    const terms = termsOf(second);
    if (!shift || terms.some((term) => shiftOf(term) !== shift)) return part;
    const [above, ...below] = [first, ...terms].map((term) => exp(unshifted(term)));
    const total = sum(below);
    const isSimpler = givesValue([above, total], above.value / total.value, value, near);
    return isSimpler ? { operation, operands: [above, total], value } : part;
  }
  if (operation === "add" && first.operation === "log") {
    const terms = termsOf(first.operands[0]);
    const isShift = terms.every((term) => shiftOf(term) === second);
    if (isShift) return logOfSum(part, terms.map(unshifted), near);
  }
  return part;
}

const termsOf = (part) => (SUMS.has(part.operation) ? part.operands : [part]);

/** The m of exp(a - m); and the a. */
const shiftOf = ({ operation, operands: [exponent] }) =>
  operation === "exp" && exponent.operation === "subtract" ? exponent.operands[1] : undefined;
const unshifted = (part) => part.operands[0].operands[0];

const logOfSum = (part, exponents, near) => {
  const total = sum(exponents.map(exp));
  const isSimpler = givesValue([total], Math.log(total.value), part.value, near);
  return isSimpler ? { operation: "log", operands: [total], value: part.value } : part;
};

/** Whether the simpler expression gives the value: where it overflows, the code's own is written. */
const givesValue = (operands, simpler, value, near) => Number.isNaN(value)
  || (operands.every((operand) => Number.isFinite(operand.value))
    && (simpler === value
      || Math.abs(simpler - value) <= near * Math.max(Math.abs(simpler), Math.abs(value))));

const constant = (value) => ({ operands: [], value });

const exp = (part) => {
  const value = Math.exp(part.value);
  return isConstant(part) ? constant(value) : { operation: "exp", operands: [part], value };
};

const sum = (terms) => {
  const present = terms.filter((term) => !isConstant(term) || term.value !== 0);
  const operands = present.length ? present : terms.slice(0, 1);
  if (operands.length === 1) return operands[0];
  const value = operands.reduce((total, term) => total + term.value, 0);
  return operands.every(isConstant) ? constant(value) : { operation: "sum", operands, value };
};

// -- letters ---------------------------------------------------------------------------------------

/** The letters of one equation, and the parts that they stand for. */
class Letters {
  constructor(kinds, symbols, rules) {
    this.kinds = kinds; // by part
    this.names = new Map();
    this.named = {};
    const taken = new Set(symbols.flatMap((symbol) => symbol.match(/[A-Za-z]+/g) ?? []));
    this.free = {};
    for (const kind of rules.kinds) {
      this.named[kind] = 0;
      this.free[kind] = [...(kind + rules.spare)].find((c) => !taken.has(c)) ?? kind + kind;
      taken.add(this.free[kind]);
    }
  }

  has(part) {
    return this.kinds.has(part);
  }

  /** The letter of a part, with a number in the order of asking where there are several. */
  name(part) {
    if (!this.names.has(part)) {
      const kind = this.kinds.get(part);
      const isOnlyOne = [...this.kinds.values()].filter((other) => other === kind).length === 1;
      this.named[kind] += 1;
      this.names.set(part, this.free[kind] + (isOnlyOne ? "" : this.named[kind]));
    }
    return this.names.get(part);
  }
}

/** Choose what gets a letter: what would be written twice or more, and is worth one by the rules. */
export function lettersFor(whole, left, rules) {
  const uses = usesOf(whole);
  const written = [...uses.keys()].sort((a, b) => a.place - b.place);
  const kinds = new Map();
  const leaves = new Map(); // of a part as written; a letter is a leaf
  for (const part of written) {
    leaves.set(part, leavesOf(part, leaves, rules.worth));
    if (uses.get(part) > 1 && leaves.get(part) >= rules.worth && !isPlain(part, outcome(whole))) {
      kinds.set(part, kindOf(part));
      leaves.set(part, 1);
    }
  }
  return new Letters(kinds, [left, ...written.flatMap(({ cell }) => cell?.variable ?? [])], rules);
}

/** The branch that a choice took, and the condition that decided it. */
export function branchTaken({ operands: [condition, yes, no] }) {
  const branch = condition.value ? yes : no;
  while (condition.operation === "not") [condition] = condition.operands;
  return { branch, condition };
}

const outcome = (part) => (part.operation === "where" ? outcome(branchTaken(part).branch) : part);

/** Whether a part never gets a letter, however often it is written: a condition, or the whole. */
const isPlain = (part, whole) => isCondition(part) || part === whole;

/** How often each part is written; a condition is noted once. */
function usesOf(whole) {
  const behind = new Set([whole]);
  for (const part of behind) for (const operand of part.operands) behind.add(operand);
  const uses = new Map([[whole, 1]]);
  const use = (part, times) => uses.set(part, (uses.get(part) ?? 0) + times);
  const noted = new Set();
  for (const part of [...behind].sort((a, b) => b.place - a.place)) {
    const times = uses.get(part);
    if (times && part.operation === "where") {
      const { branch, condition } = branchTaken(part);
      use(branch, times);
      if (!noted.has(condition)) use(condition, 1);
      noted.add(condition);
    } else if (times) {
      const repeated = isPlain(part, outcome(whole)) ? times : 1;
      for (const operand of part.operands) use(operand, repeated);
    }
  }
  return uses;
}

function leavesOf(part, leaves, worth) {
  if (!part.operation) return 1;
  if (part.operation === "where") return leaves.get(outcome(part));
  let { operands } = part;
  if (part.operation === "power" && isConstant(operands[1])) operands = [operands[0]];
  const count = operands.reduce((total, operand) => total + leaves.get(operand), 0);
  return EXTREMES.has(part.operation) || SUMS.has(part.operation) ? Math.max(count, worth) : count;
}

/** The letter m for a maximum or minimum, s for a sum or mean, p for a product, or else u. */
function kindOf({ operation, operands }) {
  if (EXTREMES.has(operation)) return "m";
  if (PRODUCTS.has(operation)) return "p";
  const isSharedOut = operation === "divide" && isConstant(operands[1]);
  return SUMS.has(isSharedOut ? operands[0].operation : operation) ? "s" : "u";
}
