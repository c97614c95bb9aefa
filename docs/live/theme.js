// Passes the reader's choice of light or dark on to rich output, which its shadow root separates from the page.

/** Give the content of a shadow root the theme of the page. */
export function applyTheme(host) {
  const isDark = document.body.dataset.mdColorScheme === "slate";
  host.shadowRoot.firstElementChild.dataset.theme = isDark ? "dark" : "light";
}

const all = () => document.querySelectorAll(".live-rich").forEach(applyTheme);
new MutationObserver(all).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
all();
