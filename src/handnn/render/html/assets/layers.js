// Where a sheet is wider than its window, it is shown a layer at a time, and at last the loss.
//
// The gradients of a layer stand beside the next one, and are seen with it; those of the last one
// stand beside the target.

import { make } from "./numbers.js";
import { fits, seenOf, showRange } from "./scrolling.js";

/** The bar that leads from layer to layer, where there is room for each of them, but not for all. */
export class Layers {
  constructor({ squares, sheet }) {
    this.scroller = sheet.parentElement;
    const layers = layersOf(squares.blocks);
    this.layers = layers.map((blocks) => blocks.filter((block) => !isBackward(block)).map(tableOf));
    const loss = lossOf(layers.at(-1) ?? []).map(tableOf);
    this.stops = loss.length ? [...this.layers, loss] : this.layers;
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
    showRange(this.scroller, this.stops[number]);
    this.chosen = { number, left: this.scroller.scrollLeft };
    this.draw();
  }

  /** The stop that was chosen, or after the sheet was moved the one of which most is seen. */
  get shown() {
    if (this.chosen?.left === this.scroller.scrollLeft) return this.chosen.number;
    const seen = this.stops.map((elements) => seenOf(this.scroller, elements));
    return seen.indexOf(Math.max(...seen));
  }

  draw() {
    const hasRoomFor = (elements) => fits(this.scroller, elements);
    this.bar.hidden = hasRoomFor(this.stops.flat()) || !this.layers.every(hasRoomFor);
    if (this.bar.hidden) return;
    const { shown } = this;
    this.words.textContent = shown < this.layers.length ? `Layer ${shown + 1} of ${this.layers.length}` : "Loss";
    this.buttons[0].disabled = shown === 0;
    this.buttons[1].disabled = shown === this.stops.length - 1;
  }
}

const tableOf = (block) => block.squares[0].table;
const isBackward = (block) => tableOf(block).classList.contains("hn-bwd");

/** The target, and above it and beside it the gradients of the last layer. */
function lossOf(layer) {
  const target = layer.find((block) => tableOf(block).classList.contains("hn-target"));
  return target ? layer.filter((block) => isBackward(block) && block.at[0] <= target.at[0]) : [];
}

/** The blocks of each layer: its weights, and what is computed with them, forward and backward. */
function layersOf(blocks) {
  const layers = [];
  const layerOf = new Map(); // by the path of a step
  const before = []; // the input, which is seen with the first layer
  for (const block of blocks.filter((each) => each.squares.length)) {
    const { step } = block;
    const { classList } = tableOf(block);
    const isWeights = classList.contains("hn-weights") && !classList.contains("hn-gradient");
    if (isWeights) layers.push(before.splice(0));
    const last = layers.length - 1;
    if (step && !layerOf.has(step)) layerOf.set(step, last);
    (layers[layerOf.get(step) ?? last] ?? before).push(block);
  }
  return layers;
}
