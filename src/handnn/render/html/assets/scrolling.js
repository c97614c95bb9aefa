// A sheet that is wider than its window scrolls, and an edge beyond which there is more fades.

/** Scroll a square into view. */
export function bringIntoView(element) {
  const scroller = element.closest(".hn-scroll");
  if (!scroller || scroller.scrollWidth <= scroller.clientWidth) return;
  const [own, outer] = [element, scroller].map((each) => each.getBoundingClientRect());
  if (own.left < outer.left || own.right > outer.right) {
    scroller.scrollLeft += own.left + own.width / 2 - (outer.left + outer.width / 2);
  }
}

/** Scroll the page so that what lies over its bottom does not hide a square. */
export function keepInSight(element, cover) {
  const [own, over] = [element, cover].map((each) => each.getBoundingClientRect());
  const hidden = own.bottom + own.height - over.top;
  if (hidden > 0 && over.bottom <= innerHeight + 1) window.scrollBy(0, hidden);
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
