// Rich output follows the reader's choice of light or dark, which its shadow root would hide from it.

/** Tell what stands in a shadow root which theme the page wears. */
export function wearTheme(host) {
  const isDark = document.body.dataset.mdColorScheme === "slate";
  host.shadowRoot.firstElementChild.dataset.theme = isDark ? "dark" : "light";
}

const all = () => document.querySelectorAll(".live-rich").forEach(wearTheme);
new MutationObserver(all).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
all();
