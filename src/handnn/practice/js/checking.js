// Checks answers as handnn/practice/checking.py does: the first real mistake, and its cause.
//
// The slips are not here. Python tries them on every cell and writes down what each makes of it
// (handnn/practice/web/checker_data.py); this works that out in the learner's own numbers.

import { setOut } from "../../arithmetic/js/letters.js";
import { linesOf, text } from "../../arithmetic/js/write.js";
import { readAnswer } from "./answers.js";
import { Program, agrees, isNear } from "./rounding.js";
import { EXPLAINS } from "./writing_slips.js";

export class Checker {
  /**
   * @param data what `checker_data` in checker_data.py made
   * @param values the values of the cells; null where they follow from others
   */
  constructor(data, values) {
    this.data = data;
    const { operations } = data;
    const nodes = [
      ...data.cells.map((_, cell) => ({ cell })),
      ...data.constants.map((value) => ({ value })),
      ...data.nodes.map(([at, ...operands]) => ({ operation: operations[at], operands })),
    ];
    this.programs = new Map(); // by the place in the table, made when one is needed
    this.programOf = (place) => {
      if (!this.programs.has(place)) this.programs.set(place, new Program(nodes, place));
      return this.programs.get(place);
    };
    this.values = [...values];
    for (const [cell, place] of data.asked) {
      this.values[cell] ??= this.programOf(place).value(this.values);
    }
  }

  /**
   * What is right and wrong.
   *
   * @param answers texts by the names of the cells
   * @returns {right, mistakes, open, unreadable} as in `Feedback`
   */
  check(answers) {
    const { cells, asked } = this.data;
    const written = [...this.values];
    const exact = [...this.values];
    const feedback = { right: [], mistakes: [], open: [], unreadable: {} };
    for (const [cell, place, candidates] of asked) {
      const program = this.programOf(place);
      const [expected, precise] = [program.value(written), program.value(exact)];
      const [name] = cells[cell];
      const answer = answers[name] ?? "";
      const readings = readAnswer(answer);
      if (!readings?.length) {
        [written[cell], exact[cell]] = [expected, precise];
        if (readings) feedback.open.push(name);
        else feedback.unreadable[name] = [...answer].slice(0, 60).join("");
        continue;
      }
      const [reading, isRight] = this.judged(cell, readings, program, written, exact);
      if (isRight) {
        feedback.right.push(name);
        written[cell] = reading.value;
        exact[cell] = isNear(reading.value, precise) ? precise : this.values[cell];
      } else {
        const at = { cell, place, candidates, reading, expected };
        feedback.mistakes.push(this.mistake(at, written, exact));
        written[cell] = exact[cell] = reading.value;
      }
    }
    return feedback;
  }

  /** The reading that counts, and whether it is right. */
  judged(cell, readings, program, written, exact) {
    const { decimals } = this.data;
    const right = readings.find((reading) => this.gives(program, reading, written, exact)
      || agrees(reading.value, this.values[cell], decimals)); // with the true numbers
    return [right ?? readings[0], right !== undefined];
  }

  gives(program, { value }, written, exact) {
    const { decimals } = this.data;
    const expected = program.value(written);
    if (agrees(value, expected, decimals)) return true;
    if (!isNear(value, expected)) return false;
    const slack = program.slack(written, exact, decimals);
    return slack > 0 && agrees(value, expected, decimals, slack);
  }

  mistake({ cell, place, candidates, reading, expected }, written, exact) {
    const { slips, abouts, writing_slips, not_clear, cells } = this.data;
    const found = new Map(); // the texts by the name of the slip, the first one first
    const look = (kinds) => {
      for (const [name, ...texts] of kinds) {
        if (EXPLAINS[name](reading, expected) && !found.has(name)) found.set(name, ["", ...texts]);
      }
    };
    look(writing_slips.before);
    for (const [slip, about, wrong] of candidates) {
      const [name, ...texts] = slips[slip];
      if (!found.has(name) && this.gives(this.programOf(wrong), reading, written, exact)) {
        found.set(name, [abouts[about], ...texts]);
      }
    }
    look(writing_slips.after);
    const [slip = not_clear[0], ...also] = found.keys();
    const [about, ...texts] = found.get(slip) ?? ["", ...not_clear.slice(1)];
    const fill = { "{cell}": cells[cell][0], "{about}": about };
    const [hint, cause] = texts.map((each) => each.replace(/\{cell\}|\{about\}/g, (f) => fill[f]));
    const arithmetic = this.arithmetic(cell, place, written, expected);
    return { cell: fill["{cell}"], answer: reading.value, expected, slip, also, hint, cause, arithmetic };
  }

  /** The cell as it should be, in the learner's own earlier numbers. */
  arithmetic(cell, place, written, expected) {
    const { writing, cells, most_terms: terms } = this.data;
    const { nodes } = this.programOf(place);
    const known = this.programOf(place).run(written);
    const kinds = [
      ({ cell: leaf }) => leaf !== undefined,
      ({ cell: leaf, operation }) => leaf === undefined && !operation,
      ({ operation }) => operation,
    ];
    const [leaves, constants, results] = kinds.map((is) => nodes.filter(is)); // as `setOut` wants it
    const slots = new Map([...leaves, ...constants, ...results].map((node, slot) => [node, slot]));
    const array = {
      leaves: leaves.map((leaf) => ({ variable: cells[leaf.cell][1], cell: leaf.cell })),
      constants,
      instructions: results.map(({ operation, operands }) =>
        ({ operation, operands: operands.map((at) => slots.get(nodes[at])) })),
    };
    const values = [...slots.keys()].map((node) => known[nodes.indexOf(node)]);
    const whole = setOut(array, values, slots.get(nodes.at(-1)), writing);
    const [symbol] = cells[cell];
    return text(linesOf({ writing }, whole, { text: symbol }, symbol, terms)(expected));
  }
}
