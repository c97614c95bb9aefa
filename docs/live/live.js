// Makes the live cells of a page editable and runs them. Without it, the page is complete but static.

import { besideItsText, sheetIn } from "./beside.js";
import { Editor } from "./editor.js";
import { BadNumber, Grid } from "./grid.js";
import { Python, Stopped, Unavailable } from "./python.js";
import { applyTheme } from "./theme.js";

const addresses = JSON.parse(document.getElementById("live-settings").textContent);
const site = new URL("..", import.meta.url);
const python = new Python({
  pyodide: new URL(addresses.pyodide, site).href,
  wheel: new URL(addresses.wheel, site).href,
  cell: new URL("cell.py", import.meta.url).href,
});

class Cell {
  static all = new Map(); // by name
  static list = [];

  #element;
  #grids;
  #editor;
  #output;
  #built;
  #first; // the program as the page was built with it
  #shown; // the one whose output is shown
  #status = document.createElement("p");
  #buttons = {};

  constructor(element, number) {
    this.#element = element;
    this.#grids = [...element.querySelectorAll(".live-grid")].map((table) => new Grid(table));
    this.#editor = new Editor(element.querySelector(".live-code pre"), `Python code, cell ${number}`);
    this.#output = element.querySelector(".live-output");
    this.#built = [...this.#output.childNodes];
    this.#output.ariaLive = "polite";
    element.querySelector(".live-code").after(this.#toolbar(number));
    this.#first = this.#shown = this.#written();
    this.#say(this.#ready());
    this.#output.addEventListener("handnn-change", ({ detail }) => this.follow(detail));
    this.#output.addEventListener("handnn-predict", ({ detail }) => this.#hideFollowers(detail));
    element.addEventListener("input", ({ target }) => {
      if (this.#output.contains(target) || this.#isOnSheet(target)) return;
      this.#review("Changed. Press Run to compute it again.");
      this.#reviewFollowers();
    });
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.run();
    });
  }

  /** A number was changed on the sheet below: the grids follow, and what came after it may be old. */
  follow(givens) {
    const isOld = this.#element.classList.contains("live-old"); // the sheet is that of other code
    for (const [name, values] of Object.entries(givens)) {
      for (const grid of this.#grids) grid.take(name, values);
    }
    if (!isOld) this.#shown = this.#written();
    this.#reviewFollowers();
  }

  /** Whether a field holds numbers that the sheet below has too; it follows at once. */
  #isOnSheet(field) {
    const grid = this.#grids.find((each) => each.has(field));
    const sheet = sheetIn(this.#element);
    const isOld = this.#element.classList.contains("live-old");
    if (!grid || isOld || !sheet?.has?.(grid.names)) return false;
    const numbers = grid.numbers();
    if (numbers) sheet.take(numbers);
    return true;
  }

  #ready() {
    return `Change ${this.#grids.length ? "a number" : "the code"}, then press Run or Ctrl+Enter.`;
  }

