// Where a sheet is wider than its window, it is shown a layer at a time.

import { make } from "./numbers.js";
import { seenOf, showRange } from "./scrolling.js";

/** The bar that leads from layer to layer; it is hidden where the whole sheet is seen. */
export class Layers {
  constructor({ squares, sheet }) {
    this.scroller = sheet.parentElement;
    this.layers = layersOf(squares.blocks);
    this.words = make("span", "hn-which");
    this.buttons = [["Previous layer", "←", -1], ["Next layer", "→", 1]].map(([label, sign, way]) => {
      const button = make("button", "hn-button", sign, { type: "button", "aria-label": label });
      button.addEventListener("click", () => this.show(this.shown + way));
      return button;
    });
    const [before, after] = this.buttons;
    this.bar = make("div", "hn-layers", [before, this.words, after], { role: "group", "aria-label": "Layers" });
    this.scroller.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(this.scroller);
  }

  show(number) {
    showRange(this.scroller, this.layers[number]);
  }

  /** The layer of which most is seen. */
  get shown() {
    const seen = this.layers.map((elements) => seenOf(this.scroller, elements));
    return seen.indexOf(Math.max(...seen));
  }

  draw() {
    const { scrollWidth, clientWidth } = this.scroller;
    this.bar.hidden = this.layers.length < 2 || scrollWidth <= clientWidth;
    if (this.bar.hidden) return;
    const { shown } = this;
    this.words.textContent = `Layer ${shown + 1} of ${this.layers.length}`;
    this.buttons[0].disabled = shown === 0;
    this.buttons[1].disabled = shown === this.layers.length - 1;
  }
}

/** The squares of each layer: its weights, and what is computed with them, forward and backward. */
function layersOf(blocks) {
  const layers = [];
  const layerOf = new Map(); // by the path of a step
  for (const block of blocks) {
    if (!block.squares.length) continue;
    const { classList } = block.squares[0].table;
    if (classList.contains("hn-weights") && !classList.contains("hn-gradient")) layers.push([]);
    if (!layerOf.has(block.step)) layerOf.set(block.step, Math.max(0, layers.length - 1));
  }
  const [input, ...others] = blocks.filter(({ squares }) => squares.length);
  const elementsOf = ({ squares }) => squares.map(({ element }) => element);
  for (const block of others) {
    const layer = block.step === input.step ? layers.length - 1 : layerOf.get(block.step);
    layers[layer]?.push(...elementsOf(block));
  }
  layers[0]?.push(...elementsOf(input));
  return layers;
}
