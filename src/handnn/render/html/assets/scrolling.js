// A sheet that is wider than its window scrolls, and an edge beyond which there is more fades.

const EDGE = 12; // pixels at an edge that fade

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

/** How much can be seen at once, from above to below: of the window, or of what scrolls inside it. */
export function heightAround(element) {
  const outer = element.parentElement ?? element.getRootNode().host;
  if (!outer || outer === document.body) return innerHeight;
  return getComputedStyle(outer).overflowY === "auto" ? outer.clientHeight : heightAround(outer);
}

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
