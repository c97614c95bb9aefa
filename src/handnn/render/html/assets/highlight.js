// What belongs to a cell: the cells that its arithmetic reads, and those that read it.

import { keyOf } from "./cells.js";

/** The cells that the arithmetic of a cell reads, each once. */
export function operandsOf(program, name, cell) {
  const array = program.computed[name];
  if (!array) return [];
  const first = array.leaves.length + array.constants.length;
  const found = new Set();
  const waiting = [array.cells[cell]];
  const seen = new Set();
  while (waiting.length) {
    const slot = waiting.pop();
    if (seen.has(slot)) continue;
    seen.add(slot);
    if (slot < array.leaves.length) found.add(slot);
    else if (slot >= first) waiting.push(...array.instructions[slot - first].operands);
  }
  return [...found].sort((a, b) => a - b).map((slot) => {
    const { variable, cell: place } = array.leaves[slot];
    return { name: variable, cell: place };
  });
}

/** The cells whose arithmetic reads a cell, for all cells: from its key to a list. */
export function readersOf(program) {
  const readers = new Map();
  for (const [name, array] of Object.entries(program.computed)) {
    array.cells.forEach((_, cell) => {
      for (const operand of operandsOf(program, name, cell)) {
        const key = keyOf(operand.name, operand.cell);
        if (!readers.has(key)) readers.set(key, []);
        readers.get(key).push({ name, cell });
      }
    });
  }
  return readers;
}

/** Highlight a square and all that belongs to it on the sheet; without a square, nothing. */
export function highlight(page, square) {
  for (const element of page.highlighted) element.classList.remove("asked", "lit", "reads");
  page.highlighted.clear();
  const mark = (element, how) => {
    element.classList.add(how);
    page.highlighted.add(element);
  };
  if (!square) return;
  mark(square.element, "asked");
  const asked = square.chain.at(-1);
  let hasBias = false;
  for (const { name } of square.chain) {
    const operands = operandsOf(page.program, name, square.chain.at(0).cell);
    for (const operand of operands) {
      hasBias ||= page.biases.has(operand.name);
      for (const other of page.squares.of(operand.name, operand.cell)) {
        if (other !== square) mark(other.element, "lit");
      }
    }
  }
  if (hasBias) {
    page.ones.forEach(({ element, step, column }) => {
      if (step === square.block.step && column === square.left) mark(element, "lit");
    });
  }
  if (square.given) {
    for (const { name, cell } of page.readers.get(keyOf(asked.name, asked.cell)) ?? []) {
      for (const other of page.squares.of(name, cell)) mark(other.element, "reads");
    }
  }
}
