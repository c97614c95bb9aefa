// The diagram follows: values in the units, signs and sizes of the edges, and the same highlights.

import { cellName } from "../../../arithmetic/js/write.js";
import { withMinus } from "./numbers.js";

const MANY_WEIGHTS = 12; // of the edges highlighted, before they are not written any more
const ALONG = 0.36; // where a weight stands on its edge, from the unit that it leads to
const BELOW = 33; // from the middle of a unit to the gradient below it
const SVG = "http://www.w3.org/2000/svg";

/** The network's diagram, one sample at a time. */
export class Diagram {
  constructor(svg, data, show) {
    Object.assign(this, { svg, data, show, sample: 0, highlighted: new Set(), weights: [] });
    this.rows = data.diagram.map((row) => ({ ...row, units: this.unitsOf(row) }));
    this.edges = this.rows.flatMap((row, i) => (row.weights ? this.edgesOf(row, this.rows[i - 1]) : []));
    for (const row of this.rows) this.addGradients(row);
  }

  placeOf(name, feature, sample = this.sample) {
    const { shape, batched } = this.data.program.variables[name];
    return batched ? sample * shape.at(-1) + feature : feature;
  }

  element(symbol) {
    return this.svg.querySelector(`[data-cell="${CSS.escape(symbol)}"]`);
  }

  unitsOf(row) {
    return row.features.map((feature) => {
      if (feature === null || !this.data.program.variables[row.variable]) return null;
      const symbol = cellName(this.data.program, row.variable, this.placeOf(row.variable, feature));
      const text = this.element(symbol);
      const outline = text?.previousElementSibling;
      if (outline?.localName !== "rect") return null;
      const middle = [0, 1].map((i) => Number(outline.getAttribute("xy"[i]))
        + Number(outline.getAttribute(["width", "height"][i])) / 2);
      const strike = text.nextElementSibling?.matches(".strike") ? text.nextElementSibling : null;
      const [drawn, size] = [text.textContent, Number(text.getAttribute("font-size"))];
      return { feature, text, outline, strike, middle, drawn, size };
    });
  }

  edgesOf(row, above) {
    const [sources, targets] = [above, row].map(({ units, features }) => units.filter((_, i) => features[i] !== null));
    return targets.flatMap((target, i) => sources.map((source, j) => {
      if (!source || !target) return null;
      const cell = row.cells[i][j];
      const line = this.element(cellName(this.data.program, row.weights, cell));
      return { name: row.weights, cell, source, target, line };
    })).filter(Boolean);
  }

  /** Below each unit there is room for its gradient, and below the name of the row for its name. */
  addGradients(row) {
    const name = gradientOf(row.variable);
    const first = row.units.find(Boolean);
    if (!first || !this.data.program.variables[name]) return;
    const colour = `gradient ${this.data.colours[name]}`;
    const label = [...this.svg.querySelectorAll("text.name")].find(({ y }) => Math.abs(y.baseVal[0].value - first.middle[1]) < BELOW / 2);
    const { x, y } = { x: label.x.baseVal[0].value, y: first.middle[1] + BELOW };
    const written = this.text(x, y, `name ${colour}`);
    written.append("∂L/∂", ...[...label.childNodes].map((each) => each.cloneNode(true)));
    this.svg.append(written);
    for (const unit of row.units.filter(Boolean)) {
      unit.gradient = this.text(unit.middle[0], unit.middle[1] + BELOW, colour);
      this.svg.append(unit.gradient);
    }
  }

  /**
   * Draw the values of a run.
   *
   * @param isSeen whether a cell may be seen yet
   * @param isDrawn whether the numbers of an array are those that Python has drawn
   */
  draw(run, isOff, isSeen, isDrawn) {
    this.run = run;
    const heaviest = Math.max(...this.edges.map((edge) => Math.abs(run.values[edge.name][edge.cell])), 0);
    for (const edge of this.edges) this.drawEdge(edge, run.values[edge.name][edge.cell], heaviest);
    for (const row of this.rows) {
      for (const unit of row.units.filter(Boolean)) {
        const cell = this.placeOf(row.variable, unit.feature);
        const isHidden = !isSeen(row.variable, cell);
        const isOut = !isHidden && isOff(row.variable, cell);
        const number = isDrawn(row.variable)
          ? unit.drawn : withMinus(this.show(run.values[row.variable][cell]).text);
        const text = isHidden ? "?" : number;
        const scale = Math.min(1, (Number(unit.outline.getAttribute("width")) - 6) / (text.length * 10.5));
        unit.text.textContent = text;
        unit.text.setAttribute("font-size", unit.size * Math.max(0.5, scale));
        unit.text.setAttribute("x", unit.middle[0] - (text.startsWith("−") ? unit.size * 0.1 : 0));
        unit.text.classList.toggle("off", isOut);
        unit.text.classList.toggle("unknown", isHidden);
        unit.outline.classList.toggle("off", isOut);
        unit.isOff = isOut;
        unit.strike ??= isOut ? this.strikeFor(unit) : null;
        if (unit.strike) unit.strike.style.display = isOut ? "" : "none";
        if (unit.gradient) this.drawGradient(row, unit, isSeen);
      }
    }
    for (const { source, line } of this.edges) line?.classList.toggle("mute", Boolean(source.isOff));
  }

