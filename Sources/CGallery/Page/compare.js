"use strict";

// Two to four cells beside each other, on one clock: all at once, with a wipe over two of them, or blind.

class Compare {
  constructor(gallery) {
    this.gallery = gallery;
    this.dialog = make("dialog", { class: "compare", "aria-label": "Compare" });
    document.body.append(this.dialog);
    this.dialog.addEventListener("close", () => this.#closed());
    this.media = [];
    this.bars = [];
  }

  get isOpen() { return this.dialog.open; }

  open(cells, mode = "side") {
    this.cells = cells;
    this.wiped = [0, 1];
    if (!this.isOpen) {
      this.gallery.takeStage(this.dialog);
      this.dialog.showModal();
    }
    this.setMode(mode);
  }

  #closed() {
    this.#release();
    this.gallery.leaveStage();
    this.dialog.replaceChildren();
  }

  #release() {
    for (const media of this.media) release(media, this.gallery.clock);
    this.media = [];
    this.bars = [];
    this.attended = undefined;
  }

  refreshJudgments() {
    for (const bar of this.bars) bar.show();
  }

  setMode(mode) {
    this.mode = mode;
    if (mode === "blind") this.#startBlind();
    this.#draw();
    this.dialog.querySelector(".modes [aria-pressed=true]").focus();
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
      make("div", { class: "compare-body" }, ...body), ...this.dialog.querySelectorAll(":scope > #announcer"));
    if (transport && !transport.hidden) this.dialog.append(transport);
  }

  #medium(cell) {
    const file = cell.files?.[0];
    const media = file && mediaOf(file, () => media.replaceWith(reasonOf(cell)));
    if (!media) return [file && emblemOf(file) ? make("div", {}, emblemOf(file)) : reasonOf(cell)];
    media.cell = cell;
    this.media.push(media);
    if (media instanceof HTMLMediaElement) this.gallery.clock.add(media);
    return file.kind === "audio" ? [make("div", { class: "emblem" }, icon("wave")), media] : [media];
  }

  /** What the cell is called here, and in the table of differences. */
  #letter(cell) { return "ABCD"[this.cells.indexOf(cell)]; }

  #title(cell) {
    return make("div", { class: "compared-title" }, make("span", { class: "letter" }, this.#letter(cell)),
      make("span", { class: "number" }, String(cell.index)),
      ...[...cell.values].map(([, value]) => isolated(value.slice(0, 300), { class: "value" })),
      cell.values.size ? null : isolated(cell.name ?? cell.model, { class: "value" }));
  }

  /** One of those that are compared. Under the pointer, or with the focus in it, it is heard and takes the keys. */
  #compared(cell, properties, ...children) {
    const node = make("figure", { tabindex: -1, "data-letter": this.#letter(cell),
      "aria-label": labelOf(cell, this.gallery.judgments.get(cell)), ...properties,
      class: `compared ${properties.class ?? ""}`.trim(),
      onpointerover: () => this.#attend(cell), onfocusin: () => this.#attend(cell) }, ...children);
    return node;
  }

  #attend(cell) {
    if (this.attended === cell) return;
    this.attended = cell;
    this.gallery.clock.solo(this.media.find((media) => media.cell === cell));
  }

  #judgeBar(cell) {
    const bar = new JudgeBar(cell, this.gallery);
    this.bars.push(bar);
    return bar.node;
  }

  #side() {
    return [
      make("div", { class: "side", "data-count": this.cells.length }, ...this.cells.map((cell) => this.#compared(cell,
        {}, this.#title(cell), make("div", { class: "compared-picture" }, ...this.#medium(cell)),
        this.#judgeBar(cell)))),
      this.#differences(),
    ];
  }

  // ---- Wipe ----

  #wipe() {
    const [first, second] = this.wiped.map((index) => this.cells[index]);
    const lower = this.#medium(first);
    const upper = make("div", { class: "wipe-upper" }, ...this.#medium(second));
    const edge = make("div", { class: "wipe-edge", "aria-hidden": "true" });
    const range = make("input", { type: "range", min: 0, max: 100, step: 0.5, value: 50, class: "wipe-range",
      "aria-label": "Where the first ends and the second begins",
      // Of both, the one is heard that shows more.
      oninput: () => { place(Number(range.value)); this.#attend(Number(range.value) < 50 ? second : first); } });
    const place = (share) => {
      upper.style.clipPath = `inset(0 0 0 ${share}%)`;
      edge.style.left = `${share}%`;
      range.value = String(share);
    };
    const stage = make("div", { class: "wipe" }, make("div", { class: "wipe-lower" }, ...lower), upper, edge,
      make("span", { class: "letter left" }, this.#letter(first)),
      make("span", { class: "letter right" }, this.#letter(second)));
    // As large as the picture, so that the edge goes over all of it and over nothing else.
    for (const event of ["loadedmetadata", "load"]) {
      lower[0].addEventListener(event, () => {
        const { videoWidth, videoHeight, naturalWidth, naturalHeight } = lower[0];
        const aspect = (videoWidth ?? naturalWidth) / (videoHeight ?? naturalHeight);
        if (aspect > 0 && Number.isFinite(aspect)) stage.style.setProperty("--aspect", String(aspect));
      });
    }
    const follow = (event) => {
      const box = stage.getBoundingClientRect();
      const share = Math.max(0, Math.min(100, (event.clientX - box.left) / box.width * 100));
      if (event.buttons) place(share);
      this.#attend(share < Number(range.value) ? first : second);
    };
    stage.addEventListener("pointerdown", (event) => { stage.setPointerCapture(event.pointerId); follow(event); });
    stage.addEventListener("pointermove", follow);
    place(50);
    const choice = (side) => make("label", {}, `${side === 0 ? "Left" : "Right"} `,
      make("select", { onchange: (event) => { this.wiped[side] = Number(event.target.value); this.#draw(); } },
        ...this.cells.map((cell, index) => make("option", { value: index, selected: index === this.wiped[side] },
          `${"ABCD"[index]} – ${cell.index} ${[...cell.values.values()].join(", ").slice(0, 80)}`))));
    return [stage, range,
      this.cells.length > 2 ? make("div", { class: "wipe-choices" }, choice(0), choice(1)) : null,
      make("div", { class: "wipe-titles" }, ...[first, second].map((cell) => this.#compared(cell, {},
        this.#title(cell), this.#judgeBar(cell)))),
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
    const picture = (cell, letter) => blind.isDecided
      ? this.#compared(cell, { class: cell === blind.winner ? "winner" : "" }, this.#title(cell),
        make("div", { class: "compared-picture" }, ...this.#medium(cell)), this.#judgeBar(cell))
      : this.#compared(cell, { "aria-label": letter, "data-letter": undefined },
        make("div", { class: "compared-title" }, make("span", { class: "letter" }, letter)),
        make("div", { class: "compared-picture" }, ...this.#anonymous(this.#medium(cell), letter)));
    const pictures = make("div", { class: "side", "data-count": 2 }, picture(blind.pair[0], "A"),
      picture(blind.pair[1], "B"));
    if (!blind.isDecided) {
      const choose = (outcome) => () => this.#decide(outcome);
      return [make("p", { class: "blind-question" }, `Which one is better?${round}`), pictures,
        make("div", { class: "blind-choices" },
          make("button", { type: "button", "aria-keyshortcuts": "a", onfocus: () => this.#attend(blind.pair[0]),
            onclick: choose("a") }, "A is better"),
          make("button", { type: "button", "aria-keyshortcuts": "e", onclick: choose("equal") }, "Equal"),
          make("button", { type: "button", "aria-keyshortcuts": "b", onfocus: () => this.#attend(blind.pair[1]),
            onclick: choose("b") }, "B is better"))];
    }
    const { winner } = blind;
    return [
      make("div", { class: "verdict-line", role: "status" },
        winner ? make("strong", {}, `The winner is ${this.#letter(winner)}: `, this.#name(winner))
          : make("strong", {}, "Neither is better"),
        winner ? this.#pickButton(winner) : null,
        make("button", { type: "button", onclick: () => this.setMode("blind") }, "Again")),
      pictures, this.#differences()];
  }

  #pickButton(cell) {
    const text = make("span");
    const button = make("button", { type: "button", onclick: () => this.gallery.judge(cell, "pick") }, icon("pick"), text);
    const bar = { show: () => {
      const isPicked = this.gallery.judgments.get(cell).pick === "pick";
      button.setAttribute("aria-pressed", String(isPicked));
      text.textContent = isPicked ? "Picked" : "Pick it";
    } };
    bar.show();
    this.bars.push(bar);
    return button;
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
    return isolated([...cell.values.values()].join(", ").slice(0, 300) || cell.name || cell.model);
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
      if (outcome) this.#decide(outcome);
      return Boolean(outcome);
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const key = event.key.toLowerCase();
    if (/^[a-d]$/.test(key)) {
      this.dialog.querySelector(`[data-letter="${key.toUpperCase()}"]`)?.focus();
      return true;
    }
    const judge = this.gallery.judgeByKey.get(key);
    if (!judge) return false;
    if (this.attended) judge(this.attended);
    else announce("a to d goes to one of them first");
    return true;
  }
}
