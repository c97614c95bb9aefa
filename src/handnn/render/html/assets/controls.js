// The controls above the sheet: how they look, and what each of them does.

import { skipAnswer } from "./answer_form.js";
import { make } from "./numbers.js";
import { showStatus } from "./status.js";
import { showView } from "./views.js";

const button = (name, label, words = label) =>
  make("button", "hn-button", words, { type: "button", "data-do": name, title: label, "aria-label": label });

const check = (name, words, more = {}) => {
  const box = make("input", "", [], { type: "checkbox", "data-do": name, ...more });
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
  const moves = make("div", "hn-group hn-steps", [
    button("first", "Hide all results", "⇤"),
    button("back", "One step back", "←"),
    button("play", "Play", "Play"),
    button("forward", "One step forward", "→"),
    button("last", "Reveal all results", "⇥"),
    button("speed", "Speed"),
  ], { role: "group", "aria-label": "Steps" });
  const how = make("div", "hn-how", [
    check("layers", "layer by layer"),
    check("predict", "predict first", { "aria-description": "Leads to the answer." }),
  ]);
  const stepping = make("div", "hn-stepping", [moves, how]);
  stepping.hidden = true;
  const steps = button("steps", "Step by step");
  steps.classList.add("hn-primary");
  const reset = button("reset", "Reset the numbers of the sheet", "Reset");
  const theme = button("theme", "Light or dark", "◐");
  return make("div", "hn-bar", [
    reset,
    ...(hasBackward ? [views] : []),
    steps,
    stepping, // the next for the Tab key, wherever it is seen
    ...(isPage ? [button("link", "Copy link"), theme] : []),
  ], { role: "group", "aria-label": "Controls" });
}

/** Show which controls are enabled, and which are pressed. */
export function showControls(page) {
  const { bar, changes, stepper, classList } = page;
  const find = (name) => bar.querySelector(`[data-do="${name}"]`);
  find("reset").disabled = changes.isEmpty;
  find("steps").setAttribute("aria-pressed", stepper.isOn);
  bar.querySelector(".hn-stepping").hidden = !stepper.isOn;
  find("play").textContent = stepper.isPlaying ? "Pause" : "Play";
  find("play").setAttribute("aria-label", find("play").textContent);
  find("speed").textContent = stepper.speed;
  find("speed").setAttribute("aria-label", `Speed ${stepper.speed}`);
  find("play").disabled = find("speed").disabled = stepper.predicts && !stepper.byLayer; // an answer takes its time
  find("back").disabled = find("first").disabled = !stepper.position;
  find("forward").disabled = find("last").disabled = !stepper.next;
  const isHiding = stepper.isOn && stepper.next !== undefined;
  classList.toggle("hn-hiding", isHiding);
  const isPredicting = isHiding && stepper.predicts && !stepper.byLayer;
  if (classList.contains("hn-predicting") !== isPredicting) {
    classList.toggle("hn-predicting");
    page.dispatchEvent(new CustomEvent("handnn-predict", { detail: isPredicting, bubbles: true, composed: true }));
  }
  classList.toggle("hn-changed", !changes.isEmpty);
}

/** Carry out the action of a control. */
export function press(page, control) {
  if (!control) return;
  const { stepper } = page;
  const actions = {
    steps: () => {
      if (stepper.isOn) stepper.leave();
      else stepper.start();
      showStatus(page, stepper.isOn ? "The results are hidden. Reveal them one by one." : "All results are shown.");
    },
    first: () => stepper.start(),
    back: () => {
      stepper.back();
      showStatus(page, "One step back.");
    },
    forward: () => {
      if (stepper.isLeft) page.choose(stepper.next.name, stepper.next.cell);
      else if (stepper.isAsking) skipAnswer(page);
      else stepper.forward();
    },
    last: () => {
      stepper.goTo(stepper.order.length);
      showStatus(page, "All results are revealed.");
    },
    play: () => (stepper.isPlaying ? stepper.pause() : stepper.play()),
    speed: () => stepper.changeSpeed(),
    layers: () => {
      stepper.byLayer = control.checked;
      showControls(page);
      showStatus(page, control.checked ? "A layer is revealed at a time." : "A number is revealed at a time.");
    },
    predict: () => {
      Object.assign(stepper, { predicts: control.checked, nRight: 0, nAsked: 0 });
      stepper.pause();
      if (control.checked) stepper.ask();
      else page.showExplanation();
      if (stepper.isAsking) page.answerField.focus();
      showStatus(page, control.checked ? "Type each result before it is revealed." : "Results are revealed without asking.");
    },
    reset: () => page.reset(),
    link: () => copyLink(page),
    theme: () => turnTheme(page),
    view: () => showView(page, control.dataset.view),
  };
  actions[control.dataset.do]();
  if (control.disabled) page.select(page.entry, true); // and hidden: the keys would be nowhere
}

async function copyLink(page) {
  try {
    await navigator.clipboard.writeText(location.href);
    showStatus(page, "The link is copied. It includes every change.");
  } catch {
    showStatus(page, ["Copy the address of this page, which includes every change: ", location.href]);
  }
}

function turnTheme(page) {
  const paper = getComputedStyle(page).getPropertyValue("--hn-paper").trim();
  const isDark = parseInt(paper[1], 16) < 8;
  document.documentElement.dataset.theme = isDark ? "light" : "dark";
}
