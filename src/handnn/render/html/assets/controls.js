// The buttons above the sheet: how they look, and what each of them does.

import { make } from "./numbers.js";
import { say } from "./status.js";

const button = (name, label, words = label) =>
  make("button", "hn-button", words, { type: "button", "data-do": name, title: label, "aria-label": label });

const check = (name, words) => {
  const box = make("input", "", [], { type: "checkbox", "data-do": name });
  return make("label", "hn-check", [box, ` ${words}`]);
};

/** The controls of a page; `data-do` says what each of them does. */
export function controlsFor({ hasBackward, isPage }) {
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
    ...(isPage ? [button("link", "Copy link"), theme] : []),
  ], { role: "group", "aria-label": "Controls" });
}

/** Show which of them can be pressed, and which are. */
export function showControls({ bar, changes, player, classList }) {
  const find = (name) => bar.querySelector(`[data-do="${name}"]`);
  find("reset").disabled = changes.isEmpty;
  find("walk").setAttribute("aria-pressed", player.isOn);
  bar.querySelector(".hn-stepping").hidden = !player.isOn;
  find("play").textContent = player.isPlaying ? "Pause" : "Play";
  find("play").setAttribute("aria-label", find("play").textContent);
  find("back").disabled = find("first").disabled = !player.position;
  find("forward").disabled = find("last").disabled = !player.next;
  classList.toggle("hn-walking", player.isOn && player.next !== undefined);
  classList.toggle("hn-changed", !changes.isEmpty);
}

/** Do what a control says. */
export function press(page, control) {
  if (!control) return;
  const { player } = page;
  const actions = {
    walk: () => (player.isOn ? player.leave() : player.start()),
    first: () => player.start(),
    back: () => player.back(),
    forward: () => player.forward(),
    last: () => player.goTo(player.order.length),
    play: () => (player.isPlaying ? player.pause() : player.play()),
    layers: () => { player.byLayer = control.checked; },
    predict: () => { player.asks = control.checked; page.showCard(); },
    reset: () => page.reset(),
    link: () => copyLink(page),
    theme: () => turnTheme(page),
    view: () => showView(page, control),
  };
  actions[control.dataset.do]();
}

async function copyLink(page) {
  try {
    await navigator.clipboard.writeText(location.href);
    say(page, "The link is copied; it carries every change.");
  } catch {
    say(page, `Copy the address of this page; it carries every change: ${location.href}`);
  }
}

function turnTheme(page) {
  const paper = getComputedStyle(page).getPropertyValue("--hn-paper").trim();
  const isDark = parseInt(paper[1], 16) < 8;
  document.documentElement.dataset.theme = isDark ? "light" : "dark";
}

function showView(page, control) {
  page.dataset.view = control.dataset.view;
  for (const each of page.bar.querySelectorAll('[data-do="view"]')) {
    each.setAttribute("aria-pressed", each === control);
  }
}
