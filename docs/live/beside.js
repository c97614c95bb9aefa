// On a wide screen a sheet stays beside the text that is about it, and what is being read lights its
// cells on the sheet.

const BELOW = 12; // pixels between a cell and the end of the window
const READ = 0.4; // of the window's height: what stands there is being read
const CELL = /^\s*(\S+\[[\d,]+\]) [=≈]/gm; // z1[1] = ..., at the beginning of a line

/**
 * Put a sheet beside the text that is about it, as soon as there is room.
 *
 * @param cell the live cell with the sheet; its `data-beside` says where the text begins, before which
 *   heading it ends, and how wide the window must be: see docs/README.md
 */
export function besideItsText(cell) {
  const [from, until, width] = cell.dataset.beside.split(" ");
  const wide = matchMedia(`(min-width: ${width})`);
  const begin = () => {
    if (!wide.matches || cell.closest(".beside")) return;
    const whole = document.createElement("div");
    const text = document.createElement("div");
    whole.className = "beside";
    const first = from === "start" ? cell.parentElement.firstElementChild : document.getElementById(from);
    const end = document.getElementById(until);
    first.before(whole);
    while (whole.nextElementSibling && whole.nextElementSibling !== end) text.append(whole.nextElementSibling);
    whole.append(text, cell);
    document.body.classList.add("has-beside");
    let isWaiting = false;
    const follow = () => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        fit(cell, wide.matches);
        light(cell, wide.matches ? text : null);
      });
    };
    addEventListener("scroll", follow, { passive: true });
    addEventListener("resize", follow);
    fit(cell, true);
  };
  wide.addEventListener("change", begin);
  begin();
}

/** Let a cell end where the window does, so that the arithmetic at its bottom is in sight. */
function fit(cell, isBeside) {
  const top = Math.max(0, cell.getBoundingClientRect().top);
  cell.style.maxHeight = isBeside ? `${innerHeight - top - BELOW}px` : "";
}

function light(cell, text) {
  const sheet = cell.querySelector(".live-rich")?.shadowRoot.querySelector("handnn-sheet");
  const isAbove = (block) => block.getBoundingClientRect().top < innerHeight * READ;
  const read = [...(text?.children ?? [])].filter(isAbove).at(-1);
  sheet?.light(read ? symbolsIn(read) : new Set());
}

/** The arrays in the formulas of a paragraph, and the cells whose arithmetic is shown: z1, z1[2]. */
function symbolsIn(block) {
  if (!block.matches(".output, .live")) return new Set([...block.querySelectorAll("math")].flatMap(symbolsOf));
  return new Set([...block.textContent.matchAll(CELL)].map(([, symbol]) => symbol));
}

/** The arrays in a formula; a gradient, ∂L/∂z1, is one of them, as a fraction too. */
function symbolsOf(formula) {
  const wholes = "mfrac, msub";
  const parts = [...formula.querySelectorAll(`${wholes}, mi, mo`)].filter((part) => !part.parentElement.closest(wholes));
  const written = parts.map((part) => [...(part.localName === "mfrac" ? part.children : [part])]
    .map((each) => each.textContent.replace(/\s/g, "")).join("/"));
  return written.join(" ").replaceAll("∂ L / ∂ ", "∂L/∂").split(" ");
}
