// Slips in writing a number down, as handnn/practice/writing_slips.py sees them; their texts come
// with the page.

import { fixedDigits } from "../../arithmetic/js/format_number.js";
import { NOISE } from "./rounding.js";

const MOST_DECIMALS = 15; // beyond these, and in numbers so large, digits are noise
const LARGEST = 1e15;

const isRoundedTooFar = ({ value, decimals }, expected) =>
  decimals !== null && Math.abs(value - expected) <= 0.5 * 10 ** -decimals * (1 + NOISE);

/** Whether two neighbouring digits are exchanged. */
function isSwapped({ value, decimals }, expected) {
  if (decimals === null || value < 0 !== expected < 0 || decimals > MOST_DECIMALS) return false;
  if (Math.abs(expected) >= LARGEST || Math.abs(value) >= LARGEST) return false;
  const right = fixedDigits(Math.abs(expected), decimals);
  const wrong = fixedDigits(Math.abs(value), decimals).padStart(right.length, "0");
  return [...right.slice(1)].some((next, i) => {
    const here = right[i];
    if (here === next || here === "." || next === ".") return false;
    return wrong === right.slice(0, i) + next + here + right.slice(i + 2);
  });
}

/** Whether each explains what was written (a reading), given what was expected. */
export const EXPLAINS = { "rounded-too-far": isRoundedTooFar, "digits-swapped": isSwapped };
