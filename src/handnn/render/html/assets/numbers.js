// Numbers as people write them: with a real minus sign, a decimal comma, or as a fraction.

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text means, or null if it means none. */
export function numberIn(written) {
  const tidy = written.trim().replace(/[−–﹣-]/g, "-").replace(/^([^.,]*),([^.,]*)$/, "$1.$2");
  const parts = tidy.split("/").map((part) => part.trim());
  if (parts.length > 2 || !parts.every((part) => PLAIN.test(part))) return null;
  const value = parts.map(Number).reduce((a, b) => a / b);
  return Number.isFinite(value) ? value : null;
}

/** A text with real minus signs. */
export const withMinus = (written) => written.replaceAll("-", "−");

/** A symbol or a line of arithmetic as nodes: the number that ends a word is a subscript, a sample is raised. */
export function lettered(written) {
  const nodes = [];
  let end = 0;
  for (const match of written.matchAll(/(?<![\d.])([^\W\d_])(\d+)(?!\w)|⁽([⁰¹²³⁴⁵⁶⁷⁸⁹]+)⁾/gu)) {
    const [, letter, number, sample] = match;
    nodes.push(withMinus(written.slice(end, match.index) + (letter ?? "")));
    nodes.push(letter ? make("sub", "", number) : make("sup", "", `(${sample.normalize("NFKC")})`));
    end = match.index + match[0].length;
  }
  nodes.push(withMinus(written.slice(end)));
  return nodes;
}

/** An element with classes, attributes and children, in one go. */
export function make(tag, classes = "", content = [], attributes = {}) {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...[content].flat());
  return element;
}
