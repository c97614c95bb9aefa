// Writes one value as handnn/arithmetic/writing/format_number.py does. The rules come from there.

/** Decimal digits with halves to the even digit, as Python rounds; JavaScript rounds halves up. */
function rounded(value, decimals, format) {
  const [mantissa, exponent] = value[format](100).split("e"); // every digit there is
  const cut = mantissa.slice(0, mantissa.length - 100 + decimals).replace(/\.$/, "");
  const isTie = /^50*$/.test(mantissa.slice(mantissa.length - 100 + decimals));
  if (!isTie || "13579".includes(cut.at(-1))) return value[format](decimals);
  return exponent ? `${cut}e${exponent}` : cut;
}

/** A value with so many decimals, zeros at the end too. */
export const fixedDigits = (value, decimals) => rounded(value, decimals, "toFixed");

const stripped = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

const fixed = (value, decimals) => stripped(fixedDigits(value, decimals));

/** How many significant digits tell a value from any other. */
const digitsOf = (value) => {
  const [mantissa] = String(Math.abs(value)).split("e");
  return mantissa.replace(".", "").replace(/^0+|0+$/g, "").length;
};

/**
 * Make the function that writes a value as on paper.
 *
 * @param rules as handnn/arithmetic/writing/rules.py gives them
 * @returns a function of a value (of how many decimals are written in full, and of how many
 *   significant digits it is rounded to), which returns {text, exact}: the value as text, and
 *   whether that is the whole value
 */
export function formatter(rules) {
  const { plain_from, plain_below } = rules;
  const isSame = (text, value, noise) => {
    const written = Number(text);
    const larger = Math.max(Math.abs(written), Math.abs(value));
    return larger !== Infinity && Math.abs(written - value) <= noise * larger;
  };
  return (value, decimals = rules.decimals, digits = rules.digits) => {
    const size = Math.abs(value);
    if (Number.isNaN(value)) return { text: "nan", exact: true };
    if (size === Infinity) return { text: value > 0 ? "∞" : "-∞", exact: true };
    if (value === 0) return { text: "0", exact: true };
    const noise = Math.min(rules.noise, 10 ** -(digits + rules.guard_digits));
    if (digits >= rules.all_digits) digits = digitsOf(value);
    let text = size < rules.whole_below ? fixed(value, decimals) : "";
    if (text && isSame(text, value, noise)) return { text, exact: true };
    const [mantissa, exponent] = rounded(value, digits - 1, "toExponential").split("e");
    if (size >= plain_from && size < plain_below) {
      text = fixed(value, Math.max(0, digits - 1 - Number(exponent)));
    } else {
      text = `${stripped(mantissa)}e${Number(exponent)}`;
    }
    return { text, exact: isSame(text, value, noise) };
  };
}

/** The value that was written. */
export const readNumber = (written) => Number(written.replace("∞", "Infinity"));

/**
 * What 1 in the last place of a written value is worth; zeros at the end are not written. More than
 * so many digits count only where that is asked for (`inFull`).
 */
export function lastPlace(text, digits, inFull, rules) {
  const value = Number(text);
  if (value === 0) return 10 ** -rules.decimals;
  const place = Number(value.toExponential().split("e")[1]) + 1 - digits;
  if (!inFull || text.includes("e")) return 10 ** place;
  return 10 ** Math.min(place, -(text.split(".")[1] ?? "").length);
}
