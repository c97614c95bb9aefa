// A small editor for Python: a transparent text area exactly on top of the same text in colour.

const TOKEN = new RegExp(
  [
    /(?<c1>#.*)/,
    /(?<s2>[fr]?("""[^]*?"""|'''[^]*?'''|"[^"\n]*"|'[^'\n]*'))/,
    /\b(?<k>import|from|as|def|class|return|for|while|if|elif|else|in|not|and|or|is|with|lambda|try|except|finally|raise|assert|yield|pass|break|continue|None|True|False)\b/,
    /\b(?<nb>print|len|range|sum|max|min|zip|enumerate|sorted|round|list|dict|tuple|super|float|int|str)\b(?=\()/,
    /\b(?<mi>\d[\d_.]*(e[+-]?\d+)?)\b/,
  ]
    .map((part) => part.source)
    .join("|"),
  "g",
);

export class Editor {
  #area = document.createElement("textarea");
  #coloured;
  #original;

  /** @param pre The coloured code as built; the text area is laid over it. */
  constructor(pre, label) {
    this.#coloured = pre;
    this.#original = pre.textContent;
    Object.assign(this.#area, { value: this.#original, rows: 1, spellcheck: false, ariaLabel: label });
    this.#area.autocapitalize = "off";
    this.#area.setAttribute("autocomplete", "off");
    this.#area.addEventListener("input", () => this.#colour());
    this.#area.addEventListener("keydown", (event) => this.#indent(event));
    pre.removeAttribute("tabindex");
    pre.ariaHidden = "true";
    pre.after(this.#area);
    this.#colour();
  }

  get code() {
    return this.#area.value;
  }

  reset() {
    this.#area.value = this.#original;
    this.#colour();
  }

  #colour() {
    const text = this.#area.value;
    const pieces = [];
    let end = 0;
    for (const match of text.matchAll(TOKEN)) {
      const [kind] = Object.entries(match.groups).find(([, found]) => found !== undefined);
      const span = document.createElement("span");
      span.className = kind;
      span.textContent = match[0];
      pieces.push(text.slice(end, match.index), span);
      end = match.index + match[0].length;
    }
    // Without a final line break, the text area would be one line taller.
    this.#coloured.replaceChildren(...pieces, text.slice(end) + "\n");
  }

  /** A new line is indented like the one before, four spaces more after a colon. Tab moves the focus. */
  #indent(event) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const before = this.#area.value.slice(0, this.#area.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const indent = line.match(/^ */)[0] + (line.trimEnd().endsWith(":") ? "    " : "");
    document.execCommand("insertText", false, "\n" + indent); // unlike `value`, it can be undone
  }
}
