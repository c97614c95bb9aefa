// Step by step: computed cells stay hidden until it is their turn, in the forward and backward pass.

import { keyOf } from "./cells.js";
import { showControls } from "./controls.js";
import { makeRoom } from "./scrolling.js";
import { reportRevealed } from "./status.js";

const PAUSES = { "1×": 1500, "2×": 750, "½×": 3000 }; // milliseconds between two steps of playing

/** Which computed cells are visible. While `isOn`, those from `position` onwards are hidden. */
export class Stepper {
  constructor(page) {
    Object.assign(this, { page, isOn: false, position: 0, predicts: false, byLayer: false, timer: 0 });
    this.isWaiting = false; // whether the next cell is waiting for an answer
    Object.assign(this, { tries: 0, isHinted: false, nRight: 0, nAsked: 0 }); // of the answers
    [this.speed] = Object.keys(PAUSES);
    this.turn = new Map();
    this.order = [];
    for (const name of Object.keys(page.program.computed)) {
      if (page.run.broken.has(name)) continue; // its numbers stay visible
      page.program.computed[name].cells.forEach((_, cell) => {
        if (!page.squares.of(name, cell).length) return;
        this.turn.set(keyOf(name, cell), this.order.length);
        this.order.push({ name, cell });
      });
    }
  }

  isRevealed(name, cell) {
    return !this.isOn || !(this.turn.get(keyOf(name, cell)) >= this.position);
  }

  /** Whether all operands of a hidden cell are visible, so that the reader can work it out. */
  canAsk(name, cell) {
    const turn = this.turn.get(keyOf(name, cell));
    return turn >= this.position && this.order[this.position]?.name === name;
  }

  get next() {
    return this.order[this.position];
  }

  /** Whether the reader is to answer before the next cell is revealed. */
  get isAsking() {
    return this.isOn && this.isWaiting && this.predicts && !this.byLayer && this.next !== undefined;
  }

  /** Count an answer. */
  count(isRight) {
    this.nAsked += 1;
    this.nRight += isRight;
  }

  start() {
    Object.assign(this, { isOn: true, position: 0, isWaiting: false, nRight: 0, nAsked: 0 });
    this.page.refresh();
    makeRoom(this.page, this.page.squares.all); // the controls stay where they are, then
    this.ask();
  }

  leave() {
    this.pause();
    this.isOn = false;
    this.page.refresh();
  }

  /** Whether the question has been left for another number. */
  get isLeft() {
    const { selected, squares } = this.page;
    return this.isAsking && !squares.of(this.next.name, this.next.cell).includes(selected);
  }

  /** Choose the next cell without revealing it. */
  ask() {
    if (!this.next) return;
    Object.assign(this, { isWaiting: true, tries: 0, isHinted: false });
    this.page.choose(this.next.name, this.next.cell);
  }

  forward() {
    if (!this.next) return this.pause();
    if (this.predicts && !this.isWaiting) return this.ask();
    const { name, cell } = this.next;
    this.position += 1;
    while (this.byLayer && this.next?.name === name) this.position += 1;
    this.isWaiting = false;
    this.page.refresh();
    this.page.choose(name, this.byLayer ? 0 : cell);
    reportRevealed(this.page, name, cell, this.byLayer);
    if (!this.next) this.pause();
    return undefined;
  }

  back() {
    if (!this.position) return;
    this.position -= 1;
    const { name } = this.next;
    while (this.byLayer && this.position && this.order[this.position - 1].name === name) this.position -= 1;
    this.isWaiting = false;
    this.page.refresh();
    this.ask();
  }

  goTo(position) {
    this.position = Math.max(0, Math.min(this.order.length, position));
    this.isWaiting = false;
    this.page.refresh();
    const at = this.order[Math.max(0, this.position - 1)];
    this.page.choose(at.name, at.cell);
  }

  /** Reveal everything up to a cell, this one included. */
  revealUpTo(name, cell) {
    const turn = this.turn.get(keyOf(name, cell));
    if (turn >= this.position) this.goTo(turn + 1);
  }

  get isPlaying() {
    return this.timer !== 0;
  }

  play() {
    this.timer = setInterval(() => this.forward(), PAUSES[this.speed]);
    showControls(this.page);
  }

  /** Play faster, or slower. */
  changeSpeed() {
    const speeds = Object.keys(PAUSES);
    this.speed = speeds[(speeds.indexOf(this.speed) + 1) % speeds.length];
    if (this.isPlaying) {
      clearInterval(this.timer);
      this.play();
    } else showControls(this.page);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = 0;
    showControls(this.page);
  }
}
