// Works out again, in the browser, what a network worked out in Python.
//
// A program (made by handnn/sheet/program.py) lists the arrays of a run in order. Each is a list of
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

const greatest = (numbers) => numbers.reduce((a, b) => Math.max(a, b)); // NaN if any is
const least = (numbers) => numbers.reduce((a, b) => Math.min(a, b));

const FUNCTIONS_OF_ONE = {
  negative: (x) => -x,
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
  round: whole,
  isnan: Number.isNaN,
  isinf: (x) => Math.abs(x) === Infinity,
  isfinite: Number.isFinite,
  not: (condition) => !condition,
  bracket: Number,
};
for (const name of ["abs", "sqrt", "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos",
  "tan", "sinh", "cosh", "tanh", "sign", "floor", "ceil", "trunc"]) {
  FUNCTIONS_OF_ONE[name] = Math[name];
}

// Every operation gets the list of its operands.
const OPERATIONS = {
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
  where: ([condition, yes, no]) => (condition ? yes : no),
};
for (const [name, ofOne] of Object.entries(FUNCTIONS_OF_ONE)) {
  OPERATIONS[name] = ([x]) => ofOne(x);
}

// JSON knows no infinity: such values come as their names.
const asNumber = (value) => (typeof value === "string" ? Number(value) : value);

/** Unfold a program, once: every run becomes its instructions, every array knows its slots. */
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
  return { reads, leaves, constants: constants.map(asNumber), instructions, cells: slots, guards };
}

/**
 * Work everything out.
 *
 * @param program what `read` made of a program
 * @param givens other values for some of the givens: {x: [2, 1, 3]}, in row-major order
 * @returns {values, broken, slots}: the values of every array by its name; the names of arrays whose
 *   expressions do not hold for these givens, because code decided something by a number (such
 *   values need Python); and all numbers behind each array
 */
export function evaluate(program, givens = {}) {
  const values = { ...program.givens, ...givens };
  const slots = {};
  const broken = new Set();
  for (const [name, array] of Object.entries(program.computed)) {
    const known = [...array.reads.flatMap((read) => values[read]), ...array.constants];
    for (const { operation, operands } of array.instructions) {
      known.push(OPERATIONS[operation](operands.map((slot) => known[slot])));
    }
    const decidedOtherwise = array.guards.some(([slot, truth]) => Boolean(known[slot]) !== truth);
    if (decidedOtherwise || array.reads.some((read) => broken.has(read))) broken.add(name);
    values[name] = array.cells.map((slot) => Number(known[slot]));
    slots[name] = known;
  }
  return { values, broken: [...broken], slots };
}
