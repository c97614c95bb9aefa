// Whether a number that a learner wrote is what an expression gives, rounded as paper rounds, as
// handnn/practice/rounding.py says.

import { OPERATIONS } from "../../arithmetic/js/evaluate.js";

export const NOISE = 1e-9; // relative: what floats leave
const REACH = 0.05; // relative: how far off rounding on the way may lead

/** An expression of the table, ready to be worked out many times with other values in its cells. */
export class Program {
  /**
   * @param table the parts of all expressions: {cell}, {value} or {operation, operands}
   * @param place of the expression in it
   */
  constructor(table, place) {
    const found = new Map();
    const stack = [[place, false]];
    while (stack.length) { // each part once, operands first
      const [at, isReady] = stack.pop();
      if (found.has(at)) continue;
      const { operation, operands } = table[at];
      if (operation && !isReady) {
        stack.push([at, true]);
        for (let i = operands.length - 1; i >= 0; i -= 1) stack.push([operands[i], false]);
        continue;
      }
      found.set(at, found.size);
    }
    this.nodes = [...found.keys()].map((at) => {
      const { operation, operands, cell, value } = table[at];
      return { operation, operands: operands?.map((operand) => found.get(operand)), cell, value };
    });
  }

  /** The value of the expression, for the values of the cells. */
  value(values) {
    return Number(this.run(values).at(-1));
  }

  /**
   * By how much rounding on the way may change the result.
   *
   * @param written the cells as they were written
   * @param exact the same before they were rounded
   * @param decimals to how many decimals
   */
  slack(written, exact, decimals) {
    const results = this.run(written);
    const last = Number(results.at(-1));
    const half = 0.5 * 10 ** -decimals;
    let total = 0;
    for (let i = 0; i < results.length - 1; i += 1) {
      const value = results[i];
      if (typeof value === "boolean") continue;
      let by = isShort(value, decimals) ? 0 : half;
      const { cell } = this.nodes[i];
      if (cell !== undefined) by = Math.max(by, Math.abs(exact[cell] - written[cell]));
      if (by) total += Math.abs(Number(this.run(written, i, value + by).at(-1)) - last);
    }
    return Number.isFinite(total) ? total : 0;
  }

  run(values, fixed = -1, to = 0) {
    const results = [];
    this.nodes.forEach(({ operation, operands, cell, value }, i) => {
      if (i === fixed) results.push(to);
      else if (operation) results.push(OPERATIONS[operation](operands.map((at) => results[at])));
      else results.push(cell === undefined ? value : values[cell]);
    });
    return results;
  }
}

/** Whether a value has no more than so many decimals. */
export function isShort(value, decimals) {
  if (!Number.isFinite(value)) return true;
  const scaled = value * 10 ** decimals;
  return Math.abs(scaled - Math.round(scaled)) <= NOISE * Math.max(1, Math.abs(scaled));
}

/** Whether an answer is a value as it is rounded; see the Python. */
export function agrees(answer, value, decimals, slack = 0) {
  if (!Number.isFinite(value)) return false;
  const difference = Math.abs(answer - value);
  if (difference <= NOISE * Math.max(1, Math.abs(value))) return true;
  if (slack === 0 && isShort(value, decimals)) return false;
  return difference < 10 ** -decimals + slack;
}

/** Whether rounding on the way might explain the difference. */
export const isNear = (answer, value) =>
  Math.abs(answer - value) <= REACH * Math.max(1, Math.abs(value));
