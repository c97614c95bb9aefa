// The state of a sheet as a link: only the cells that were changed, counted from 1 as on paper.
//
//     #x.1=5&W1.2.1=-0.5

/** The URL fragment for some changes. */
export function linkOf(program, changed) {
  const parts = [];
  for (const [name, cells] of changed) {
    const { shape } = program.variables[name];
    for (const [cell, value] of cells) {
      const counts = [];
      let rest = cell;
      for (const size of [...shape].reverse()) {
        counts.unshift((rest % size) + 1);
        rest = Math.floor(rest / size);
      }
      parts.push(`${[encodeURIComponent(name), ...counts].join(".")}=${value}`);
    }
  }
  return parts.join("&");
}

/** The changes in a URL fragment; whatever does not fit this network is left out. */
export function changesIn(program, fragment) {
  const changes = [];
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const [place, written] = part.split("=");
    const [encoded, ...counts] = place.split(".");
    let name;
    try {
      name = decodeURIComponent(encoded);
    } catch {
      continue;
    }
    const value = Number(written);
    if (!Object.hasOwn(program.givens, name) || !written || !Number.isFinite(value)) continue;
    const { shape } = program.variables[name];
    const fits = shape.length === counts.length
      && shape.every((size, i) => /^\d+$/.test(counts[i]) && counts[i] >= 1 && counts[i] <= size);
    if (fits) changes.push([name, shape.reduce((flat, size, i) => flat * size + Number(counts[i]) - 1, 0), value]);
  }
  return changes;
}
