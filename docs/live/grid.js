// A matrix as a grid of input fields. The table is already in the page; its cells become editable here.

// The same as in grids.py.
const NUMBER = /^[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)(e[+-]?\d+)?(\/[1-9]\d*)?$/i;

export class BadNumber extends Error {}

/** The number that is written, such as −1.5 or 1/3. */
function numberIn(written) {
  const text = written.trim().replace("−", "-");
  const [numerator, denominator = 1] = text.split("/").map(Number);
  return NUMBER.test(text) ? numerator / denominator : undefined;
}

export class Grid {
  #table;
  #rows;

  constructor(table) {
    this.#table = table;
    this.#rows = [...table.tBodies[0].rows].map((row, i) =>
      [...row.cells].map((cell, j) => this.#field(cell, i, j)),
    );
    table.addEventListener("keydown", (event) => this.#move(event));
  }

  /** The assignments, as Python: `W1 = [[1, -1], [0, 2]]`. Throws BadNumber at the first bad cell. */
  source() {
    const { name, bias, vector } = this.#table.dataset;
    const rows = this.#rows.map((row) => row.map((field) => this.#number(field)));
    if (vector !== undefined) return `${name} = [${rows.flat().join(", ")}]`;
    const biases = bias ? rows.map((row) => row.pop()) : [];
    const weights = `${name} = [${rows.map((row) => `[${row.join(", ")}]`).join(", ")}]`;
    return bias ? `${weights}\n${bias} = [${biases.join(", ")}]` : weights;
  }

  /** The names of its arrays: `["W1", "b1"]`. */
  get names() {
    const { name, bias } = this.#table.dataset;
    return bias ? [name, bias] : [name];
  }

  /** The numbers of its arrays, by their names; undefined while what is typed is no number. */
  numbers() {
    const rows = this.#rows.map((row) => row.map((field) => numberIn(field.value)));
    if (rows.flat().includes(undefined)) return undefined;
    const [name, bias] = this.names;
    const biases = bias ? rows.map((row) => row.pop()) : [];
    return { [name]: rows.flat(), ...(bias && { [bias]: biases }) };
  }

  /** Whether a field is one of its own. */
  has(field) {
    return this.#table.contains(field);
  }

  /** Take over the numbers of an array, if this is its grid: `take("W1", [1, -1, 0, 2])`. */
  take(name, values) {
    const { name: own, bias } = this.#table.dataset;
    const fields = name === own ? this.#rows.flatMap((row) => (bias ? row.slice(0, -1) : row))
      : name === bias ? this.#rows.map((row) => row.at(-1)) : [];
    if (fields.length !== values.length) return;
    fields.forEach((field, i) => {
      if (numberIn(field.value) !== values[i]) field.value = String(values[i]).replace("-", "−");
    });
  }

  reset() {
    for (const field of this.#rows.flat()) {
      field.value = field.defaultValue;
      field.removeAttribute("aria-invalid");
    }
  }

  #field(cell, i, j) {
    const { name, bias, vector } = this.#table.dataset;
    const field = document.createElement("input");
    field.defaultValue = cell.textContent;
    field.inputMode = "text"; // the number pad of a phone has no minus sign
    field.autocomplete = "off";
    field.spellcheck = false;
    const isBias = bias && j === this.#table.rows[1].cells.length - 1;
    const place = vector !== undefined || isBias ? `row ${i + 1}` : `row ${i + 1}, column ${j + 1}`;
    field.ariaLabel = `${isBias ? bias : name}, ${place}`;
    field.addEventListener("focus", () => field.select());
    field.addEventListener("input", () => field.removeAttribute("aria-invalid"));
    cell.replaceChildren(field);
    return field;
  }

  #number(field) {
    const text = field.value.trim().replace("−", "-");
    if (NUMBER.test(text)) return text;
    field.setAttribute("aria-invalid", "true");
    field.focus();
    const what = text ? `“${text}” is not a number` : "the cell is empty";
    throw new BadNumber(`${field.ariaLabel}: ${what}. Write one such as 2, -1.5 or 1/3.`);
  }

  /** Arrow keys move from cell to cell; with Alt, up and down change the number by 1. */
  #move(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const field = event.target;
    const i = this.#rows.findIndex((row) => row.includes(field));
    const j = this.#rows[i].indexOf(field);
    if (event.altKey) {
      if (step[0]) this.#change(field, -step[0]);
    } else if (this.#leaves(field, step)) {
      this.#rows[i + step[0]]?.[j + step[1]]?.focus();
    } else return;
    event.preventDefault();
  }

  #leaves(field, [, sideways]) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const whole = start === 0 && end === value.length;
    return !sideways || whole || (sideways < 0 ? end === 0 : start === value.length);
  }

  #change(field, by) {
    const number = Number(field.value.trim().replace("−", "-"));
    if (Number.isNaN(number)) return;
    field.value = String(Number((number + by).toPrecision(12))).replace("-", "−");
    field.select();
  }
}
