"use strict";

// The page: what is shown, and what people have set. `data.js` has run before this, and runs again while a run goes on.

class Gallery {
  chosen = [];
  filter = new Filter();
  shown = [];

  constructor(data) {
    this.model = new Model(data);
    this.judgments = new Judgments();
    this.judgments.merge(this.model.cells);
    this.judgments.catchUp(this.model.cells);
    this.viewKey = `rivya-view:${this.model.runs.map((run) => run.id).join()}`;
    this.view = this.#storedView();
    this.clock = new Clock();
    this.transport = new Transport(document.getElementById("transport"), this.clock);
    this.grid = new Grid(document.getElementById("results"), this);
    this.details = new Details(document.getElementById("details"), this);
    this.compare = new Compare(this);
    this.summary = new Summary(this);
    this.filterBar = new FilterBar(document.getElementById("states"), this);
    this.shelves = new Shelves(document.getElementById("shelves"), this);
    this.judgeByKey = keyedJudgments(this);
    this.keys = new Keys(this);
    this.#drawTools();
    this.judgments.addEventListener("change", (event) => this.#judged(event.detail));
    this.#applyTheme();
    this.#drawHead();
    this.arrange();
    this.updates = new Updates(this);
    // What stands in a field counts once it is left.
    addEventListener("pagehide", () => document.activeElement?.blur());
    // Whoever asked for less motion starts it.
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.clock.play();
  }

  // ---- What people have set ----

  #storedView() {
    let stored = {};
    try { stored = JSON.parse(localStorage.getItem(this.viewKey) ?? "{}") ?? {}; } catch { /* nothing kept */ }
    const view = {
      arrangement: this.model.fitting(stored.isArranged ? stored.arrangement : this.model.defaultArrangement()),
      isArranged: Boolean(stored.isArranged),
      orders: stored.orders ?? {},
      size: typeof stored.size === "number" ? stored.size : undefined,
      sort: stored.sort,
    };
    for (const [name, values] of stored.hidden ?? []) {
      if (this.model.axis(name)) this.filter.hidden.set(name, new Set(values));
    }
    return view;
  }

