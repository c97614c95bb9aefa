// A sheet that is alive: <handnn-sheet> wakes what Python has drawn.

import { equation, cellName, show } from "./write.js";
import { evaluate, read } from "./evaluate.js";
import { describeSquare, lineOf } from "./card.js";
import { Squares, adopt, fill, keyOf, refit } from "./cells.js";
import { controlsFor } from "./controls.js";
import { Diagram } from "./diagram.js";
import { edit } from "./editing.js";
import { light, operandsOf, readersOf } from "./lights.js";
import { changesIn, linkOf } from "./link.js";
import { lettered, make, numberIn, withMinus } from "./numbers.js";
import { Player } from "./playing.js";

const HINT = "Point at a number, or walk with the arrow keys, to see where it comes from. "
  + "Numbers in print can be changed.";
const LIST_TERMS = 12;
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

class HandnnSheet extends HTMLElement {
  connectedCallback() {
    const wake = () => this.wake();
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wake);
    else queueMicrotask(wake);
  }

  wake() {
    const json = this.querySelector('script[type="application/json"]');
    if (!json || this.data) return;
    this.data = JSON.parse(json.textContent);
    this.program = read(this.data.program);
    this.readers = readersOf(this.program);
    this.biases = new Set(this.data.biases);
    this.sheet = this.querySelector(".hn-sheet");
    this.squares = new Squares(this, this.data);
    this.diagram = new Diagram(this.querySelector(".hn-diagram svg"), this.data);
    const ones = [...this.querySelectorAll(".hn-marks .one")];
    this.ones = this.data.ones.map(([step, column], i) => ({ element: ones[i], step, column }));
    this.lit = new Set();
    this.changed = new Map();
    this.first = this.run = evaluate(this.program);
    this.player = new Player(this);
    this.addControls();
    this.entry = this.squares.all[0];
    this.entry.element.tabIndex = 0;
    this.listen();
    this.stale = new Set();
    for (const square of this.squares.all) {
      const texts = adopt(square);
      square.element.setAttribute("aria-label", this.labelOf(square, texts, false, false));
    }
    this.drawDiagram();
    this.showControls();
    this.writeList();
    this.readLink();
    this.classList.add("hn-live");
    this.showFirst();
  }

  /** Bring the input into sight where the sheet is wider than the window. */
  showFirst() {
    const { scrollWidth, clientWidth } = this.sheet.parentElement;
    const first = this.squares.all[0].element.closest("table");
    if (scrollWidth > clientWidth) this.sheet.parentElement.scrollLeft = first.offsetLeft - clientWidth / 2;
  }

  addControls() {
    const hasBackward = this.querySelector(".hn-bwd") !== null;
    const isPage = this.hasAttribute("data-linked");
    this.bar = controlsFor({ hasBackward, isLinked: isPage, isPage });
    this.querySelector("header").append(this.bar);
    this.said = make("p", "hn-said", "", { role: "status" });
    this.lines = make("div", "hn-lines", make("p", "hn-hint", HINT));
    this.answer = make("input", "", [], { type: "text", autocomplete: "off", "aria-label": "Your answer" });
    this.guess = make("form", "hn-guess", [
      make("label", "", ["Your answer ", this.answer]),
      make("button", "hn-button", "Check", { type: "submit" }),
    ]);
    this.guess.hidden = true;
    this.card = make("section", "hn-card", [this.lines, this.guess, this.said], { "aria-label": "Arithmetic" });
    this.querySelector(".hn-paper").after(this.card);
  }

  // -- what is known ------------------------------------------------------------------------------

  isStale(name) {
    return this.stale.has(name);
  }

  isOff(name, cell) {
    const taken = this.data.switched[name];
    return taken !== undefined && this.run.values[taken][cell] <= 0;
  }

  /** Show everything as it is now. */
  refresh() {
    this.stale = new Set(this.run.broken);
    for (const square of this.squares.all) this.showSquare(square);
    for (const element of this.squares.fixed) element.classList.toggle("stale", this.isChanged);
    refit(this.sheet, this.squares.all);
    this.drawDiagram();
    this.showCard();
    this.showControls();
    this.writeList();
  }

  showSquare(square) {
    const known = square.chain.filter(({ name, cell }) => this.player.knows(name, cell));
    const isStale = square.chain.some(({ name }) => this.isStale(name));
    const values = isStale ? [] : known.map(({ name, cell }) => this.run.values[name][cell]);
    const last = known.at(-1);
    fill(square, values, Boolean(last) && this.isOff(last.name, last.cell));
    const differs = ({ name, cell }) => !Object.is(this.run.values[name][cell], this.first.values[name][cell]);
    const isChanged = known.some(differs);
    square.element.classList.toggle("edited", isChanged && square.given);
    square.element.classList.toggle("moved", isChanged && !square.given && !isStale);
    square.element.classList.toggle("stale", isStale);
    const texts = values.map((value) => withMinus(show(value).text));
    square.element.setAttribute("aria-label", this.labelOf(square, texts, isStale, isChanged));
  }

  labelOf(square, texts, isStale, isChanged) {
    const symbols = square.chain.map(({ name, cell }) => cellName(this.program, name, cell));
    if (isStale) return `${symbols.join(", ")}: needs Python`;
    if (!texts.length) return `${symbols.join(", ")}: not revealed`;
    const said = texts.map((each, i) => `${symbols[i]} = ${each}`).join(", ");
    return said + (isChanged ? ", changed" : "");
  }

  drawDiagram() {
    const seen = (name, cell) => this.player.knows(name, cell) && !this.isStale(name);
    this.diagram.draw(this.run, (name, cell) => this.isOff(name, cell), seen);
  }

  // -- the cell in question -----------------------------------------------------------------------

  /** Make a square the one in question for good. */
  select(square, takesFocus = false) {
    this.entry.element.tabIndex = -1;
    this.entry = this.selected = square;
    square.element.tabIndex = 0;
    if (takesFocus) square.element.focus();
    this.showCard();
  }

  choose(name, cell) {
    const [square] = this.squares.of(name, cell);
    if (square) this.select(square);
  }

  /** Light a square, and say where it comes from; without one, that which is selected. */
  showCard(square = this.selected) {
    this.inQuestion = square;
    light(this, square);
    if (!square) return;
    const { name, cell } = square.chain.at(-1);
    const { shape, batched } = this.program.variables[name];
    const sample = batched ? Math.floor(cell / shape.at(-1)) : this.diagram.sample;
    if (sample !== this.diagram.sample) {
      this.diagram.sample = sample;
      this.drawDiagram();
    }
    const operands = square.chain.flatMap((each) => operandsOf(this.program, each.name, each.cell));
    this.diagram.light({ name, cell }, operands);
    this.lines.replaceChildren(...describeSquare(this, square));
    const isAsked = this.player.isOn && this.player.asks && this.player.isAsked && !this.player.byLayer
      && this.player.next && this.squares.of(this.player.next.name, this.player.next.cell).includes(square);
    this.guess.hidden = !isAsked;
    if (!isAsked) this.answer.value = "";
  }

  /** Point from a term of the arithmetic to its squares. */
  point(key) {
    for (const element of this.querySelectorAll(".pointed")) element.classList.remove("pointed");
    for (const { element } of this.squares.byKey.get(key) ?? []) element.classList.add("pointed");
  }

  // -- changing -----------------------------------------------------------------------------------

  startEditing(square, start) {
    const { name, cell } = square.chain[0];
    const symbol = cellName(this.program, name, cell);
    const done = (value, stays) => {
      if (value !== null) this.change([[name, cell, value]], symbol);
      if (stays) square.element.focus();
    };
    const refuse = (written) => {
      const { text } = show(this.run.values[name][cell]);
      const rest = ` is not a number: ${symbol} stays ${text}. Write one like −1.5, 0,25 or 1/3.`;
      this.say([`“${written}”`, ...lettered(rest)], true);
    };
    edit(square, this.run.values[name][cell], symbol, start, done, refuse);
  }

  /** Take other numbers for some givens, and work everything out again. */
  change(changes, symbol) {
    const before = this.run;
    for (const [name, cell, value] of changes) {
      if (!this.changed.has(name)) this.changed.set(name, new Map());
      if (Object.is(value, this.program.givens[name][cell])) this.changed.get(name).delete(cell);
      else this.changed.get(name).set(cell, value);
    }
    this.workOut();
    this.writeLink();
    if (symbol) this.sayChanged(symbol, changes[0], before);
  }

  workOut() {
    const givens = {};
    for (const [name, cells] of this.changed) {
      givens[name] = [...this.program.givens[name]];
      for (const [cell, value] of cells) givens[name][cell] = value;
    }
    this.run = evaluate(this.program, givens);
    this.refresh();
  }

  reset() {
    this.changed.clear();
    this.workOut();
    this.writeLink();
    this.say("Everything is as it was.");
  }

  get isChanged() {
    return [...this.changed.values()].some((cells) => cells.size);
  }

  // -- the link -----------------------------------------------------------------------------------

  readLink() {
    if (!this.hasAttribute("data-linked")) return;
    this.changed.clear();
    const changes = changesIn(this.program, location.hash);
    for (const [name, cell, value] of changes) {
      if (!this.changed.has(name)) this.changed.set(name, new Map());
      this.changed.get(name).set(cell, value);
    }
    if (changes.length) this.workOut();
  }

  writeLink() {
    if (!this.hasAttribute("data-linked")) return;
    const fragment = linkOf(this.program, this.changed);
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  }

  // -- saying -------------------------------------------------------------------------------------

  say(words, isBad = false) {
    this.said.replaceChildren(...(typeof words === "string" ? lettered(words) : words));
    this.said.classList.toggle("bad", isBad);
  }

  sayChanged(symbol, [, , value], before) {
    let count = 0;
    for (const name of Object.keys(this.program.computed)) {
      this.run.values[name].forEach((each, i) => { count += !Object.is(each, before.values[name][i]); });
    }
    const others = count === 1 ? "1 computed number changes" : `${count} computed numbers change`;
    const stale = this.run.broken.length
      ? ` From ${this.run.broken[0]} on Python is needed: with these numbers the layer decides otherwise.` : "";
    this.say(`${symbol} is now ${show(value).text}; ${others}.${stale}`);
  }

  sayRevealed(name, cell, isLayer) {
    const value = show(this.run.values[name][cell]).text;
    this.say(isLayer ? `${name} is revealed.` : `${cellName(this.program, name, cell)} is ${value}.`);
  }

  showControls() {
    const find = (name) => this.bar.querySelector(`[data-do="${name}"]`);
    const { player } = this;
    find("reset").disabled = !this.isChanged;
    find("walk").setAttribute("aria-pressed", player.isOn);
    this.bar.querySelector(".hn-stepping").hidden = !player.isOn;
    find("play").textContent = player.isPlaying ? "Pause" : "Play";
    find("play").setAttribute("aria-label", find("play").textContent);
    find("back").disabled = find("first").disabled = !player.position;
    find("forward").disabled = find("last").disabled = !player.next;
    this.classList.toggle("hn-walking", player.isOn);
  }

  /** The list of all arithmetic, when somebody can see it. */
  writeList() {
    const list = this.querySelector(".hn-arithmetic");
    if (!list?.open) return;
    for (const items of list.querySelectorAll("ul[data-variable]")) {
      const name = items.dataset.variable;
      [...items.children].forEach((item, i) => {
        const lines = this.isStale(name) ? [[{ text: `${cellName(this.program, name, Number(item.dataset.cell))} needs Python` }]]
          : equation(this.program, this.run, name, Number(item.dataset.cell), LIST_TERMS);
        const shown = i ? lines.slice(-1) : lines;
        item.replaceChildren(...shown.map((pieces) => make("div", "", lineOf(this, pieces, undefined, false))));
      });
    }
  }

  // -- listening ----------------------------------------------------------------------------------

  listen() {
    const squareAt = (target) => this.squares.byElement.get(target.closest?.("td"));
    const { sheet } = this;
    sheet.addEventListener("pointerover", (event) => {
      const square = squareAt(event.target);
      if (square && event.pointerType !== "touch") this.showCard(square);
    });
    sheet.addEventListener("pointerleave", () => this.showCard());
    sheet.addEventListener("focusin", (event) => {
      const square = squareAt(event.target);
      if (square && square.element === event.target) this.select(square);
    });
    sheet.addEventListener("click", (event) => {
      const square = squareAt(event.target);
      if (!square || event.target.localName === "input") return;
      if (square === this.lastClicked && square.given) this.startEditing(square);
      this.lastClicked = square;
    });
    sheet.addEventListener("keydown", (event) => this.onKey(event, squareAt(event.target)));
    this.card.addEventListener("pointerover", (event) => this.point(event.target.closest("[data-cell]")?.dataset.cell));
    this.card.addEventListener("pointerleave", () => this.point());
    this.card.addEventListener("focusin", (event) => this.point(event.target.dataset.cell));
    this.card.addEventListener("focusout", () => this.point());
    this.card.addEventListener("click", (event) => this.onCardClick(event));
    this.guess.addEventListener("submit", (event) => this.onGuess(event));
    this.bar.addEventListener("click", (event) => this.onControl(event.target.closest("[data-do]")));
    this.querySelector(".hn-arithmetic")?.addEventListener("toggle", () => this.writeList());
    if (this.hasAttribute("data-linked")) {
      window.addEventListener("hashchange", () => { this.readLink(); this.workOut(); });
    }
  }

  onKey(event, square) {
    if (!square || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (ARROWS[key]) {
      const next = this.squares.next(square, ...ARROWS[key]);
      if (next) this.select(next, true);
    } else if (key === "Home" || key === "End") {
      const row = square.block.squares.filter((each) => each.i === square.i);
      this.select(row.at(key === "Home" ? 0 : -1), true);
    } else if (key === "Escape") {
      square.element.blur();
      this.clear();
    } else if (square.given && (key === "Enter" || key === "F2")) this.startEditing(square);
    else if (square.given && /^[\d.,+−-]$/.test(key)) this.startEditing(square, key);
    else if (!square.given && this.player.isOn && key === "Enter") {
      this.player.revealUpTo(square.chain.at(-1).name, square.chain.at(-1).cell);
    } else return;
    event.preventDefault();
  }

  /** Ask for no cell at all. */
  clear() {
    this.selected = undefined;
    this.lastClicked = undefined;
    light(this);
    this.diagram.light();
    this.lines.replaceChildren(make("p", "hn-hint", HINT));
  }

  onCardClick(event) {
    const term = event.target.closest("[data-cell]");
    if (term) {
      const [square] = this.squares.byKey.get(term.dataset.cell) ?? [];
      this.point();
      if (square) this.select(square, true);
    } else if (event.target.closest(".hn-change")) this.startEditing(this.inQuestion);
  }

  onGuess(event) {
    event.preventDefault();
    const { name, cell } = this.player.next;
    const guess = numberIn(this.answer.value);
    if (guess === null) {
      this.say([`“${this.answer.value}” is not a number.`], true);
      return;
    }
    const value = this.run.values[name][cell];
    const shown = show(value);
    const isRight = Math.abs(guess - value) <= (shown.exact ? 1e-9 : 0.005) * Math.max(1, Math.abs(value));
    this.player.forward();
    const symbol = cellName(this.program, name, cell);
    this.say(isRight ? `Right: ${symbol} is ${shown.text}.` : `Not ${show(guess).text}: ${symbol} is ${shown.text}.`, !isRight);
    this.player.ask();
    this.answer.focus();
  }

  onControl(control) {
    if (!control) return;
    const { player } = this;
    const actions = {
      walk: () => (player.isOn ? player.leave() : player.start()),
      first: () => player.start(),
      back: () => player.back(),
      forward: () => player.forward(),
      last: () => player.goTo(player.order.length),
      play: () => (player.isPlaying ? player.pause() : player.play()),
      layers: () => { player.byLayer = control.checked; },
      predict: () => { player.asks = control.checked; this.showCard(); },
      reset: () => this.reset(),
      link: () => this.copyLink(),
      theme: () => this.turnTheme(),
      view: () => this.show(control),
    };
    actions[control.dataset.do]();
  }

  async copyLink() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.say("The link is copied; it carries every change.");
    } catch {
      this.say(`Copy the address of this page; it carries every change: ${location.href}`);
    }
  }

  turnTheme() {
    const paper = getComputedStyle(this).getPropertyValue("--hn-paper").trim();
    const isDark = parseInt(paper[1], 16) < 8;
    document.documentElement.dataset.theme = isDark ? "light" : "dark";
  }

  show(control) {
    this.dataset.view = control.dataset.view;
    for (const each of this.bar.querySelectorAll('[data-do="view"]')) {
      each.setAttribute("aria-pressed", each === control);
    }
  }
}

if (!customElements.get("handnn-sheet")) customElements.define("handnn-sheet", HandnnSheet);
