// Where a sheet is wider than its window, it is shown a layer at a time.

import { make } from "./numbers.js";
import { fits, seenOf, showRange } from "./scrolling.js";

/** The bar that leads from layer to layer, where there is room for each of them, but not for all. */
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
    const hasRoomFor = (elements) => fits(this.scroller, elements);
    this.bar.hidden = hasRoomFor(this.layers.flat()) || !this.layers.every(hasRoomFor);
    if (this.bar.hidden) return;
    const { shown } = this;
    this.words.textContent = `Layer ${shown + 1} of ${this.layers.length}`;
    this.buttons[0].disabled = shown === 0;
    this.buttons[1].disabled = shown === this.layers.length - 1;
  }
}

/** The blocks of each layer: its weights, and what is computed with them, forward and backward. */
function layersOf(blocks) {
  const layers = [];
  const layerOf = new Map(); // by the path of a step
  const before = []; // the input, which is seen with the first layer
  for (const { squares, step } of blocks.filter((block) => block.squares.length)) {
    const { table } = squares[0];
    const isWeights = table.classList.contains("hn-weights") && !table.classList.contains("hn-gradient");
    if (isWeights) layers.push(before.splice(0));
    const last = layers.length - 1;
    if (step && !layerOf.has(step)) layerOf.set(step, last);
    (layers[layerOf.get(step) ?? last] ?? before).push(table);
  }
  return layers;
}
