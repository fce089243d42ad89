"use strict";

// Two to four cells beside each other, on one clock: all at once, with a wipe over two of them, or blind.

class Compare {
  constructor(gallery) {
    this.gallery = gallery;
    this.dialog = make("dialog", { class: "compare", "aria-label": "Compare" });
    document.body.append(this.dialog);
    this.dialog.addEventListener("close", () => this.#closed());
    this.media = [];
  }

  get isOpen() { return this.dialog.open; }

  open(cells, mode = "side") {
    this.cells = cells;
    this.mode = mode;
    this.wiped = [0, 1];
    if (!this.isOpen) {
      this.gallery.takeStage(this.dialog);
      this.dialog.showModal();
    }
    if (mode === "blind") this.#startBlind();
    this.#draw();
    this.dialog.querySelector("[aria-pressed=true]")?.focus();
  }

  #closed() {
    this.#release();
    this.gallery.leaveStage();
    this.dialog.replaceChildren();
  }

  #release() {
    for (const media of this.media) release(media, this.gallery.clock);
    this.media = [];
  }

  setMode(mode) {
    this.mode = mode;
    if (mode === "blind") this.#startBlind();
    this.#draw();
    this.dialog.querySelector("[aria-pressed=true]")?.focus();
  }

  #draw() {
    this.#release();
    const modes = [["side", "Side by side", "1"], ["wipe", "Wipe", "2"], ["blind", "Blind", "3"]];
    const transport = this.gallery.transport?.place;
    const body = this.mode === "side" ? this.#side() : this.mode === "wipe" ? this.#wipe() : this.#blind();
    this.dialog.replaceChildren(
      make("header", {}, make("h2", {}, "Compare"),
        make("div", { class: "modes", role: "group", "aria-label": "How" },
          ...modes.map(([mode, label, key]) => make("button",
            { type: "button", "aria-pressed": String(this.mode === mode),
            "aria-keyshortcuts": `Alt+${key}`, onclick: () => this.setMode(mode) }, label))),
        iconButton("close", "Close", "Escape", () => this.dialog.close())),
      make("div", { class: "compare-body" }, ...body));
    if (transport && !transport.hidden) this.dialog.append(transport);
  }

  #medium(cell) {
    const file = cell.files?.[0];
    const media = file && mediaOf(file, () => media.replaceWith(reasonOf(cell)));
    if (!media) return [file && emblemOf(file) ? make("div", {}, emblemOf(file)) : reasonOf(cell)];
    this.media.push(media);
    if (media instanceof HTMLMediaElement) this.gallery.clock.add(media);
    return file.kind === "audio" ? [make("div", { class: "emblem" }, icon("wave")), media] : [media];
  }

  #title(cell, letter) {
    return make("div", { class: "compared-title" }, make("span", { class: "letter" }, letter),
      make("span", { class: "number" }, String(cell.index)),
      ...[...cell.values].map(([, value]) => isolated(value, { class: "value" })),
      cell.values.size ? null : isolated(cell.name ?? cell.model));
  }

  #judge(cell) {
    const { gallery } = this;
    const place = make("div", { class: "judge" });
    const draw = () => {
      const judgment = gallery.judgments.get(cell);
      place.replaceChildren(
        starsOf(judgment.stars, (stars) => { gallery.rate(cell, stars); draw(); }),
        make("span", { class: "verdict" },
          verdictButton("pick", judgment, () => { gallery.judge(cell, "pick"); draw(); }),
          verdictButton("reject", judgment, () => { gallery.judge(cell, "reject"); draw(); })));
    };
    draw();
    return place;
  }

  #side() {
    return [
      make("div", { class: "side", "data-count": this.cells.length }, ...this.cells.map((cell, index) =>
        make("figure", { class: "compared", "aria-label": labelOf(cell, this.gallery.judgments.get(cell)),
          onpointerover: (event) => {
            const media = event.currentTarget.querySelector("video, audio");
            if (media) this.gallery.clock.solo(media);
          } },
        this.#title(cell, "ABCD"[index]), make("div", { class: "compared-picture" }, ...this.#medium(cell)),
          this.#judge(cell)))),
      this.#differences(),
    ];
  }

  // ---- Wipe ----

  #wipe() {
    const [first, second] = this.wiped.map((index) => this.cells[index]);
    const upper = make("div", { class: "wipe-upper" }, ...this.#medium(second));
    const edge = make("div", { class: "wipe-edge", "aria-hidden": "true" });
    const range = make("input", { type: "range", min: 0, max: 100, step: 0.5, value: 50, class: "wipe-range",
      "aria-label": "Where the first ends and the second begins", oninput: () => place(Number(range.value)) });
    const place = (share) => {
      upper.style.clipPath = `inset(0 0 0 ${share}%)`;
      edge.style.left = `${share}%`;
      range.value = String(share);
    };
    const stage = make("div", { class: "wipe" }, make("div", { class: "wipe-lower" }, ...this.#medium(first)), upper,
      edge,
      make("span", { class: "letter left" }, "ABCD"[this.wiped[0]]),
        make("span", { class: "letter right" }, "ABCD"[this.wiped[1]]));
    const follow = (event) => {
      const box = stage.getBoundingClientRect();
      place(Math.max(0, Math.min(100, (event.clientX - box.left) / box.width * 100)));
    };
    stage.addEventListener("pointerdown", (event) => { stage.setPointerCapture(event.pointerId); follow(event); });
    stage.addEventListener("pointermove", (event) => { if (event.buttons) follow(event); });
    place(50);
    const choice = (side) => make("label", {}, `${side === 0 ? "Left" : "Right"} `,
      make("select", { onchange: (event) => { this.wiped[side] = Number(event.target.value); this.#draw(); } },
        ...this.cells.map((cell, index) => make("option", { value: index, selected: index === this.wiped[side] },
          `${"ABCD"[index]} – ${cell.index} ${[...cell.values.values()].join(", ")}`))));
    return [stage, range,
      this.cells.length > 2 ? make("div", { class: "wipe-choices" }, choice(0), choice(1)) : null,
      make("div", { class: "wipe-titles" }, this.#title(first, "ABCD"[this.wiped[0]]),
        this.#title(second, "ABCD"[this.wiped[1]])),
      this.#differences()].filter(Boolean);
  }

  // ---- Blind: nothing tells which is which before the choice; the winner meets the next one ----

  #startBlind() {
    const shuffled = [...this.cells];
    for (let index = shuffled.length - 1; index > 0; index -= 1) {
      const other = crypto.getRandomValues(new Uint32Array(1))[0] % (index + 1);
      [shuffled[index], shuffled[other]] = [shuffled[other], shuffled[index]];
    }
    this.blind = { pair: shuffled.slice(0, 2), waiting: shuffled.slice(2), results: [], isDecided: false };
  }

  #decide(outcome) {
    const { blind } = this;
    const [a, b] = blind.pair;
    blind.results.push({ a, b, outcome });
    if (blind.waiting.length) {
      // Of two that are equal one goes on; which one is as good as the other.
      const winner = outcome === "b" ? b : a;
      const next = blind.waiting.shift();
      blind.pair = crypto.getRandomValues(new Uint8Array(1))[0] % 2 ? [winner, next] : [next, winner];
    } else {
      blind.isDecided = true;
      blind.winner = outcome === "equal" ? undefined : outcome === "a" ? a : b;
    }
    this.#draw();
    this.dialog.querySelector(".blind-choices button, .verdict-line button")?.focus();
  }

  #blind() {
    const { blind } = this;
    const round = this.cells.length > 2 ? ` Round ${blind.results.length + (blind.isDecided ? 0 : 1)} of ${this.cells.length - 1}.` : "";
    const picture = (cell, letter) => make("figure", { class: blind.isDecided && cell === blind.winner
      ? "compared winner" : "compared",
      "aria-label": blind.isDecided ? labelOf(cell, this.gallery.judgments.get(cell)) : letter },
    blind.isDecided ? this.#title(cell, letter) : make("div", { class: "compared-title" },
      make("span", { class: "letter" }, letter)),
    make("div", { class: "compared-picture" }, ...this.#anonymous(this.#medium(cell), letter)),
    blind.isDecided ? this.#judge(cell) : null);
    const pictures = make("div", { class: "side", "data-count": 2 }, picture(blind.pair[0], "A"),
      picture(blind.pair[1], "B"));
    if (!blind.isDecided) {
      const choose = (outcome) => () => this.#decide(outcome);
      return [make("p", { class: "blind-question" }, `Which one is better?${round}`), pictures,
        make("div", { class: "blind-choices" },
          make("button", { type: "button", "aria-keyshortcuts": "a", onclick: choose("a") }, "A is better"),
          make("button", { type: "button", "aria-keyshortcuts": "e", onclick: choose("equal") }, "Equal"),
          make("button", { type: "button", "aria-keyshortcuts": "b", onclick: choose("b") }, "B is better"))];
    }
    const { winner } = blind;
    const isPicked = winner !== undefined && this.gallery.judgments.get(winner).pick === "pick";
    return [
      make("div", { class: "verdict-line", role: "status" },
        winner ? make("strong", {}, "The winner is ", this.#name(winner)) : make("strong", {}, "Neither is better"),
        winner ? make("button", { type: "button", disabled: isPicked, onclick: () => {
          this.gallery.judge(winner, "pick");
          this.#draw();
        } }, icon("pick"), isPicked ? "Picked" : "Pick it") : null,
        make("button", { type: "button", onclick: () => this.setMode("blind") }, "Again")),
      pictures, this.#differences()];
  }

  /** A file's name would tell. */
  #anonymous(parts, letter) {
    for (const part of parts) {
      if (part instanceof HTMLImageElement) part.alt = letter;
      else if (part instanceof HTMLMediaElement) part.setAttribute("aria-label", letter);
      part.querySelector?.(".emblem bdi")?.remove();
    }
    return parts;
  }

  #name(cell) {
    return isolated(`${cell.index} ${[...cell.values.values()].join(", ") || cell.name || cell.model}`);
  }

  // ---- Differences ----

  #differences() {
    const { cells } = this;
    const rows = [];
    const add = (name, texts) => {
      if (texts.some((text) => text !== undefined)) rows.push([name, texts]);
    };
    add("prompt", cells.map((cell) => cell.prompt));
    const names = [...new Set(cells.flatMap((cell) => [...cell.values.keys()]))].filter((name) => name !== "model");
    add("model", cells.map((cell) => cell.model));
    for (const name of names) add(name, cells.map((cell) => cell.values.get(name)));
    const parameters = cells.map((cell) => new Map(cell.parameters()));
    for (const name of new Set(parameters.flatMap((map) => [...map.keys()]))) {
      if (!names.includes(name)) add(name, parameters.map((map) => map.get(name)));
    }
    add("credits", cells.map((cell) => cell.credits === undefined ? undefined : String(cell.credits)));
    add("seconds", cells.map((cell) => cell.seconds === undefined ? undefined : durationText(cell.seconds)));
    const isEqual = ([, texts]) => texts.every((text) => text === texts[0]);
    const different = rows.filter((row) => !isEqual(row));
    const equal = rows.filter(isEqual);
    const row = ([name, texts], isMarked) => make("tr", {}, make("th", { scope: "row" }, isolated(name)),
      ...(isMarked ? markedDifferences(texts.map((text) => text ?? missingValue))
        : [isolated(texts[0] ?? missingValue)]).map((text) => make("td", isMarked ? {} : { colspan: cells.length },
          text)));
    const head = make("thead", {}, make("tr", {}, make("td"), ...cells.map((_, index) =>
      make("th", { scope: "col" }, make("span", { class: "letter" }, "ABCD"[index])))));
    return make("section", { class: "differences", "aria-label": "Differences", tabindex: 0 },
      make("h3", {}, different.length ? "What differs" : "Nothing differs but the result"),
      different.length ? make("table", {}, head, make("tbody", {}, ...different.map((entry) => row(entry, true))))
        : null,
      equal.length ? make("details", {}, make("summary", {}, `What is equal (${equal.length})`),
        make("table", {}, make("tbody", {}, ...equal.map((entry) => row(entry, false))))) : null);
  }

  /** @returns whether the key meant something here. */
  key(event) {
    if (event.altKey && ["1", "2", "3"].includes(event.key)) {
      this.setMode(["side", "wipe", "blind"][Number(event.key) - 1]);
      return true;
    }
    if (this.mode === "blind" && !this.blind.isDecided) {
      const outcome = { a: "a", b: "b", e: "equal" }[event.key.toLowerCase()];
      if (outcome) { this.#decide(outcome); return true; }
    }
    return false;
  }
}
