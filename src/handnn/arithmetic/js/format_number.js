// Writes one value as handnn/arithmetic/writing/format_number.py does. The rules come from there.

/** Decimal digits with halves to the even digit, as Python rounds; JavaScript rounds halves up. */
function rounded(value, decimals, format) {
  const [mantissa, exponent] = value[format](100).split("e"); // every digit there is
  const cut = mantissa.slice(0, mantissa.length - 100 + decimals).replace(/\.$/, "");
  const isTie = /^50*$/.test(mantissa.slice(mantissa.length - 100 + decimals));
  if (!isTie || "13579".includes(cut.at(-1))) return value[format](decimals);
  return exponent ? `${cut}e${exponent}` : cut;
}

const stripped = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

const fixed = (value, decimals) => stripped(rounded(value, decimals, "toFixed"));

/**
 * Make the function that writes a value as on paper.
 *
 * @param rules as handnn/arithmetic/writing/rules.py gives them
 * @returns a function of a value (and of how many decimals are written in full), which returns
 *   {text, exact}: the value as text, and whether that is the whole value
 */
export function formatter({ digits, decimals: inFull, noise, whole_below, plain_from, plain_below }) {
  const isSame = (text, value) => {
    const written = Number(text);
    const larger = Math.max(Math.abs(written), Math.abs(value));
    return larger !== Infinity && Math.abs(written - value) <= noise * larger;
  };
  return (value, decimals = inFull) => {
    const size = Math.abs(value);
    if (Number.isNaN(value)) return { text: "nan", exact: true };
    if (size === Infinity) return { text: value > 0 ? "∞" : "-∞", exact: true };
    if (value === 0) return { text: "0", exact: true };
    let text = size < whole_below ? fixed(value, decimals) : "";
    if (text && isSame(text, value)) return { text, exact: true };
    if (size >= plain_from && size < plain_below) {
      const wholeDigits = Math.floor(Math.log10(size)) + 1;
      text = fixed(value, Math.max(0, digits - wholeDigits));
    } else {
      const [mantissa, exponent] = rounded(value, digits - 1, "toExponential").split("e");
      text = `${stripped(mantissa)}e${Number(exponent)}`;
    }
    return { text, exact: isSame(text, value) };
  };
}
