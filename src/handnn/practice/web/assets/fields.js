// The fields of a worksheet: one for each cell that is asked, wherever it is drawn, in the order of
// the work. A unit of the diagram shows what is written into the square of its value.

const ROOM = 4; // characters in a unit

export class Fields {
  /**
   * @param sheet the element around them
   * @param order the names of the cells, in the order of the work
   */
  constructor(sheet, order) {
    this.order = order;
    this.byName = new Map(order.map((name) => [name, []]));
    for (const field of sheet.querySelectorAll("[data-asked]")) {
      this.byName.get(field.dataset.asked)?.push(field);
    }
    this.units = new Map();
    for (const number of sheet.querySelectorAll(".hn-diagram text[data-cell]")) {
      if (this.byName.has(number.dataset.cell)) this.units.set(number.dataset.cell, number);
    }
  }

  /** What is written, by the names of the cells; without those that are empty. */
  get answers() {
    const written = this.order.map((name) => [name, this.byName.get(name)[0].value.trim()]);
    return Object.fromEntries(written.filter(([, answer]) => answer));
  }

  set answers(answers) {
    for (const [name, fields] of this.byName) {
      for (const field of fields) field.value = typeof answers[name] === "string" ? answers[name] : "";
      this.draw(name);
    }
  }

  /** The same cell may be drawn twice: what is written in one square stands in the other too. */
  copy({ dataset: { asked: name }, value }) {
    for (const field of this.byName.get(name)) if (field.value !== value) field.value = value;
    this.draw(name);
  }

  /** Write a cell into its unit of the diagram. */
  draw(name) {
    const written = this.byName.get(name)[0].value.trim().replace("-", "−");
    const unit = this.units.get(name);
    if (unit) unit.textContent = written.length <= ROOM ? written : "…";
  }

  /** Go some cells on, or back; false at the ends. */
  move(field, by) {
    const name = this.order[this.order.indexOf(field.dataset.asked) + by];
    this.byName.get(name)?.[0].focus();
    return name !== undefined;
  }

  /** Show how a cell turned out: "right", "look" (the first mistake), "unread", or not at all. */
  mark(name, how = "") {
    for (const field of this.byName.get(name)) {
      const words = { right: `${name}, right`, look: `${name}, look here`, unread: `${name}, no number` };
      field.setAttribute("aria-label", words[how] ?? name);
      field.toggleAttribute("aria-invalid", false);
      if (how === "look" || how === "unread") field.setAttribute("aria-invalid", "true");
      const around = field.parentElement;
      around.classList.remove("right", "look", "unread");
      if (how) around.classList.add(how);
    }
  }
}
