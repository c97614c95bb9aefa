// Finds out how many digits a line needs, so that whoever works it out gets the result that it shows,
// just as handnn/arithmetic/writing/digits.py does.

import { OPERATIONS } from "./evaluate.js";
import { lastPlace, readNumber } from "./format_number.js";
import { branchTaken } from "./letters.js";

/**
 * The fewest digits with which a line, worked out as it is written, gives what it should.
 *
 * @param line the expression
 * @param agrees whether a result is what it should be
 * @param readAs what a reader takes a part for that is written with so many digits; undefined if it
 *   is set out
 * @param least how many digits are enough where they are, or where no number of digits is
 */
export function digitsNeeded(line, agrees, readAs, least, { more_digits }) {
  const candidates = [least, ...more_digits.filter((more) => more > least)];
  const enough = (digits) => agrees(workedOut(line, (part) => readAs(part, digits)));
  return candidates.find(enough) ?? least;
}

/** Whether a result is the written one, to within 1 in the last of its digits. */
export function gives(result, written, digits, rules) {
  const value = readNumber(written);
  if (!Number.isFinite(value)) return Object.is(result, value) || Number.isNaN(value);
  return Math.abs(result - value) <= rules.within * lastPlace(written, digits, rules);
}

function workedOut(line, readAs) {
  const known = new Map();
  const stack = [line];
  while (stack.length) {
    const part = stack.at(-1);
    const isChoice = part.operation === "where";
    let value = isChoice ? undefined : readAs(part);
    if (value === undefined) {
      const operands = isChoice ? [branchTaken(part).branch] : part.operands;
      const missing = operands.filter((operand) => !known.has(operand));
      if (missing.length) {
        stack.push(...missing);
        continue;
      }
      const values = operands.map((operand) => known.get(operand));
      value = isChoice ? values[0] : OPERATIONS[part.operation](values);
    }
    known.set(part, value);
    stack.pop();
  }
  return known.get(line);
}
