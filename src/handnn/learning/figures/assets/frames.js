// A figure of several frames: <handnn-frames> shows one at a time, and has a slider to turn to another.

const BETWEEN_FRAMES = 300; // milliseconds

class HandnnFrames extends HTMLElement {
  connectedCallback() {
    const wake = () => this.wake();
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", wake);
    else queueMicrotask(wake);
  }

  disconnectedCallback() {
    if (this.slider) this.pause();
  }

  wake() {
    if (this.slider) return;
    this.frames = [...this.querySelectorAll(".hn-frame")];
    if (this.frames.length < 2) return;
    this.words = this.querySelector("output");
    this.button = Object.assign(document.createElement("button"), { type: "button", textContent: "Play" });
    this.slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: this.frames.length - 1 });
    const label = document.createElement("label");
    label.append(this.dataset.label, this.slider);
    const controls = document.createElement("div");
    controls.append(this.button, label);
    this.words.before(controls);
    this.button.addEventListener("click", () => (this.timer ? this.pause() : this.play()));
    this.slider.addEventListener("input", () => {
      this.pause();
      this.show(this.slider.valueAsNumber);
    });
    this.show(this.frames.findIndex((frame) => !frame.hasAttribute("display")));
  }

  show(position) {
    this.frames.forEach((frame, i) => {
      if (i === position) frame.removeAttribute("display");
      else frame.setAttribute("display", "none");
    });
    this.slider.value = position;
    this.words.textContent = this.frames[position].querySelector("desc").textContent;
    this.slider.setAttribute("aria-valuetext", this.words.textContent);
  }

  /** Show the frames that follow, or all of them after the last one. */
  play() {
    const { length } = this.frames;
    if (this.slider.valueAsNumber === length - 1) this.show(0);
    this.button.textContent = "Pause";
    this.timer = setInterval(() => {
      this.show(this.slider.valueAsNumber + 1);
      if (this.slider.valueAsNumber === length - 1) this.pause();
    }, BETWEEN_FRAMES);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.button.textContent = "Play";
  }
}

if (!customElements.get("handnn-frames")) customElements.define("handnn-frames", HandnnFrames);
