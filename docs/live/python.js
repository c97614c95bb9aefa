// One Python for the page: started on the first run, and started again after it was stopped.

export class Stopped extends Error {}

/** `what` could not be downloaded from `address`, whose answer was an error, such as "404 Not Found", or none. */
export class Unavailable extends Error {
  constructor({ what, address, answer }) {
    super(`${what}: ${address}`);
    Object.assign(this, { what, host: new URL(address).host, answer });
  }
}

export class Python {
  #settings;
  #worker;
  #runs = new Map();
  #count = 0;

  /** @param settings Addresses: `pyodide` (a folder), `wheel`, `cell`. */
  constructor(settings) {
    this.#settings = settings;
  }

  /**
   * Run the parts of a program; resolves to what the last part shows: `{text, html, error}`.
   * @param started Called when Python is ready and the program starts.
   */
  run(program, started) {
    this.#worker ??= this.#start();
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      this.#runs.set(id, { started, resolve, reject });
      this.#worker.postMessage({ settings: this.#settings, id, program });
    });
  }

  /** End everything that runs; the next run starts a fresh Python. */
  stop(reason = new Stopped()) {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#runs.values()) reject(reason);
    this.#runs.clear();
  }

  #start() {
    const address = new URL("worker.js", import.meta.url);
    const worker = new Worker(address, { type: "module" });
    worker.onmessage = ({ data: { id, started, shown, unavailable, crashed } }) => {
      if (unavailable) this.stop(new Unavailable(unavailable));
      else if (crashed) this.stop(new Error(crashed));
      else if (started) this.#runs.get(id).started();
      else {
        this.#runs.get(id).resolve(shown);
        this.#runs.delete(id);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.stop(new Unavailable({ what: "Python", address }));
    };
    return worker;
  }
}
