// A worksheet in a page: <handnn-worksheet> is filled in, checked and handed in where it stands.

import { formatter } from "../../../arithmetic/js/format_number.js";
import { lettered, make } from "../../../render/html/assets/numbers.js";
import { watchEdges } from "../../../render/html/assets/scrolling.js";
import { Checker } from "../../js/checking.js";
import { feedbackLines } from "../../js/feedback.js";
import { handedInCode, handedInFile } from "../../js/handing_in.js";
import { Fields } from "./fields.js";
import { keep, recall } from "./memory.js";

const DEPTHS = ["hint", "cause", "arithmetic"];
const NEXT = ["What happened?", "How should it be?"]; // what the button for more asks

class HandnnWorksheet extends HTMLElement {
  connectedCallback() {
    const wake = () => this.wake();
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wake);
    else queueMicrotask(wake);
  }

  wake() {
    const own = this.querySelector("script[data-sheet]");
    if (!own || this.data) return;
    this.data = JSON.parse(own.textContent);
    const home = this.closest("handnn-class") ?? this;
    const checkers = home.querySelectorAll("script[data-checker]");
    const data = JSON.parse(checkers[this.data.checker].textContent);
    this.checker = new Checker(data, this.data.values);
    this.show = formatter(data.writing.numbers);
    this.fields = new Fields(this, data.asked.map(([cell]) => data.cells[cell][0]));
    for (const part of ["name", "date", "check", "more", "said", "count", "code"]) {
      this[part] = this.querySelector(`[data-part="${part}"]`);
    }
    this.remember();
    this.addEventListener("input", ({ target }) => this.take(target));
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("click", ({ target }) => this.act(target.closest("[data-do]")));
    this.addEventListener("pointerdown", (event) => { // a key of the row keeps the field's focus
      if (event.target.closest("[data-do=type]")) event.preventDefault();
    });
    for (const hidden of this.querySelectorAll("[data-live]")) hidden.hidden = false;
    watchEdges(this);
    this.classList.add("hn-live");
  }

  // -- writing ------------------------------------------------------------------------------------

  remember() {
    const { name = "", date = "", answers = {} } = recall(this.data.key);
    this.name.value = name;
    this.date.value = date;
    this.fields.answers = answers ?? {};
  }

  keep() {
    const { name, date, fields: { answers } } = this;
    keep(this.data.key, { name: name.value, date: date.value, answers });
  }

  take(target) {
    if (target.dataset.asked) {
      this.fields.copy(target);
      this.fields.mark(target.dataset.asked);
    }
    this.keep();
  }

  press(event) {
    const { key, target, shiftKey, isComposing } = event;
    event.stopPropagation(); // a notebook around the sheet has its own keys
    if (!target.dataset.asked || isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const isChosen = target.selectionStart !== target.selectionEnd;
    const atStart = target.selectionEnd === 0;
    const atEnd = target.selectionStart === target.value.length;
    const steps = {
      Enter: shiftKey ? -1 : 1,
      ArrowDown: 1,
      ArrowUp: -1,
      ArrowRight: !isChosen && atEnd && !shiftKey && 1,
      ArrowLeft: !isChosen && atStart && !shiftKey && -1,
    };
    if (!steps[key]) return;
    event.preventDefault();
    if (!this.fields.move(target, steps[key]) && key === "Enter" && !shiftKey) this.check.focus();
  }

  act(button) {
    const what = button?.dataset.do;
    if (what === "check") this.checkAll();
    else if (what === "more") this.say(this.depth + 1);
    else if (what === "file") this.saveFile();
    else if (what === "copy") this.copyCode();
    else if (what === "print") window.print();
    else if (what === "again") this.startAgain();
    else if (what === "type") this.type(button.dataset.key);
  }

  /** Type a sign that keyboards of numbers on phones lack. */
  type(sign) {
    const field = document.activeElement;
    if (!this.contains(field) || !field.dataset.asked) return;
    field.setRangeText(sign, field.selectionStart, field.selectionEnd, "end");
    this.take(field);
  }

  startAgain() {
    if (!window.confirm("Empty all squares of this worksheet?")) return;
    this.fields.answers = {};
    for (const name of this.fields.order) this.fields.mark(name);
    this.feedback = undefined;
    this.count.replaceChildren();
    this.said.replaceChildren();
    this.more.hidden = true;
    this.code.hidden = true;
    this.keep();
    this.fields.byName.get(this.fields.order[0])[0].focus();
  }

  // -- checking -----------------------------------------------------------------------------------

  checkAll() {
    this.feedback = this.checker.check(this.fields.answers);
    const { right, mistakes: [first], unreadable } = this.feedback;
    for (const name of this.fields.order) this.fields.mark(name);
    for (const name of right) this.fields.mark(name, "right");
    for (const name of Object.keys(unreadable)) this.fields.mark(name, "unread");
    if (first) this.fields.mark(first.cell, "look");
    this.count.replaceChildren();
    this.said.replaceChildren();
    this.say(0);
  }

  /** Say what there is to say, down to a depth; what was said before stays, so only the rest is read out. */
  say(depth) {
    this.depth = depth;
    const [count, ...lines] = feedbackLines(this.feedback, DEPTHS[depth], this.show);
    if (!this.count.textContent) this.count.textContent = count;
    for (const line of lines.slice(this.said.children.length)) {
      this.said.append(make("p", line.startsWith("  ") ? "" : "hn-where", lettered(line.trim())));
    }
    this.more.hidden = !this.feedback.mistakes.length || depth === DEPTHS.length - 1;
    this.more.textContent = NEXT[depth] ?? "";
  }

  // -- handing in ---------------------------------------------------------------------------------

  get handedIn() {
    const { key, title } = this.data;
    return handedInFile(this.name.value.trim().slice(0, 200), key, title, this.fields.answers);
  }

  saveFile() {
    const blob = new Blob([this.handedIn], { type: "application/json" });
    const name = this.name.value.trim().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "answers";
    const link = make("a", "", [], { href: URL.createObjectURL(blob), download: `${name}-${this.data.key}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  async copyCode() {
    const field = this.code.querySelector("textarea");
    field.value = handedInCode(this.handedIn);
    this.code.hidden = false;
    field.focus();
    field.select();
    const said = this.code.querySelector("[data-part=copied]");
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = "The code is copied: paste it into a mail.";
    } catch {
      said.textContent = "This is the code: copy it and paste it into a mail.";
    }
  }
}

if (!customElements.get("handnn-worksheet")) customElements.define("handnn-worksheet", HandnnWorksheet);
