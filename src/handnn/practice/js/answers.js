// Reads what a learner wrote into a cell, as handnn/practice/answers.py does.

const LONGEST = 60; // characters of an answer

const NUMBER = String.raw`(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d{1,3})?`;

/** A number above or below the stroke of a fraction, with or without a root. */
const sideOf = (place) =>
  `(?:(?<factor${place}>${NUMBER})?√(?<root${place}>${NUMBER})|(?<plain${place}>${NUMBER}))`;

const ANSWER = new RegExp(
  String.raw`^(?<sign>[+-]?)(?:(?<whole>\d+)\+)?${sideOf(1)}(?:/${sideOf(2)})?(?<percent>%?)$`,
);
const SPACES = /[\s\u001c-\u001f\u0085]/gu;
const MIXED = /(\d)[\s\u001c-\u001f\u0085]+(?=\d{1,3}\/\d)/gu; // 1 1/2
const APART = /\d[\s\u001c-\u001f\u0085]+(?!\d{3}(?!\d))\d/u; // two numbers rather than thousands
const SIGNS = { "−": "-", "–": "-", "—": "-", "﹣": "-", "－": "-", "⁄": "/", "÷": "/" };
const VULGAR = { "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8" };
const WORDS = /sqrt\(?(\d+(?:[.,]\d+)?)\)?|√\((\d+(?:[.,]\d+)?)\)/g;
const OPEN = new Set(["", "?", "_", "-", "…", "..."]);
const THOUSANDS = /^\d{1,3}(,\d{3})+(\.\d+)?$/;

/**
 * The numbers that an answer may mean.
 *
 * @param answer text
 * @returns a list of {value, decimals}; decimals is null where the number is meant exactly, as a
 *   fraction or a root. An empty list if the cell was left open; null if it cannot be read.
 */
export function readAnswer(answer) {
  const spaced = withPlainDigits(answer).replace(MIXED, "$1+");
  if (APART.test(spaced)) return null;
  const text = spaced.replace(SPACES, "")
    .replace(/[−–—﹣－⁄÷]/g, (sign) => SIGNS[sign]);
  if (OPEN.has(text)) return [];
  return [...text].length > LONGEST ? null : readingsOf(text);
}

/** Digits of every script as 0 to 9; in Unicode the ten of a script stand in a row. */
function withPlainDigits(text) {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0);
    let before = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
    return String(before % 10);
  });
}

function readingsOf(text) {
  text = text.toLowerCase().replace(/^[≈=]+/, "");
  for (const [sign, fraction] of Object.entries(VULGAR)) {
    text = text.replace(new RegExp(`(\\d)${sign}`, "g"), `$1+${fraction}`).replaceAll(sign, fraction);
  }
  text = text.replace(WORDS, (_, first, second) => `√${first || second}`)
    .replaceAll("·√", "√").replaceAll("*√", "√");
  if (text.startsWith("(") && text.endsWith(")")) text = text.slice(1, -1);
  const found = ANSWER.exec(text);
  if (!found) return withThousands(text);
  const readings = readingOf(found);
  if (!readings) return null;
  const [first] = readings;
  const others = withThousands(text) ?? [];
  const isOther = ({ value, decimals }) => value !== first.value || decimals !== first.decimals;
  return [first, ...others.filter(isOther)];
}

function readingOf({ 0: text, groups }) {
  const [above, below] = [partOf(groups, 1), partOf(groups, 2)];
  const isExact = /[√/]/.test(text);
  if (below === 0 || (groups.whole && !isExact)) return null;
  const value = (Number(groups.whole ?? 0) + above / (below ?? 1)) * (groups.percent ? 0.01 : 1);
  const decimals = isExact ? null : decimalsOf(groups.plain1) + (groups.percent ? 2 : 0);
  return ifFinite({ value: groups.sign === "-" ? -value : value, decimals });
}

/** The number above or below the stroke; null if there is none below. */
function partOf(groups, place) {
  const [root, number] = [groups[`root${place}`], groups[`plain${place}`]];
  if (root !== undefined) return asFloat(groups[`factor${place}`] ?? "1") * Math.sqrt(asFloat(root));
  return number === undefined ? null : asFloat(number);
}

/** A number whose commas separate thousands: 1,234.5. */
function withThousands(text) {
  const isNegative = text.startsWith("-");
  const digits = isNegative ? text.slice(1) : text;
  if (!THOUSANDS.test(digits)) return null;
  const number = (isNegative ? "-" : "") + digits.replaceAll(",", "");
  return ifFinite({ value: Number(number), decimals: decimalsOf(number) });
}

const asFloat = (text) => Number(text.replaceAll(",", "."));

/** How many decimals a number is written with; with an exponent, how many it would have. */
function decimalsOf(text) {
  const [mantissa, exponent] = text.replaceAll(",", ".").split("e");
  return Math.max(0, (mantissa.split(".")[1] ?? "").length - Number(exponent ?? 0));
}

const ifFinite = (reading) => (Number.isFinite(reading.value) ? [reading] : null);
