// Python in a worker: the page never freezes, and an endless loop can be stopped from outside.

let loading;

self.onmessage = async ({ data: { settings, id, program } }) => {
  let runCell;
  try {
    loading ??= load(settings);
    runCell = await loading;
  } catch (error) {
    console.error(error); // the reader is told in plain words
    const { what = "Python", address = settings.pyodide, answer } = error;
    self.postMessage({ id, unavailable: { what, address, answer } });
    return;
  }
  self.postMessage({ id, started: true });
  try {
    self.postMessage({ id, shown: runCell(program) });
  } catch (error) {
    self.postMessage({ id, crashed: String(error) }); // Python itself: cell.py catches everything else
  }
};

/** Load Python, NumPy and handnn; return the function of cell.py that runs a program. */
async function load({ pyodide, wheel, cell }) {
  const { loadPyodide } = await import(pyodide + "pyodide.mjs");
  const python = await loadPyodide({ indexURL: pyodide });
  await python.loadPackage("numpy", { messageCallback: () => {} });
  python.unpackArchive(await (await fetched(wheel)).arrayBuffer(), "wheel");
  python.FS.writeFile("cell.py", await (await fetched(cell)).text());
  const { run } = python.pyimport("cell");
  return (program) => run(python.toPy(program)).toJs({ dict_converter: Object.fromEntries });
}

/** A file of this site. */
async function fetched(address) {
  const response = await fetch(address).catch(() => null);
  if (response?.ok) return response;
  const answer = response && `${response.status} ${response.statusText}`.trim();
  throw Object.assign(new Error(`${address}: ${answer ?? "no answer"}`), { what: "handnn", address, answer });
}
