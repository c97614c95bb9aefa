// A page with a worksheet for each learner of a class: <handnn-class> shows the one that is chosen, by
// its number or by the learner's name.

import { checksum } from "../../js/handing_in.js";
import { keep, recall } from "./memory.js";

/** Which of so many worksheets a name gets: always the same, on every computer. */
export function variantOf(name, count) {
  const plain = name.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean).join(" ");
  return checksum(new TextEncoder().encode(plain)) % count;
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
    const chosen = [asked, kept.variant].find((variant) => this.sheets[variant]);
    this.number.addEventListener("change", () => this.choose(Number(this.number.value)));
    this.learner.addEventListener("change", () => this.chooseFor(this.learner.value));
    this.querySelector("[data-live]").hidden = false;
    this.show(chosen);
  }

  /** A name chooses a worksheet, once: whoever corrects it keeps the sheet that was begun. */
  chooseFor(name) {
    if (!name.trim()) return;
    const isChosen = this.number.value !== "";
    this.choose(isChosen ? Number(this.number.value) : variantOf(name, this.sheets.length));
  }

  choose(variant) {
    const name = this.learner.value.trim();
    keep(this.memory, { name, variant });
    this.show(variant);
    if (!name) return;
    const field = this.sheets[variant].querySelector("[data-part=name]");
    field.value = name;
    field.dispatchEvent(new Event("input", { bubbles: true })); // so that the sheet keeps it
  }

  show(variant) {
    this.sheets.forEach((sheet, i) => { sheet.hidden = i !== variant; });
    this.number.value = variant === undefined ? "" : String(variant);
    this.querySelector("[data-part=begin]").hidden = variant !== undefined;
  }
}

if (!customElements.get("handnn-class")) customElements.define("handnn-class", HandnnClass);
