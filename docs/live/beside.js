// On a wide screen a sheet stays beside the text that is about it, and what is being read lights its
// cells on the sheet.

const WIDE = matchMedia("(min-width: 100em)");
const READ = 0.4; // of the window's height: what stands there is being read
const CELL = /^\s*(\S+\[[\d,]+\]) [=≈]/gm; // z1[1] = ..., at the beginning of a line

/**
 * Put the text that follows a sheet beside it, as soon as there is room.
 *
 * @param cell the live cell with the sheet
 */
export function besideItsText(cell) {
  const begin = () => {
    if (!WIDE.matches || cell.closest(".beside")) return;
    const whole = document.createElement("div");
    const text = document.createElement("div");
    whole.className = "beside";
    while (cell.nextElementSibling) text.append(cell.nextElementSibling);
    cell.before(whole);
    whole.append(cell, text);
    document.body.classList.add("has-beside");
    let isWaiting = false;
    addEventListener("scroll", () => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(() => {
        isWaiting = false;
        light(cell, text);
      });
    }, { passive: true });
  };
  WIDE.addEventListener("change", begin);
  begin();
}

function light(cell, text) {
  const sheet = cell.querySelector(".live-rich")?.shadowRoot.querySelector("handnn-sheet");
  const above = [...text.children].filter((block) => block.getBoundingClientRect().top < innerHeight * READ);
  sheet?.light(above.length && WIDE.matches ? symbolsIn(above.at(-1)) : new Set());
}

/** The arrays in the formulas of a paragraph, and the cells whose arithmetic is shown: z1, z1[2]. */
function symbolsIn(block) {
  const symbols = [...block.querySelectorAll("msub, mi")]
    .filter((part) => !part.parentElement.closest("msub"))
    .map((part) => part.textContent.trim());
  const cells = [...block.textContent.matchAll(CELL)].map(([, symbol]) => symbol);
  return new Set(block.matches(".output, .live") ? cells : symbols);
}
