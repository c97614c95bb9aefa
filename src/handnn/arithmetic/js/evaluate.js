// Computes again, in the browser, what a network computed in Python.
//
// A program (made by handnn/render/html/program.py) lists the arrays of a run in order. Each is a list of
// instructions over numbered slots: the cells of the arrays it reads, then constants, then one slot
// for every instruction. The arithmetic is NumPy's. This file needs nothing but itself.

const whole = (x) => {
  const near = Math.round(x); // takes halves up; NumPy takes them to the even neighbour
  return near - x === 0.5 && near % 2 !== 0 ? near - 1 : near;
};

const modulo = (a, b) => {
  const rest = a % b; // has the sign of a; NumPy's has the sign of b, even where it is zero
  if (rest === 0) return b < 0 ? -0 : 0;
  return rest < 0 !== b < 0 ? rest + b : rest;
};

const power = (a, b) => {
  const isOne = a === 1 || (a === -1 && Math.abs(b) === Infinity); // where JavaScript says NaN
  return isOne ? 1 : a ** b;
};

const logaddexp = (a, b) => {
  if (a === b) return a + Math.LN2; // infinities too
  return Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
};

/** The error function, by a series of terms of one sign (Abramowitz and Stegun, 7.1.6). */
const erf = (x) => {
  if (Math.abs(x) > 6) return Math.sign(x); // to all the digits there are
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
};

const greatest = (numbers) => numbers.reduce((a, b) => Math.max(a, b)); // NaN if any is
const least = (numbers) => numbers.reduce((a, b) => Math.min(a, b));

const one = (ofOne) => ([x]) => ofOne(x);

// Every operation of handnn/arithmetic/operations.py; each is given the list of its operands.
export const OPERATIONS = {
  add: ([a, b]) => a + b,
  subtract: ([a, b]) => a - b,
  multiply: ([a, b]) => a * b,
  divide: ([a, b]) => a / b,
  power: ([a, b]) => power(a, b),
  mod: ([a, b]) => modulo(a, b),
  arctan2: ([a, b]) => Math.atan2(a, b),
  logaddexp: ([a, b]) => logaddexp(a, b),
  sum: (terms) => terms.reduce((a, b) => a + b, 0),
  product: (factors) => factors.reduce((a, b) => a * b, 1),
  maximum: greatest,
  minimum: least,
  max: greatest,
  min: least,
  greater: ([a, b]) => a > b,
  greater_equal: ([a, b]) => a >= b,
  less: ([a, b]) => a < b,
  less_equal: ([a, b]) => a <= b,
  equal: ([a, b]) => a === b,
  not_equal: ([a, b]) => a !== b,
  and: (conditions) => conditions.every(Boolean),
  or: (conditions) => conditions.some(Boolean),
  not: ([condition]) => !condition,
  bracket: one(Number),
  where: ([condition, yes, no]) => (condition ? yes : no),
  negative: ([x]) => -x,
  square: ([x]) => x * x,
  reciprocal: ([x]) => 1 / x,
  abs: one(Math.abs),
  sqrt: one(Math.sqrt),
  exp: one(Math.exp),
  expm1: one(Math.expm1),
  log: one(Math.log),
  log1p: one(Math.log1p),
  log2: one(Math.log2),
  log10: one(Math.log10),
  sin: one(Math.sin),
  cos: one(Math.cos),
  tan: one(Math.tan),
  sinh: one(Math.sinh),
  cosh: one(Math.cosh),
  tanh: one(Math.tanh),
  erf: one(erf),
  arcsin: one(Math.asin),
  arccos: one(Math.acos),
  arctan: one(Math.atan),
  arcsinh: one(Math.asinh),
  arccosh: one(Math.acosh),
  arctanh: one(Math.atanh),
  sign: one((x) => Math.sign(x) + 0),  // as in NumPy, the sign of -0 is 0
  floor: one(Math.floor),
  ceil: one(Math.ceil),
  round: one(whole),
  trunc: one(Math.trunc),
  isnan: one(Number.isNaN),
  isinf: ([x]) => Math.abs(x) === Infinity,
  isfinite: one(Number.isFinite),
};

// JSON has no infinity: such values come as their names.
const asNumber = (value) => (typeof value === "string" ? Number(value) : value);

/**
 * Unfold a program, once: runs become instructions, and every array gets its slots and its `unknown`
 * operation, if it has one that is not in this file.
 */
export function read(program) {
  const givens = {};
  for (const [name, values] of Object.entries(program.givens)) givens[name] = values.map(asNumber);
  const computed = {};
  for (const compiled of program.computed) {
    computed[compiled.name] = unfold(compiled, program.variables);
  }
  return { ...program, givens, computed };
}

function unfold({ reads, constants, runs, cells, guards }, variables) {
  const leaves = reads.flatMap((variable) => {
    const size = variables[variable].shape.reduce((a, b) => a * b, 1);
    return Array.from({ length: size }, (_, cell) => ({ variable, cell }));
  });
  const instructions = runs.flatMap(([operation, count, first, step]) =>
    Array.from({ length: count }, (_, i) => ({
      operation,
      operands: i ? first.map((slot, k) => slot + i * step[k]) : first,
    })),
  );
  const slots = cells.flatMap(([count, first, step]) =>
    Array.from({ length: count }, (_, i) => first + i * step),
  );
  const unknown = runs.map(([operation]) => operation).find((name) => !Object.hasOwn(OPERATIONS, name));
  return {
    reads, leaves, constants: constants.map(asNumber), instructions, cells: slots, guards, unknown,
  };
}

/**
 * Compute everything.
 *
 * @param program what `read` made of a program
 * @param givens other values for some of the givens: {x: [2, 1, 3]}, in row-major order
 * @returns {values, broken, slots}: the values of every array by its name; the arrays that need
 *   Python, each with the reason; and all numbers behind each array. The reason is the name of an
 *   operation that is not known here, or DECIDES where the code took a branch because of a number
 *   and would now take another.
 */
export function evaluate(program, givens = {}) {
  const values = { ...program.givens, ...givens };
  const slots = {};
  const broken = new Map();
  for (const [name, array] of Object.entries(program.computed)) {
    const known = slotsOf(array, (read) => values[read]);
    const why = array.unknown ?? (decidesOtherwise(array, known) ? DECIDES : undefined)
      ?? broken.get(array.reads.find((read) => broken.has(read)));
    if (why) broken.set(name, why);
    values[name] = array.cells.map((slot) => Number(known[slot]));
    slots[name] = known;
  }
  return { values, broken, slots };
}

/** The reason why Python is needed where the code would take another branch. */
export const DECIDES = "a decision";

/** All numbers behind an array: what it reads (as `valuesOf` says), constants, results. */
export function slotsOf(array, valuesOf) {
  const known = [...array.reads.flatMap(valuesOf), ...array.constants];
  for (const { operation, operands } of array.instructions) {
    const compute = array.unknown ? unknown : OPERATIONS[operation];
    known.push(compute(operands.map((slot) => known[slot])));
  }
  return known;
}

const unknown = () => NaN;

const decidesOtherwise = ({ guards }, known) =>
  guards.some(([slot, truth]) => Boolean(known[slot]) !== truth);