  /** The gradient of a unit, as soon as it has flowed back to it. */
  drawGradient({ variable }, unit, isSeen) {
    const name = gradientOf(variable);
    const cell = this.placeOf(name, unit.feature);
    unit.gradient.textContent = isSeen(name, cell) ? withMinus(this.show(this.run.values[name][cell]).text) : "";
  }

  drawEdge(edge, weight, heaviest) {
    if (!edge.line && weight) {
      edge.line = this.lineBetween(edge.source.middle, edge.target.middle, "edge");
      this.svg.prepend(edge.line);
    }
    if (!edge.line) return;
    edge.line.style.display = weight ? "" : "none";
    edge.line.classList.toggle("negative", weight < 0);
    const share = heaviest ? Math.abs(weight) / heaviest : 0;
    const [thinnest, thickest] = this.data.strokes;
    edge.line.setAttribute("stroke-width", thinnest + (thickest - thinnest) * share);
  }

  strikeFor({ middle: [x, y], text }) {
    const line = this.lineBetween([x - 8, y + 7], [x + 8, y - 7], "strike");
    text.after(line);
    return line;
  }

  lineBetween([x1, y1], [x2, y2], kind) {
    return drawn("line", { x1, y1, x2, y2, class: kind });
  }

  text(x, y, kind) {
    return drawn("text", { x, y, class: kind });
  }

  /** Highlight the unit of a cell and those it is made of, with the edges between; or one edge. */
  highlight(asked, operands) {
    for (const element of this.highlighted) element.classList.remove("lit", "asked");
    this.highlighted.clear();
    for (const weight of this.weights.splice(0)) weight.remove();
    if (!asked) return;
    const mark = (element, how) => {
      element?.classList.add(how);
      if (element) this.highlighted.add(element);
    };
    const unit = this.unitOf(asked);
    if (unit) mark(unit.outline, "asked");
    const cells = new Set([asked, ...operands].map(({ name, cell }) => `${plainName(name)}/${cell}`));
    for (const edge of this.edges) {
      const isAsked = cells.has(`${edge.name}/${edge.cell}`);
      if (isAsked && (!unit || edge.target === unit || edge.source === unit)) mark(edge.line, "lit");
      if (isAsked && !unit) [edge.source, edge.target].forEach((end) => mark(end.outline, "lit"));
    }
    for (const operand of operands) {
      const source = this.unitOf(operand);
      if (source && source !== unit) mark(source.outline, "lit");
    }
    const lit = this.edges.filter(({ line }) => this.highlighted.has(line));
    if (lit.length <= MANY_WEIGHTS) for (const edge of lit) this.writeWeight(edge, asked);
  }

  /** Write the weight of an edge on it, or its gradient if that is asked, nearer to the unit that it leads to. */
  writeWeight({ name, cell, source, target }, asked) {
    const [x, y] = [0, 1].map((i) => target.middle[i] + ALONG * (source.middle[i] - target.middle[i]));
    const text = this.text(x, y + 4.5, "weight");
    const isGradient = asked.name === gradientOf(name);
    const value = this.run.values[isGradient ? asked.name : name][cell];
    text.textContent = (isGradient ? "∂ " : "") + withMinus(this.show(value).text);
    this.svg.append(text);
    this.weights.push(text);
  }

  /** The unit that shows a cell; a pre-activation is shown by the unit of its activation. */
  unitOf({ name, cell }) {
    const variable = this.data.rows[plainName(name)] ?? plainName(name);
    const row = this.rows.find((each) => each.variable === variable);
    if (!row) return null;
    const { shape } = this.data.program.variables[variable];
    return row.units.find((unit) => unit && unit.feature === cell % shape.at(-1)) ?? null;
  }
}

/** The name without ∂L/∂: the array that a gradient belongs to. */
const plainName = (name) => name.replace(/^∂L\/∂/, "");

const gradientOf = (name) => `∂L/∂${name}`;

function drawn(kind, attributes) {
  const element = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
