// What the reader has changed: some cells of the givens, with the numbers that they hold now.

export class Changes {
  constructor(program) {
    this.program = program;
    this.byName = new Map(); // from the name of a given to a map from its cells to their numbers
  }

  get isEmpty() {
    return [...this.byName.values()].every((cells) => !cells.size);
  }

  /** Take changes, each a name, a cell and a number. */
  take(changes) {
    for (const [name, cell, value] of changes) {
      if (!this.byName.has(name)) this.byName.set(name, new Map());
      if (Object.is(value, this.program.givens[name][cell])) this.byName.get(name).delete(cell);
      else this.byName.get(name).set(cell, value);
    }
  }

  clear() {
    this.byName.clear();
  }

  /** The givens in which something is changed, whole. */
  givens() {
    const givens = {};
    for (const [name, cells] of this.byName) {
      givens[name] = [...this.program.givens[name]];
      for (const [cell, value] of cells) givens[name][cell] = value;
    }
    return givens;
  }
}