  #store() {
    const hidden = [...this.filter.hidden].map(([name, values]) => [name, [...values]]);
    try { localStorage.setItem(this.viewKey, JSON.stringify({ ...this.view, hidden })); } catch { /* nothing kept */ }
  }

  // ---- Arranging ----

  arrange() {
    const { model, judgments, view } = this;
    this.shown = model.cells.filter((cell) => this.filter.accepts(cell, judgments.get(cell)));
    const orders = new Map(model.axes.map((axis) =>
      [axis.name, orderedValues(axis, view.orders[axis.name] ?? "script", model.cells, judgments.get)]));
    this.grid.show(arranged(this.shown, view.arrangement, orders, cellComparison(view.sort, judgments.get)),
      this.#aspect());
    this.grid.empty.replaceChildren(make("p", {}, model.cells.length ? "No cell passes the filters."
      : "This run has no cells."),
      this.filter.isActive ? make("button", { type: "button", onclick: () => this.clearFilter() },
        "Clear all filters") : "");
    this.#drawSubtitle();
    const hasPlayers = this.shown.some((cell) => ["video", "audio"].includes(cell.files?.[0]?.kind));
    this.transport.place.hidden = !hasPlayers;
  }

  /** The shape that most pictures have. */
  #aspect() {
    const counts = new Map();
    for (const cell of this.shown) {
      const aspect = askedAspect(cell);
      if (aspect) counts.set(aspect, (counts.get(aspect) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    return Math.max(0.5, Math.min(2.4, most?.[0] ?? 16 / 9));
  }

  /** Puts an axis on a shelf, before another one or at the end. */
  place(name, shelf, before) {
    const { arrangement } = this.view;
    for (const key of ["columns", "rows", "groups"]) arrangement[key] = arrangement[key].filter((other) => other !== name);
    if (arrangement[shelf]) {
      const at = arrangement[shelf].indexOf(before);
      arrangement[shelf].splice(at < 0 ? arrangement[shelf].length : at, 0, name);
    }
    this.view.isArranged = true;
    this.#arrangementChanged();
  }

  swap() {
    const { arrangement } = this.view;
    [arrangement.columns, arrangement.rows] = [arrangement.rows, arrangement.columns];
    this.view.isArranged = true;
    this.#arrangementChanged();
  }

  order(name, order) {
    this.view.orders[name] = order;
    this.#arrangementChanged();
  }

  sort(order) {
    this.view.sort = order;
    this.#arrangementChanged();
  }

  #arrangementChanged() {
    this.#store();
    this.shelves.draw();
    this.arrange();
  }

  filterChanged() {
    this.#store();
    this.filterBar.draw();
    this.shelves.draw();
    this.arrange();
    announce(this.shown.length === this.model.cells.length ? "all cells"
      : `${this.shown.length} of ${this.model.cells.length} cells`);
  }

  clearFilter() {
    this.filter = new Filter();
    this.filterBar.search.value = "";
    this.filterChanged();
    this.grid.focusFirst();
  }

  toggleState(state) {
    if (!this.filter.states.delete(state)) this.filter.states.add(state);
    this.filterChanged();
  }

  focusShelves() {
    document.body.classList.add("with-shelves");
    this.shelves.place.querySelector(".chip")?.focus();
  }

  zoom(direction) {
    const width = this.grid.cellWidth;
    this.view.size = direction === 0 ? undefined
      : Math.round(Math.max(56, Math.min(1200, direction > 0 ? width * 1.25 : width / 1.25)));
    this.sizeSlider.value = String(Math.log(this.view.size ?? width));
    this.#store();
    this.grid.layout();
  }

  // ---- Judging ----

  /** @param isExact whether the same number again keeps it, as with a key, or takes it back. */
  rate(cell, stars, isExact = false) {
    const current = this.judgments.get(cell).stars;
    this.judgments.set(cell, { stars: !isExact && current === stars ? null : stars });
  }

  judge(cell, verdict) {
    this.judgments.set(cell, { pick: this.judgments.get(cell).pick === verdict ? null : verdict });
  }

  #judged(cell) {
    if (cell) {
      for (const other of this.model.cells) if (other.key === cell.key) this.grid.refreshCell(other);
    } else this.grid.refreshAll();
    this.details.refreshJudgment();
    this.compare.refreshJudgments();
    this.#drawSubtitle();
  }

  // ---- Comparing ----

  choose(cell) {
    if (this.chosen.includes(cell.id)) this.chosen = this.chosen.filter((id) => id !== cell.id);
    else if (this.chosen.length === 4) return announce("four cells are chosen already: u chooses none");
    else this.chosen.push(cell.id);
    return this.#chosenChanged();
  }

  chooseNone() {
    this.chosen = [];
    this.#chosenChanged();
  }

  #chosenChanged() {
    this.grid.refreshAll();
    this.details.refreshJudgment();
    this.compareButton.disabled = this.chosen.length < 2;
    this.compareButton.lastChild.textContent = this.chosen.length ? ` ${this.chosen.length}` : "";
    if (this.chosen.length) announce(`${this.chosen.length} chosen`);
  }

  openCompare(mode) {
    const cells = this.chosen.map((id) => this.model.byID.get(id)).filter(Boolean);
    if (cells.length < 2) return announce("choose two to four cells first: c chooses the cell in focus");
    return this.compare.open(cells, mode);
  }

  /** While something else is open, the grid's players rest. */
  takeStage(dialog) {
    this.details.close();
    this.grid.suspend();
    if (!this.transport.place.hidden) this.transport.moveTo(dialog);
  }

  leaveStage() {
    this.transport.moveTo(undefined);
    this.grid.resume();
    this.grid.focusFirst();
  }

  escape() {
    if (this.details.isOpen) this.details.close();
    else if (this.chosen.length) this.chooseNone();
  }

  // ---- Head ----

  #drawTools() {
    const place = document.getElementById("tools");
    this.compareButton = make("button", { type: "button", class: "tool wide", disabled: true, "aria-keyshortcuts": "V",
      onclick: () => this.openCompare("side") }, icon("compare"), make("span", { class: "only-wide" }, "Compare"),
        make("span"));
    const [least, most] = [Math.log(56), Math.log(900)];
    this.sizeSlider = make("input", { type: "range", class: "size", min: least, max: most, step: 0.01,
      "aria-label": "Size of the cells",
      oninput: () => {
        this.view.size = Math.round(Math.exp(Number(this.sizeSlider.value)));
        this.#store();
        this.grid.layout();
      } });
    this.sizeSlider.value = String(Math.log(this.view.size ?? 260));
    this.importer = make("input", { type: "file", accept: ".json,application/json", hidden: true,
      "aria-label": "Judgments",
      onchange: () => this.#takeFile() });
    const arrangeButton = iconButton("arrange", "Arrange", undefined, () => {
      const isOpen = document.body.classList.toggle("with-shelves");
      arrangeButton.setAttribute("aria-expanded", String(isOpen));
      this.grid.layout();
    }, { class: "tool only-narrow", "aria-expanded": "false", "aria-controls": "shelves" });
    const more = iconButton("more", "More", undefined, () => openMenu(more, "More",
      make("h2", {}, "Judgments"),
      make("p", { class: "quiet" }, this.judgments.isServed
        ? "They are written to the ledger as you give them." : "They are kept in this browser. Export them to keep them elsewhere."),
      make("div", { class: "buttons column" },
        make("button", { type: "button", onclick: () => this.#giveFile() }, "Export to a file"),
        make("button", { type: "button", onclick: () => { document.querySelector(".menu")?.hidePopover(); this.importer.click(); } },
          "Import a file")),
      make("h2", {}, "Page"),
      make("div", { class: "buttons column" },
        make("button", { type: "button", onclick: () => this.changeTheme() }, "Light, dark or automatic"),
        make("button", { type: "button", onclick: () => { document.querySelector(".menu")?.hidePopover(); this.keys.help(); } },
          "Keys"))));
    place.append(this.filterBar.search, this.filterBar.button, arrangeButton, this.sizeSlider, this.compareButton,
      iconButton("chart", "Summary", "S", () => this.summary.open()), more,
      iconButton("help", "Keys", "?", () => this.keys.help()), this.importer);
  }

  #drawHead() {
    const titles = [...new Set(this.model.runs.map((run) => run.title))];
    document.getElementById("title").textContent = balanced(titles.join(", ") || "Gallery");
    document.title = `${titles.join(", ") || "Gallery"} – rivya`;
    this.#drawSubtitle();
  }

  #drawSubtitle() {
    const { model, judgments } = this;
    const facts = figures(model.cells, judgments.get);
    const parts = [this.shown.length === model.cells.length ? `${model.cells.length} cells`
      : `${this.shown.length} of ${model.cells.length} cells`];
    parts.push(creditsText(facts.credits) + (facts.unknown ? ` and ${facts.unknown} unknown` : ""));
    if (facts.picks) parts.push(`${facts.picks} picked`);
    const subtitle = document.getElementById("subtitle");
    subtitle.replaceChildren(model.isLive ? make("span", { class: "live" }, "live") : "",
      model.runs.length === 1 ? make("code", {}, isolated(model.runs[0].id), " · ") : `${model.runs.length} runs · `,
      parts.join(" · "));
  }

  changeTheme() {
    const themes = ["", "light", "dark"];
    let theme = "";
    try { theme = localStorage.getItem("rivya-theme") ?? ""; } catch { /* nothing kept */ }
    const next = themes[(themes.indexOf(theme) + 1) % themes.length];
    try { localStorage.setItem("rivya-theme", next); } catch { /* nothing kept */ }
    this.#applyTheme(next);
    announce(next ? `${next} looks` : "looks as the system has them");
  }

  #applyTheme(theme) {
    let chosen = theme;
    try { chosen ??= localStorage.getItem("rivya-theme") ?? ""; } catch { /* nothing kept */ }
    document.documentElement.dataset.theme = chosen ?? "";
  }

  // ---- Judgments as a file ----

  #giveFile() {
    const url = URL.createObjectURL(new Blob([this.judgments.exported(this.model.cells)],
      { type: "application/json" }));
    const link = make("a", { download: `judgments-${this.model.runs[0]?.id ?? "gallery"}.json` });
    link.href = url;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  async #takeFile() {
    const [file] = this.importer.files;
    if (!file) return;
    try {
      const count = this.judgments.imported(await file.text(), this.model.cells);
      announce(count === 1 ? "1 judgment taken" : `${count} judgments taken`);
    } catch (error) {
      announce(error.message);
    }
    this.importer.value = "";
  }

  // ---- Newer data ----

  update(data) {
    this.model = new Model(data);
    this.judgments.merge(this.model.cells);
    // New jobs may bring new axes.
    this.view.arrangement = this.model.fitting(this.view.isArranged ? this.view.arrangement
      : this.model.defaultArrangement());
    this.#drawHead();
    this.filterBar.draw();
    this.shelves.draw();
    this.arrange();
    this.grid.refreshAll();
    this.details.refresh(this.model.byID.get(this.details.cell?.id));
  }
}

