// A sheet that is wider than its window scrolls, and an edge beyond which there is more fades.

const EDGE = 12; // pixels at an edge that fade
const TOLD = 240; // pixels that the arithmetic takes at most, nearly always

/** From the leftmost edge of some elements to the rightmost. */
function rangeOf(elements) {
  const boxes = elements.map((each) => each.getBoundingClientRect());
  return [Math.min(...boxes.map(({ left }) => left)), Math.max(...boxes.map(({ right }) => right))];
}

/** How many pixels are seen from the leftmost edge of some elements to the rightmost. */
export function seenOf(scroller, elements) {
  const [[left, right], [from, to]] = [rangeOf(elements), rangeOf([scroller])];
  return Math.round(Math.min(right, to) - Math.max(left, from));
}

/** Whether elements can all be seen at once. */
export function fits(scroller, elements) {
  const [left, right] = rangeOf(elements);
  return right - left <= scroller.clientWidth;
}

/** Scroll elements into the middle of their window, or to its left where they are wider. */
export function showRange(scroller, elements) {
  const [left, right] = rangeOf(elements);
  const outer = scroller.getBoundingClientRect();
  scroller.scrollLeft += fits(scroller, elements)
    ? (left + right - outer.left - outer.right) / 2 : left - outer.left - EDGE;
}

/** Scroll a square into view, and with it what it is made of, as far as there is room. */
export function bringIntoView(element, operands) {
  const scroller = element.closest(".hn-scroll");
  if (!scroller || scroller.scrollWidth <= scroller.clientWidth) return;
  const all = [element, ...operands];
  const [left, right] = rangeOf(all);
  const outer = scroller.getBoundingClientRect();
  if (left >= outer.left && right <= outer.right) return;
  showRange(scroller, fits(scroller, all) ? all : [element]);
}

/** Scroll the page so that what lies over its bottom does not hide a square. */
export function keepInSight(element, cover) {
  const [own, over] = [element, cover].map((each) => each.getBoundingClientRect());
  const hidden = own.bottom + own.height - over.top;
  if (hidden > 0 && over.bottom <= innerHeight + 1) window.scrollBy(0, hidden);
}

/** What an element scrolls up and down in: the page, or something inside it. */
function scrollerAround(element) {
  const outer = element.parentElement ?? element.getRootNode().host;
  if (!outer || outer === document.body) return document.scrollingElement;
  return getComputedStyle(outer).overflowY === "auto" ? outer : scrollerAround(outer);
}

/** Scroll the page, so that all squares of a sheet and what is told of one can be seen from now on. */
export function makeRoom(page, squares) {
  const lowest = Math.max(...squares.map(({ element }) => element.getBoundingClientRect().bottom));
  const top = page.getBoundingClientRect().top - parseFloat(getComputedStyle(page.querySelector("header")).scrollMarginTop);
  const missing = lowest + TOLD - innerHeight;
  if (missing > 0 && top > 0) window.scrollBy(0, Math.min(missing, top));
}

/** How much can be seen at once, from above to below: of the window, or of what scrolls inside it. */
export function heightAround(element) {
  return scrollerAround(element).clientHeight;
}

/** Scroll until an element is in the middle between above and below. */
export function bringToMiddle(element) {
  const scroller = scrollerAround(element);
  const isPage = scroller === document.scrollingElement;
  const [own, outer] = [element, scroller].map((each) => each.getBoundingClientRect());
  const middle = (isPage ? 0 : outer.top) + scroller.clientHeight / 2;
  scroller.scrollBy({ top: (own.top + own.bottom) / 2 - middle, behavior: behaviour() });
}

/** How far a sheet, and what it is in, are scrolled. */
export function placeOf(sheet) {
  return [scrollerAround(sheet), sheet.parentElement].map((scroller) => {
    const { scrollTop: top, scrollLeft: left } = scroller;
    return { scroller, top, left };
  });
}

/** Scroll to where a sheet was. */
export function returnTo(places) {
  for (const { scroller, top, left } of places) scroller.scrollTo({ top, left, behavior: behaviour() });
}

const behaviour = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");

/** Fade the edges of what scrolls, wherever there is more. */
export function watchEdges(root) {
  for (const scroller of root.querySelectorAll(".hn-scroll")) {
    const mark = () => {
      const { scrollLeft, scrollWidth, clientWidth } = scroller;
      scroller.classList.toggle("hn-more-left", scrollLeft > 2);
      scroller.classList.toggle("hn-more-right", scrollLeft < scrollWidth - clientWidth - 2);
    };
    scroller.addEventListener("scroll", mark, { passive: true });
    new ResizeObserver(mark).observe(scroller);
  }
}
