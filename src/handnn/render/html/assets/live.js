// The live sheet: <handnn-sheet> makes interactive what Python has drawn.

import { evaluate, read } from "../../../arithmetic/js/evaluate.js";
import { formatter } from "../../../arithmetic/js/format_number.js";
import { cellName } from "../../../arithmetic/js/write.js";
import { describeSquare, explanationPanel, hint, sumInWords, waysBack } from "./explanation_panel.js";
import { Squares, adopt, refit } from "./cells.js";
import { Changes } from "./changes.js";
import { controlsFor, showControls } from "./controls.js";
import { Diagram } from "./diagram.js";
import { drawDiagram, drawList, drawSquare } from "./drawing.js";
import { showAnswerForm } from "./answer_form.js";
import { highlight, operandsOf, readersOf } from "./highlight.js";
import { changesIn, linkOf } from "./link.js";
import { listen } from "./events.js";
import { drawAnswer, drawPictures, linkAnswer, picturesOf } from "./picture.js";
import { introduce } from "./introduction.js";
import { Layers } from "./layers.js";
import { bringIntoView, fits, keepInSight, watchEdges } from "./scrolling.js";
import { Stepper } from "./stepper.js";
import { labelOf, reportChange, showStatus, wherePython } from "./status.js";

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
    this.isLinked = this.hasAttribute("data-linked");
    this.program = read(this.data.program);
    this.show = formatter(this.program.writing.numbers); // a value as it is written
    this.readers = readersOf(this.program);
    this.biases = new Set(this.data.biases);
    this.changes = new Changes(this.program);
    this.first = this.run = evaluate(this.program);
    this.sheet = this.querySelector(".hn-sheet");
    this.squares = new Squares(this, this.data);
    this.diagram = new Diagram(this.querySelector(".hn-diagram svg"), this.data, this.show);
    const ones = [...this.querySelectorAll(".hn-marks .one")];
    this.ones = this.data.ones.map(([step, column], i) => ({ element: ones[i], step, column }));
    this.highlighted = new Set();
    this.trail = [];
    this.stepper = new Stepper(this);
    this.layers = new Layers(this);
    [{ name: this.input }] = this.squares.all[0].chain;
    this.pictures = picturesOf(this);
    this.classes = this.querySelector(".hn-pictures")?.dataset.classes; // the array of their outputs
    linkAnswer(this);
    this.addPanels();
    this.entry = this.squares.all[0];
    this.entry.element.tabIndex = 0;
    listen(this);
    for (const square of this.squares.all) {
      adopt(square);
      square.element.setAttribute("aria-label", labelOf(this, square, square.drawn, false, false));
    }
    drawDiagram(this);
    showControls(this);
    drawList(this);
    showStatus(this, wherePython(this));
    this.readLink();
    this.classList.add("hn-live");
    this.showFirst();
    if (this.isLinked && new URLSearchParams(location.search).has("blank")) this.stepper.start();
    watchEdges(this);
    introduce(this);
  }

  addPanels() {
    const hasBackward = this.querySelector(".hn-bwd") !== null;
    this.bar = controlsFor({ hasBackward, isPage: this.isLinked });
    this.querySelector("header").append(this.bar);
    Object.assign(this, explanationPanel(this.querySelector(".hn-title").textContent));
    this.querySelector(".hn-paper").before(this.layers.bar);
    this.querySelector(".hn-paper").after(this.panel);
  }

  /** Scroll the first layer into view where the sheet is wider than the window, or else the input if it is not. */
  showFirst() {
    const scroller = this.sheet.parentElement;
    const [first] = this.layers.layers;
    const input = this.squares.all[0].element;
    if (scroller.scrollWidth <= scroller.clientWidth) return;
    if (first && fits(scroller, first)) this.layers.show(0);
    else bringIntoView(input, []);
  }

  /** Whether only Python can explain the numbers of an array. */
  needsPython(name) {
    return this.run.broken.has(name);
  }

  /** Whether only Python can compute them; until something changes, those that it has drawn are right. */
  isStale(name) {
    return this.needsPython(name) && !this.changes.isEmpty;
  }

  isOff(name, cell) {
    const taken = this.data.switched[name];
    return taken !== undefined && this.run.values[taken][cell] <= 0;
  }

  /** Show everything as it is now. */
  refresh() {
    for (const square of this.squares.all) drawSquare(this, square);
    for (const element of this.squares.fixed) element.classList.toggle("stale", !this.changes.isEmpty);
    refit(this.sheet, this.squares.all, this.data.smallest);
    drawDiagram(this);
    drawPictures(this);
    drawAnswer(this);
    this.showExplanation();
    showControls(this);
    drawList(this);
  }

  // -- the chosen cell ----------------------------------------------------------------------------

  /** Choose a square, until another is chosen; the trail is what led to it. */
  select(square, takesFocus = false, trail = square === this.selected ? this.trail : []) {
    this.selected = square;
    this.trail = trail;
    this.enterAt(square);
    square.element.setAttribute("aria-description", sumInWords(this, square));
    if (takesFocus) square.element.focus();
    this.classList.add("hn-explaining");
    this.showExplanation();
    bringIntoView(square.element, square.given ? [] : [...this.highlighted]);
  }

  /** Let the keys come to a square when they come to the sheet. */
  enterAt(square) {
    this.entry.element.tabIndex = -1;
    this.entry = square;
    square.element.tabIndex = 0;
  }

  /** Choose a square to which the arithmetic of the chosen one leads. */
  follow(square) {
    this.select(square, true, [...this.trail, this.inQuestion]);
    keepInSight(square.element, this.panel);
  }

  /** Choose again the square that led to this one. */
  goBack() {
    this.select(this.trail.at(-1), true, this.trail.slice(0, -1));
    keepInSight(this.selected.element, this.panel);
  }

  choose(name, cell) {
    const [square] = this.squares.of(name, cell);
    if (!square) return;
    this.select(square);
    keepInSight(square.element, this.panel);
  }

  /** Highlight and explain a square: by default the selected one. */
  showExplanation(square = this.selected) {
    this.inQuestion = square;
    this.classList.toggle("hn-asking", square !== undefined);
    highlight(this, square);
    if (!square) return;
    const { name, cell } = square.chain.at(-1);
    const { shape, batched } = this.program.variables[name];
    const sample = batched ? Math.floor(cell / shape.at(-1)) : this.diagram.sample;
    if (sample !== this.diagram.sample) {
      this.diagram.sample = sample;
      drawDiagram(this);
    }
    const operands = square.chain.flatMap((each) => operandsOf(this.program, each.name, each.cell));
    this.diagram.highlight({ name, cell }, operands);
    this.lines.replaceChildren(...describeSquare(this, square));
    this.ways.replaceChildren(...(this.selected ? waysBack(this) : []));
    showAnswerForm(this, square);
  }

  /** Write every term of the number in question, however many there are, or its largest ones again. */
  writeOut() {
    this.writtenOut = this.writtenOut === this.inQuestion ? undefined : this.inQuestion;
    this.showExplanation(this.inQuestion);
    this.lines.focus();
    keepInSight(this.inQuestion.element, this.panel);
  }

  /** Light the cells that a text beside the sheet is about: those of arrays, of rows, or single ones, by their symbols. */
  light(symbols) {
    this.dispatchEvent(new Event("handnn-light"));
    this.classList.remove("hn-asking");
    if (this.inQuestion && !this.selected) this.clear(); // the text goes on to something else
    for (const { element, chain } of this.squares.all) {
      const names = chain.flatMap(({ name, cell }) => {
        const symbol = cellName(this.program, name, cell);
        return [name, symbol, symbol.replace(/,\d+\]$/, "]")];
      });
      element.classList.toggle("told", names.some((each) => symbols.has(each)));
    }
  }

  /** Mark the squares of a term of the arithmetic. */
  point(key) {
    for (const element of this.querySelectorAll(".pointed")) element.classList.remove("pointed");
    for (const { element } of this.squares.byKey.get(key) ?? []) element.classList.add("pointed");
  }

  /** Choose no cell at all. */
  clear() {
    this.selected = this.inQuestion = this.lastClicked = undefined;
    this.classList.remove("hn-explaining", "hn-asking");
    highlight(this);
    this.diagram.highlight();
    this.lines.replaceChildren(hint());
    this.ways.replaceChildren();
    this.trail = [];
    showStatus(this, "");
  }

  // -- changing -----------------------------------------------------------------------------------

  /** Change some givens, and compute everything again. */
  change(changes, symbol) {
    const before = this.run;
    this.changes.take(changes);
    this.compute();
    this.writeLink();
    if (symbol) reportChange(this, symbol, changes[0][2], before);
  }

  /** Whether arrays of these names are given. */
  has(names) {
    return names.every((name) => name in this.program.givens);
  }

  /** Take other numbers for whole arrays, by their names. */
  take(arrays) {
    const cells = ([name, values]) => values.map((value, cell) => [name, cell, value]);
    this.change(Object.entries(arrays).flatMap(cells));
    showStatus(this, wherePython(this));
  }

  reset() {
    this.changes.clear();
    this.compute();
    this.writeLink();
    showStatus(this, "Everything is as it was.");
  }

  compute() {
    this.compared = undefined; // another output may be the largest now
    this.run = evaluate(this.program, this.changes.givens());
    this.refresh();
    const detail = { ...this.program.givens, ...this.changes.givens() };
    this.dispatchEvent(new CustomEvent("handnn-change", { detail, bubbles: true, composed: true }));
  }

  readLink() {
    if (!this.isLinked) return;
    const wasEmpty = this.changes.isEmpty;
    this.changes.clear();
    this.changes.take(changesIn(this.program, location.hash));
    if (!wasEmpty || !this.changes.isEmpty) this.compute();
  }

  writeLink() {
    if (!this.isLinked) return;
    const fragment = linkOf(this.program, this.changes.byName);
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
  }
}

if (!customElements.get("handnn-sheet")) customElements.define("handnn-sheet", HandnnSheet);