/** Asks for newer data: while a run goes on, and whenever a server says so. */
class Updates {
  constructor(gallery) {
    this.gallery = gallery;
    this.policy = window.trustedTypes?.createPolicy("rivya-data", { createScriptURL: (url) => url });
    if (gallery.judgments.isServed) {
      this.events = new EventSource("events");
      this.events.onmessage = () => this.load();
    }
    this.#schedule(0);
  }

  #schedule(cost) {
    if (!this.gallery.model.isLive) return;
    // Where a server tells, asking is only for when it does not.
    const wait = this.events?.readyState === EventSource.OPEN ? 15_000 : Math.max(2000, cost * 20);
    this.timer = setTimeout(() => this.load(), wait);
  }

  load() {
    clearTimeout(this.timer);
    const started = performance.now();
    const script = document.createElement("script");
    // From disk neither `fetch` nor a module may be read, a script may.
    const url = `data.js?${Date.now()}`;
    script.src = this.policy ? this.policy.createScriptURL(url) : url;
    script.onload = () => {
      script.remove();
      const data = window.rivyaGallery;
      if (data && data.written !== this.gallery.model.written) this.gallery.update(data);
      this.#schedule(performance.now() - started);
    };
    script.onerror = () => {
      script.remove();
      this.#schedule(500);
    };
    document.head.append(script);
  }
}

if (window.rivyaGallery) window.gallery = new Gallery(window.rivyaGallery);
else {
  document.getElementById("results").append(make("p", { class: "empty" },
    "There is no data beside this page: the file data.js is missing, or empty."));
}
