"use strict";

// What people think of the cells: kept in this browser, and written back where a server takes it.

const noJudgment = Object.freeze({ stars: null, pick: null, tags: Object.freeze([]), note: "", at: 0 });

const judgmentKey = (cell, result) => result ? `${cell}:${result}` : cell;

class Judgments extends EventTarget {
  #known = new Map();
  #storage = "rivya-judgments";
  #token = document.querySelector("meta[name=rivya-token]")?.content ?? "";
  #waiting = new Map();
  #isSending = false;

  constructor() {
    super();
    this.#read();
    // Another window of this browser.
    window.addEventListener("storage", (event) => {
      if (event.key !== this.#storage) return;
      this.#read();
      this.#tell();
    });
  }

  get isServed() { return this.#token !== ""; }

  get = (cell) => this.#known.get(cell.key) ?? noJudgment;

  /** Takes what the data says; of two judgments the later one counts. */
  merge(cells) {
    for (const cell of cells) {
      if (cell.judgment) this.#take(cell.key, cell.judgment);
    }
  }

  /** Changes some members of a judgment. */
  set(cell, change) {
    this.#known.set(cell.key, { ...this.get(cell), ...change, at: Date.now() / 1000 });
    this.#store();
    this.#queue(cell);
    this.#send();
    this.#tell(cell);
  }

  /** Writes back what this browser has kept while there was no server to take it. */
  catchUp(cells) {
    for (const cell of cells) {
      // The ledger keeps milliseconds.
      if (this.#known.get(cell.key)?.at > (cell.judgment?.at ?? 0) + 0.01) this.#queue(cell);
    }
    this.#send();
  }

  #queue(cell) {
    if (!this.isServed || !cell.cell) return;
    this.#waiting.set(cell.key, { run: cell.run.id, index: cell.index, cell: cell.cell, ...this.get(cell) });
  }

  /** The judgments of these cells as a file's content. */
  exported(cells) {
    const seen = new Set();
    const judgments = [];
    for (const cell of cells) {
      const judgment = this.#known.get(cell.key);
      if (!judgment || seen.has(cell.key)) continue;
      seen.add(cell.key);
      const result = cell.files?.[0]?.sha256 ?? null;
      judgments.push({ run: cell.run.id, index: cell.index, cell: cell.cell ?? null, result, ...judgment });
    }
    return JSON.stringify({ rivyaJudgments: 1, judgments }, null, 2) + "\n";
  }

  /** @returns how many judgments were taken.
   * @throws a text for people where the file holds none. */
  imported(text, cells) {
    let file;
    try { file = JSON.parse(text); } catch { throw new Error("this file is not JSON"); }
    if (file?.rivyaJudgments !== 1 || !Array.isArray(file.judgments)) throw new Error("this file holds no judgments");
    const byKey = new Map(cells.map((cell) => [cell.key, cell]));
    let count = 0;
    for (const entry of file.judgments) {
      const cell = byKey.get(judgmentKey(entry?.cell ?? `${entry?.run}#${entry?.index}`, entry?.result));
      if (!cell || !this.#take(cell.key, entry)) continue;
      count += 1;
      this.#queue(cell);
    }
    this.#store();
    this.#send();
    this.#tell();
    return count;
  }

  #take(key, judgment) {
    const at = Number(judgment.at) || 0;
    if (at <= (this.#known.get(key)?.at ?? -1)) return false;
    this.#known.set(key, {
      stars: Number.isInteger(judgment.stars) && judgment.stars >= 1 && judgment.stars <= 5 ? judgment.stars : null,
      pick: ["pick", "reject"].includes(judgment.pick) ? judgment.pick : null,
      tags: Array.isArray(judgment.tags) ? judgment.tags.filter((tag) => typeof tag === "string") : [],
      note: typeof judgment.note === "string" ? judgment.note : "",
      at,
    });
    return true;
  }

  #read() {
    try {
      const stored = JSON.parse(localStorage.getItem(this.#storage) ?? "{}");
      for (const [key, judgment] of Object.entries(stored)) if (judgment) this.#take(key, judgment);
    } catch {
      // A browser that keeps nothing still shows everything.
    }
  }

  #store() {
    try {
      localStorage.setItem(this.#storage, JSON.stringify(Object.fromEntries(this.#known)));
    } catch {
      announce("this browser keeps no judgments: export them before you leave");
    }
  }

  /** One at a time, so that a later judgment of a cell arrives later. */
  async #send() {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#waiting.size) {
      const [key, judgment] = this.#waiting.entries().next().value;
      this.#waiting.delete(key);
      try {
        const body = JSON.stringify(judgment);
        const answer = await fetch("judgments", {
          // It arrives also when the page is closed; browsers do that for short ones.
          method: "POST", body, keepalive: body.length < 10_000,
          headers: { "Content-Type": "application/json", "X-Rivya-Token": this.#token },
        });
        if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? `status ${answer.status}`);
      } catch (error) {
        announce(`the judgment is kept in this browser only: ${error.message}`);
        // What the server refuses, it refuses again; what did not reach it goes with the next.
        if (error instanceof TypeError) {
          if (!this.#waiting.has(key)) this.#waiting.set(key, judgment);
          break;
        }
      }
    }
    this.#isSending = false;
  }

  #tell(cell) {
    this.dispatchEvent(new CustomEvent("change", { detail: cell }));
  }
}