  /** The program in one text; nothing while a number in it is none. */
  #written() {
    try {
      return this.program().join("\n\n");
    } catch {
      return null;
    }
  }

  #isOld() {
    return this.#written() !== this.#shown;
  }

  /** Mark the output if it is that of another program, or take the mark away. */
  #review(words) {
    const [wasOld, isOld] = [this.#element.classList.contains("live-old"), this.#isOld()];
    this.#element.classList.toggle("live-old", isOld);
    if (isOld) this.#say(words);
    else if (wasOld) this.#say(this.#ready());
  }

  #reviewFollowers() {
    const { id } = this.#element;
    if (!id) return;
    for (const other of Cell.list) {
      if (other.#element.dataset.after !== id) continue;
      other.#review("The numbers above have changed. Press Run.");
      other.#reviewFollowers();
    }
    for (const output of this.#quoted()) output.classList.toggle("live-old", this.#written() !== this.#first);
  }

  /** The outputs and the values in sentences that were computed from this cell when the page was built. */
  #quoted() {
    const { id } = this.#element;
    return id ? [...document.querySelectorAll(`:is(.output, .value)[data-after="${CSS.escape(id)}"]`)] : [];
  }

  /** Results are hidden in the text, too, while the reader predicts those of the sheet. */
  #hideFollowers(isHidden) {
    const isGiven = ({ dataset: { cells = "" } }) => sheetIn(this.#element).has([cells.replace(/\[.*/, "")]);
    const results = this.#quoted().filter((each) => !isGiven(each));
    const outputs = document.querySelectorAll(`.live[data-after="${CSS.escape(this.#element.id)}"] > .live-output`);
    for (const each of [...results, ...outputs]) each.classList.toggle("live-hidden", isHidden);
  }

  /** The grids and code of the cells before it, then its own. */
  program() {
    const before = Cell.all.get(this.#element.dataset.after)?.program() ?? [];
    return [...before, this.#grids.map((grid) => grid.source()).join("\n"), this.#editor.code];
  }

  async run() {
    if (this.#element.ariaBusy === "true") return;
    try {
      const program = this.program();
      const written = this.#written();
      this.#busy(true);
      this.#say("Downloading Python: a few seconds, the first time …");
      this.#show(await python.run(program, () => this.#say("Running …")));
      this.#shown = written;
      this.#review("Changed. Press Run to compute it again.");
      if (!this.#isOld()) this.#say("Run in your browser.");
    } catch (error) {
      this.#say(...explained(error));
    } finally {
      this.#busy(false);
    }
  }

  reset() {
    this.#grids.forEach((grid) => grid.reset());
    this.#editor.reset();
    this.#output.replaceChildren(...this.#built);
    const sheet = sheetIn(this.#element);
    if (sheet?.changes?.isEmpty === false) sheet.reset();
    this.#shown = this.#first;
    this.#review("The numbers above have changed. Press Run.");
    this.#reviewFollowers();
    if (!this.#isOld()) this.#say("As it was when the page was built.");
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.program().filter(Boolean).join("\n\n") + "\n");
      this.#say("Copied, with the numbers of the grids.");
    } catch (error) {
      this.#say(...explained(error));
    }
  }

  #toolbar(number) {
    const bar = document.createElement("div");
    bar.className = "live-bar";
    const actions = { Run: () => this.run(), Stop: () => python.stop(), Reset: () => this.reset(), Copy: () => this.copy() };
    for (const [name, action] of Object.entries(actions)) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
      button.className = `live-${name.toLowerCase()}`;
      button.addEventListener("click", action);
      this.#buttons[name] = button;
      bar.append(button);
    }
    this.#buttons.Run.title = "Ctrl+Enter";
    this.#buttons.Reset.textContent = "Reset code"; // a sheet has a Reset of its own
    this.#buttons.Reset.ariaLabel = `Reset code, cell ${number}`; // as the editor is called
    this.#buttons.Stop.disabled = true;
    this.#status.className = "live-status";
    this.#status.role = "status";
    bar.append(this.#status);
    return bar;
  }

  #busy(is) {
    this.#element.ariaBusy = String(is);
    this.#buttons.Run.ariaDisabled = String(is); // `disabled` would lose the focus
    this.#buttons.Stop.disabled = !is;
  }

  #say(text, isProblem = false) {
    this.#status.textContent = text;
    this.#status.classList.toggle("live-problem", isProblem);
  }

  /** The same elements that live.py builds. */
  #show({ text, html, error }) {
    this.#output.replaceChildren();
    if (text) this.#output.append(block("pre", "live-text", text));
    if (html) this.#output.append(rich(html));
    if (error) this.#output.append(block("pre", "live-error", error));
  }
}

function block(tag, className, text) {
  const element = Object.assign(document.createElement(tag), { className, textContent: text });
  element.tabIndex = 0; // scrollable, so it must be focusable
  return element;
}

/** Rich output has its own styles, and its scripts run, as in a page that is loaded. */
function rich(html) {
  const host = Object.assign(document.createElement("div"), { className: "live-rich" });
  host.classList.toggle("live-sheet", html.includes("hn-explanation"));
  const inside = document.createElement("div");
  inside.append(document.createRange().createContextualFragment(html));
  host.attachShadow({ mode: "open" }).append(inside);
  applyTheme(host);
  return host;
}

/** An error in plain words. */
function explained(error) {
  if (error instanceof Stopped) return ["Stopped. The output below is from the run before."];
  if (error instanceof BadNumber) return [error.message, true];
  if (error instanceof Unavailable) {
    const { what, host, answer } = error;
    const why = answer
      ? `It answered: ${answer}. The output below is unchanged; try again later.`
      : "Are you offline? The output below is unchanged; try again when you are connected.";
    return [`${what} could not be downloaded from ${host}. ${why}`, true];
  }
  return [String(error), true];
}

/** What was opened may lie beyond the edge of the window, or of what scrolls in it. */
function showOpened({ target }) {
  if (target.open) target.scrollIntoView({ block: "nearest" });
}

document.querySelectorAll(".live").forEach((element, index) => {
  const cell = new Cell(element, index + 1);
  Cell.list.push(cell);
  if (element.dataset.beside) besideItsText(element);
  element.querySelector(".live-folded")?.addEventListener("toggle", showOpened);
  if (element.id) Cell.all.set(element.id, cell);
});
