// A page with a worksheet for each learner of a class: <handnn-class> shows the one that is chosen, by
// its number or by the learner's name.

import { checksum } from "../../js/handing_in.js";
import { keep, recall } from "./memory.js";

const PAUSE = 400; // milliseconds without a key, after which a name is taken as it is

/** Which of so many worksheets a name gets: always the same, on every computer. */
export function variantOf(name, count) {
  const plain = name.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean).join(" ");
  return checksum(new TextEncoder().encode(plain)) % count;
}

/** Whether anything is written on a worksheet. */
function isBegun(sheet) {
  return sheet !== undefined && Object.keys(sheet.fields.answers).length > 0;
}

/** Write a name on a worksheet, so that the sheet keeps it. */
function write(sheet, name) {
  const field = sheet.querySelector("[data-part=name]");
  field.value = name;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

class HandnnClass extends HTMLElement {
  connectedCallback() {
    const wake = () => this.wake();
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wake);
    else queueMicrotask(wake);
  }

  wake() {
    if (this.sheets) return;
    this.sheets = [...this.querySelectorAll("handnn-worksheet")];
    this.number = this.querySelector("select");
    this.learner = this.querySelector("[data-part=learner]");
    this.memory = `class ${this.dataset.key}`;
    const asked = Number(new URLSearchParams(location.search).get("variant")) - 1;
    const kept = recall(this.memory);
    this.learner.value = typeof kept.name === "string" ? kept.name : "";
    this.variant = [asked, kept.variant].find((variant) => this.sheets[variant]);
    this.isByNumber = this.variant === asked || kept.isByNumber === true;
    this.number.addEventListener("change", () => {
      this.isByNumber = this.number.value !== "";
      this.choose(this.isByNumber ? Number(this.number.value) : this.forName());
    });
    this.learner.addEventListener("change", () => this.follow());
    this.learner.addEventListener("input", () => {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.follow(), PAUSE);
    });
    this.querySelector("[data-live]").hidden = false;
    this.show(this.variant);
  }

  /** The worksheet follows the name, until a number is chosen or the first square is filled. */
  follow() {
    clearTimeout(this.pause);
    const stays = this.isByNumber || isBegun(this.sheets[this.variant]);
    this.choose(stays ? this.variant : this.forName());
  }

  /** The worksheet of the name that is written; undefined without one. */
  forName() {
    const name = this.learner.value.trim();
    return name ? variantOf(name, this.sheets.length) : undefined;
  }

  choose(variant) {
    const name = this.learner.value.trim();
    const before = this.sheets[this.variant];
    if (before && variant !== this.variant && !isBegun(before)) write(before, ""); // nobody's again
    this.variant = variant;
    keep(this.memory, { name, variant, isByNumber: this.isByNumber });
    this.show(variant);
    if (name && this.sheets[variant]) write(this.sheets[variant], name);
  }

  show(variant) {
    this.sheets.forEach((sheet, i) => { sheet.hidden = i !== variant; });
    this.number.value = variant === undefined ? "" : String(variant);
    this.querySelector("[data-part=begin]").hidden = variant !== undefined;
  }
}

if (!customElements.get("handnn-class")) customElements.define("handnn-class", HandnnClass);
