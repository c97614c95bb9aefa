// Numbers as people write them: with a real minus sign, a decimal comma, or as a fraction.

const DIGITS = /^[+-]?(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const tidy = (written) =>
  written.trim().replace(/[−–﹣-]/g, "-").replace(/^([^.,]*),([^.,]*)$/, "$1.$2");

/** The number that a text stands for, or null if it is not a number. */
export function numberIn(written) {
  const parts = tidy(written).split("/").map((part) => part.trim());
  if (parts.length > 2 || !parts.every((part) => PLAIN.test(part))) return null;
  const value = parts.map(Number).reduce((a, b) => a / b);
  return Number.isFinite(value) ? value : null;
}

/**
 * How precise the number in a text is: its significant digits, and what 1 in the last of them is
 * worth. 0.030 has two, and its last is worth 0.001; a fraction is exact.
 */
export function precisionOf(written) {
  const [, whole, decimals = "", exponent = 0] = tidy(written).match(DIGITS) ?? [];
  if (whole === undefined) return { digits: Infinity, unit: 0 };
  const digits = (whole + decimals).replace(/^0+/, "").length;
  return { digits, unit: 10 ** (exponent - decimals.length) };
}

const MINUS = /-(?!\p{L})|(?<!\p{L})-/gu; // between two letters it is a hyphen

/** A text with real minus signs. */
export const withMinus = (written) => written.replace(MINUS, "−");

// As in hypertext.py, whose \w and \d know every alphabet; those of JavaScript know only ASCII.
const LOWERED = /(?<![\p{Nd}.])([\p{L}\p{Nl}\p{No}])(\p{Nd}+)(?![\p{L}\p{N}_])|⁽([⁰¹²³⁴⁵⁶⁷⁸⁹]+)⁾/gu;

/**
 * A symbol or a line of arithmetic in pieces [tag, text]: the number that ends a word is a subscript
 * ("sub"), a sample is raised ("sup"), the rest has no tag.
 */
export function piecesOf(written) {
  const pieces = [];
  let end = 0;
  for (const match of written.matchAll(LOWERED)) {
    const [all, letter = "", number, sample] = match;
    pieces.push(["", withMinus(written.slice(end, match.index) + letter)]);
    pieces.push(letter ? ["sub", number] : ["sup", `(${sample.normalize("NFKC")})`]);
    end = match.index + all.length;
  }
  return [...pieces, ["", withMinus(written.slice(end))]].filter(([, text]) => text);
}

/** The same as nodes. */
export const lettered = (written) =>
  piecesOf(written).map(([tag, text]) => (tag ? make(tag, "", text) : text));

/** An element with classes, attributes and children, in one go. */
export function make(tag, classes = "", content = [], attributes = {}) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...[content].flat());
  return element;
}
