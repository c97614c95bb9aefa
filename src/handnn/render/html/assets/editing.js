// Changing a given number, in its square.

import { cellName } from "../../../arithmetic/js/write.js";
import { make, numberIn, withMinus } from "./numbers.js";
import { reportInvalid } from "./status.js";

/** Let the reader edit the square of a given number; the field starts with `start`, if given. */
export function startEditing(page, square, start) {
  const { name, cell } = square.chain[0];
  const symbol = cellName(page.program, name, cell);
  const value = page.run.values[name][cell];
  const done = (written, stays) => {
    if (written !== null) page.change([[name, cell, written]], symbol);
    if (stays) square.element.focus();
  };
  const refuse = (written) => reportInvalid(page, written, symbol, value);
  const whole = String(value);
  const text = withMinus(whole.length < 12 ? whole : page.show(value).text);
  edit(square, { value, text, start }, symbol, done, refuse);
}

/**
 * A field in a square, until it is left.
 *
 * @param now the `value`, its `text`, and `start`: what the field contains first; by default the text,
 *   selected so that typing replaces it
 * @param done called with the new value, or null if nothing changes, and whether to stay in the square
 * @param refuse called with what was written, if it is not a number
 */
function edit({ element }, { value, text, start }, symbol, done, refuse) {
  const field = make("input", "hn-field", [], {
    type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false", "aria-label": symbol,
  });
  field.value = start ?? text;
  let isOpen = true;
  const close = (result, stay) => {
    if (!isOpen) return;
    isOpen = false;
    field.remove();
    element.classList.remove("open");
    done(result, stay);
  };
  const accept = (stay) => {
    const isUntouched = start === undefined && field.value === field.defaultValue;
    const number = isUntouched ? value : numberIn(field.value);
    if (number !== null) return close(number, stay);
    field.setAttribute("aria-invalid", "true");
    refuse(field.value);
    return false;
  };
  field.defaultValue = field.value;
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") accept(true);
    else if (event.key === "Escape") close(null, true);
    else if (event.key === "Tab") accept(false);
    else return;
    if (event.key !== "Tab" || isOpen) event.preventDefault();
  });
  field.addEventListener("input", () => field.removeAttribute("aria-invalid"));
  field.addEventListener("blur", () => {
    if (isOpen && accept(false) === false) close(null, false);
  });
  element.classList.add("open");
  element.append(field);
  field.focus();
  if (start === undefined) field.select();
}
