// The buttons above the sheet.

import { make } from "./numbers.js";

const button = (name, label, words = label) =>
  make("button", "hn-button", words, { type: "button", "data-do": name, title: label, "aria-label": label });

const check = (name, words) => {
  const box = make("input", "", [], { type: "checkbox", "data-do": name });
  return make("label", "hn-check", [box, ` ${words}`]);
};

/** The controls of a page; `data-do` says what each of them does. */
export function controlsFor({ hasBackward, isLinked, isPage }) {
  const views = make("div", "hn-group", [], { role: "group", "aria-label": "What is shown" });
  for (const view of ["forward", "backward", "both"]) {
    const each = button("view", `Show ${view}`, view[0].toUpperCase() + view.slice(1));
    each.dataset.view = view;
    each.setAttribute("aria-pressed", view === "both");
    views.append(each);
  }
  const steps = make("div", "hn-group hn-steps", [
    button("first", "Hide all results", "⇤"),
    button("back", "One step back", "←"),
    button("play", "Play", "Play"),
    button("forward", "One step forward", "→"),
    button("last", "Reveal all results", "⇥"),
  ], { role: "group", "aria-label": "Steps" });
  const how = make("div", "hn-how", [check("layers", "layer by layer"), check("predict", "predict first")]);
  const stepping = make("div", "hn-stepping", [steps, how]);
  stepping.hidden = true;
  const walk = button("walk", "Step by step");
  walk.setAttribute("aria-pressed", "false");
  const reset = button("reset", "Reset");
  reset.disabled = true;
  const theme = button("theme", "Light or dark", "◐");
  return make("div", "hn-bar", [
    ...(hasBackward ? [views] : []),
    stepping,
    walk,
    reset,
    ...(isLinked ? [button("link", "Copy link")] : []),
    ...(isPage ? [theme] : []),
  ], { role: "group", "aria-label": "Controls" });
}
