// Keeps what was typed over a reload, where the browser lets a page keep anything.

/** What was kept under a name; an empty object if there is nothing. */
export function recall(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(`handnn ${name}`));
    return kept !== null && typeof kept === "object" ? kept : {};
  } catch {
    return {};
  }
}

/** Keep data under a name; null forgets it. */
export function keep(name, data) {
  try {
    if (data === null) localStorage.removeItem(`handnn ${name}`);
    else localStorage.setItem(`handnn ${name}`, JSON.stringify(data));
  } catch {
    // a page without storage works, but for a reload
  }
}
