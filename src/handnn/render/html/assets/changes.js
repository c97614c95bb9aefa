// What the reader has changed: some cells of the givens, with their new values.

export class Changes {
  constructor(program) {
    this.program = program;
    this.byName = new Map(); // from the name of a given to a map from its cells to their values
  }

  get isEmpty() {
    return [...this.byName.values()].every((cells) => !cells.size);
  }

  /** Add changes, each a name, a cell and a value. */
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

  /** Every given in which something has changed, with all its values. */
  givens() {
    const givens = {};
    for (const [name, cells] of this.byName) {
      givens[name] = [...this.program.givens[name]];
      for (const [cell, value] of cells) givens[name][cell] = value;
    }
    return givens;
  }
}
