// Finds out how many digits a line needs, so that whoever works it out gets the result that it shows,
// just as handnn/arithmetic/writing/digits.py does.

import { OPERATIONS } from "./evaluate.js";
import { lastPlace, readNumber } from "./format_number.js";
import { branchTaken } from "./letters.js";

/**
 * The fewest digits with which a line, worked out as it is written, gives what it should.
 *
 * @param line the expression
 * @param whole what a reader takes the parts for that are written as one number (a Map); it is
 *   written with the least digits
 * @param agrees whether a result is what it should be
 * @param readAs what a reader takes such a part for with so many digits
 * @param least how many digits to begin with
 * @returns undefined if no number of digits is enough
 */
export function digitsNeeded(line, whole, agrees, readAs, least, { more_digits }) {
  if (agrees(workedOut(line, whole))) return least;
  const enough = (digits) => {
    const known = new Map([...whole.keys()].map((part) => [part, readAs(part, digits)]));
    return agrees(workedOut(line, known));
  };
  return more_digits.filter((digits) => digits > least).find(enough);
}

/** Whether a result is the written one, to within 1 in the last of its digits and some slack. */
export function gives(result, written, digits, inFull, slack, rules) {
  const value = readNumber(written);
  if (!Number.isFinite(value)) return Object.is(result, value) || Number.isNaN(value);
  return Math.abs(result - value) <= rules.within * lastPlace(written, digits, inFull, rules) + slack;
}

/** The value of a line, of which the values of some parts are known. */
export function workedOut(line, whole) {
  const known = new Map(whole);
  const stack = [line];
  while (stack.length) {
    const part = stack.at(-1);
    const { operation } = part;
    const operands = operation === "where" ? [branchTaken(part).branch] : part.operands;
    const missing = operands.filter((operand) => !known.has(operand));
    if (!known.has(part) && operation && missing.length) {
      stack.push(...missing);
      continue;
    }
    if (!known.has(part)) {
      const values = operands.map((operand) => known.get(operand));
      if (!operation) known.set(part, part.value); // a plain 0, which is not written
      else known.set(part, operation === "where" ? values[0] : OPERATIONS[operation](values));
    }
    stack.pop();
  }
  return known.get(line);
}
