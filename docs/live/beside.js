// On a wide screen a sheet stays beside the text that is about it, and what is being read lights its
// cells on the sheet.

const WIDE = matchMedia("(min-width: 80em)"); // of the window, as in the stylesheet
const BELOW = 12; // pixels between a cell and the end of the window
const READ = 0.4; // of the window's height: what stands there is being read
const CELL = /^\s*(\S+\[[\d,]+\]) [=≈]/gm; // z1[1] = ..., at the beginning of a line
const INDEX = /(\S+) \[ (\d+(?: , \d+)*) \]/g; // z1 [ 1 ], in the pieces of a formula
const SAID = "math, [data-cells]"; // what names numbers in a sentence

/**
 * Put a sheet beside the text that is about it, while there is room: after its heading, as it is seen.
 *
 * @param cell the live cell with the sheet; its `data-beside` says where the text begins, before which
 *   heading it ends, and how wide the sheet is in a window that is not much wider: see docs/README.md
 */
export function besideItsText(cell) {
  const [from, until, width] = cell.dataset.beside.split(" ");
  const place = document.createComment("the place of the sheet in a narrow window");
  let text;
  let isWaiting = false;
  let isPointing = false; // at a paragraph, or a number in it, since the page was scrolled
  const show = () => light(cell, WIDE.matches ? text : null, isPointing);
  const follow = () => {
    isPointing = false;
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      fit(cell, WIDE.matches);
      show();
    });
  };
  let where = ""; // the pointer was last: the page may also be scrolled under it
  const point = ({ type, clientX, clientY }) => {
    const before = where;
    where = `${clientX} ${clientY}`;
    if (where === before) return;
    isPointing = type === "pointermove";
    show();
  };
  const begin = () => {
    cell.before(place);
    cell.closest("article").querySelector("h1").after(...contents());
    text = gathered(cell, from, until);
    text.parentElement.style.setProperty("--sheet", width);
    document.body.classList.add("has-beside");
    text.addEventListener("pointermove", point);
    text.addEventListener("pointerleave", point);
    addEventListener("scroll", follow, { passive: true });
    addEventListener("resize", follow);
  };
  const arrange = () => {
    if (WIDE.matches && !text) begin();
    if (WIDE.matches) text.before(cell);
    else if (text) place.after(cell);
    fit(cell, WIDE.matches);
  };
  WIDE.addEventListener("change", arrange);
  arrange();
}

/** The sections of the page, folded: the sheet may take the room of the theme's own contents. */
function contents() {
  const sections = document.querySelectorAll(".md-sidebar--secondary .md-nav--secondary > .md-nav__list > .md-nav__item > a");
  if (!sections.length) return [];
  const list = document.createElement("ul");
  for (const { href, textContent } of sections) {
    const link = Object.assign(document.createElement("a"), { href, textContent: textContent.trim() });
    list.append(document.createElement("li"));
    list.lastChild.append(link);
  }
  const summary = Object.assign(document.createElement("summary"), { textContent: "On this page" });
  const details = Object.assign(document.createElement("details"), { className: "contents" });
  details.append(summary, list);
  return [details];
}

/** The text that a sheet is about, in one element, which follows its heading. */
function gathered(cell, from, until) {
  const heading = from === "start" ? cell.parentElement.firstElementChild : document.getElementById(from);
  const range = document.createRange();
  const [whole, text] = [0, 1].map(() => document.createElement("div"));
  whole.className = "beside";
  heading.before(whole);
  range.setStartAfter(heading);
  const end = document.getElementById(until);
  if (end) range.setEndBefore(end);
  else range.setEndAfter(whole.parentElement.lastChild);
  text.append(range.extractContents());
  whole.append(heading, text);
  return text;
}

/** The sheet that a cell shows, if it shows one. */
export const sheetIn = (cell) => cell.querySelector(".live-rich")?.shadowRoot.querySelector("handnn-sheet");

/** Let a cell end where the window does, so that the arithmetic at its bottom is in sight. */
function fit(cell, isBeside) {
  const top = Math.max(0, cell.getBoundingClientRect().top);
  cell.style.maxHeight = isBeside ? `${innerHeight - top - BELOW}px` : "";
}

/** Light on the sheet what is pointed at, or else what is being read, and mark it in the text. */
function light(cell, text, isPointing) {
  const sheet = sheetIn(cell);
  const items = [...(text?.children ?? [])].flatMap(itemsOf);
  const isPointed = (item) => item.matches(":hover") && symbolsIn(item).size > 0;
  const isAbove = (item) => item.getBoundingClientRect().top < innerHeight * READ;
  const pointed = isPointing ? items.find(isPointed) : undefined;
  const read = pointed ?? items.filter(isAbove).at(-1);
  const told = pointed?.querySelector(`:is(${SAID}):hover`) ?? read;
  if (!sheet || sheet.told === told) return;
  const symbols = told ? symbolsIn(told) : new Set();
  document.querySelector(".is-read")?.classList.remove("is-read");
  sheet.told = told;
  if (symbols.size) read.classList.add("is-read");
  sheet.light(symbols);
  bringIntoView(cell, [...sheet.querySelectorAll(".hn-sheet .told")]);
}

const itemsOf = (block) => (block.matches("ul, ol") ? [...block.children] : [block]);

/** Scroll a cell, and nothing around it, until what is lit is in sight. */
function bringIntoView(cell, lit) {
  if (!lit.length) return;
  const outer = cell.getBoundingClientRect();
  const boxes = lit.map((each) => each.getBoundingClientRect());
  const above = Math.min(...boxes.map(({ top }) => top)) - BELOW - outer.top;
  const below = Math.max(...boxes.map(({ bottom }) => bottom)) + BELOW - outer.bottom;
  cell.scrollTop += above < 0 ? above : Math.max(0, Math.min(above, below));
}

/**
 * What a piece of text names: arrays, z1, rows and cells, z1[2], and the cells whose arithmetic it shows.
 * Where it speaks of one cell of an array, it does not mean the whole.
 */
function symbolsIn(piece) {
  if (piece.matches(".output, .live")) return new Set([...piece.textContent.matchAll(CELL)].map(([, symbol]) => symbol));
  const said = piece.matches(SAID) ? [piece] : [...piece.querySelectorAll(SAID)];
  const symbols = said.flatMap((each) => each.dataset.cells?.split(" ") ?? symbolsOf(each));
  return new Set(symbols.filter((symbol) => !symbols.some((other) => other.startsWith(`${symbol}[`))));
}

/** The arrays and cells in a formula; a gradient, ∂L/∂z1, is one of them, as a fraction too. */
function symbolsOf(formula) {
  const wholes = "mfrac, msub";
  const parts = [...formula.querySelectorAll(`${wholes}, mi, mo, mn`)].filter((part) => !part.parentElement.closest(wholes));
  const written = parts.map((part) => [...(part.localName === "mfrac" ? part.children : [part])]
    .map((each) => each.textContent.replace(/\s/g, "")).join("/"));
  const whole = written.join(" ").replaceAll("∂ L / ∂ ", "∂L/∂");
  return whole.replace(INDEX, (_, name, index) => `${name}[${index.replaceAll(" ", "")}]`).split(" ");
}
