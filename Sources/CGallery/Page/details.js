"use strict";

// Everything about one cell: its results, its judgment, and what it takes to make it again.

class Details {
  constructor(place, gallery) {
    this.place = place;
    this.gallery = gallery;
    this.media = [];
    place.addEventListener("focusout", () => setTimeout(() => this.#catchUp()));
  }

  get isOpen() { return !this.place.hidden; }

  show(cell) {
    const wasOpen = this.isOpen;
    const isSame = wasOpen && this.cell?.id === cell.id;
    this.cell = cell;
    this.place.hidden = false;
    document.body.classList.add("with-details");
    if (!isSame) this.#draw();
    // It takes room from the grid.
    if (!wasOpen) this.gallery.grid.layout();
  }

  close() {
    if (!this.isOpen) return;
    const hadFocus = this.place.contains(document.activeElement);
    this.#release();
    this.isBehind = false;
    this.place.hidden = true;
    this.place.replaceChildren();
    document.body.classList.remove("with-details");
    this.gallery.grid.layout();
    if (hadFocus && this.cell) this.gallery.grid.focus(this.cell.id);
  }

  /** New data: what people are typing stays. */
  refresh(cell) {
    if (!this.isOpen || !cell || this.cell?.id !== cell.id) return;
    const isChanged = JSON.stringify([this.cell.state, this.cell.files, this.cell.charge, this.cell.credits])
      !== JSON.stringify([cell.state, cell.files, cell.charge, cell.credits]);
    this.cell = cell;
    this.judgeBar.cell = cell;
    this.isBehind ||= isChanged;
    this.#catchUp();
  }

  #catchUp() {
    if (this.isBehind && !this.place.querySelector("input:focus, textarea:focus")) this.#draw();
  }

  refreshJudgment() {
    if (!this.isOpen) return;
    const judgment = this.gallery.judgments.get(this.cell);
    this.judgeBar.show();
    this.choice.setAttribute("aria-pressed", String(this.gallery.chosen.includes(this.cell.id)));
    if (document.activeElement !== this.note) this.note.value = judgment.note;
    if (document.activeElement !== this.tags) this.tags.value = judgment.tags.join(", ");
  }

  focusNote() { this.note?.focus(); }
  focusTags() { this.tags?.focus(); }

  /** A key in one of its fields: what was typed is kept, and the cell has the focus again. */
  key(event) {
    const isDone = event.key === "Escape" || event.key === "Enter" && (event.target === this.tags || event.ctrlKey);
    if (!isDone) return;
    event.preventDefault();
    event.target.blur();
    this.gallery.grid.focus(this.cell.id);
  }

  #release() {
    for (const media of this.media) release(media, this.gallery.clock);
    this.media = [];
  }

  #draw() {
    const { cell, gallery } = this;
    this.isBehind = false;
    this.#release();
    const judgment = gallery.judgments.get(cell);
    const figures = (cell.files ?? []).map((file) => this.#figure(file)).filter(Boolean);
    this.choice = make("button", { type: "button", class: "choose",
      "aria-pressed": String(gallery.chosen.includes(cell.id)),
      onclick: () => gallery.choose(this.cell) }, icon("compare"), "Compare");
    this.judgeBar = new JudgeBar(cell, gallery, this.choice);
    this.tags = make("input", { type: "text", dir: "auto", value: judgment.tags.join(", "), autocomplete: "off",
      onchange: () => gallery.judgments.set(this.cell, { tags: tagsIn(this.tags.value) }) });
    this.note = make("textarea", { rows: 2, dir: "auto", maxlength: 5000,
      onchange: () => gallery.judgments.set(this.cell, { note: this.note.value }) });
    this.note.value = judgment.note;
    this.place.replaceChildren(
      make("header", {},
        make("h2", {}, make("span", { class: "number" }, `${cell.index}`), " ", isolated(cell.name ?? cell.model)),
        iconButton("left", "Previous cell", "←", () => this.#walk(-1), { class: "tool small" }),
        iconButton("right", "Next cell", "→", () => this.#walk(1), { class: "tool small" }),
        iconButton("close", "Close details", "Escape", () => this.close(), { class: "tool small" })),
      make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Details of the cell" },
        figures.length ? make("div", { class: "figures" }, ...figures)
          : make("div", { class: "figures" }, reasonOf(cell)),
        make("ul", { class: "axes" }, ...[...cell.values].map(([name, value]) => make("li", {},
          isolated(name, { class: "axis" }), " ", isolated(value, { class: "value" })))),
        make("section", { "aria-label": "Judgment" }, this.judgeBar.node,
          make("label", { class: "stacked" }, "Tags, with commas between them", this.tags),
          make("label", { class: "stacked" }, "Note", this.note)),
        cell.prompt ? section("Prompt", copyButton("the prompt", cell.prompt),
          make("p", { class: "long", dir: "auto" }, cell.prompt)) : null,
        section("Facts", null, this.#facts()),
        cell.statement ? section("Statement", copyButton("the statement", cell.statement), code(cell.statement),
          cell.script ? make("p", { class: "quiet" }, isolated(cell.script), `, line ${cell.line}`) : null) : null,
        cell.request ? section("Request", copyButton("the request", cell.request), code(indentedJSON(cell.request)))
          : null,
        ...(cell.files ?? []).map((file) => section("File", copyButton("the path", file.path),
          make("p", { class: "long" }, this.#link(file)),
          make("dl", {}, ...fact("size", file.bytes === undefined ? undefined : sizeText(file.bytes)),
            ...(file.sha256 ? fact("SHA-256", make("span", { class: "with-copy" },
              make("code", { class: "hash" }, file.sha256), copyButton("the hash", file.sha256))) : []))))));
  }

  #figure(file) {
    const media = mediaOf(file, () => media.replaceWith(make("div", { class: "reason" },
      make("strong", {}, "no picture"), make("p", {}, isolated(file.name), " cannot be shown"))));
    if (!media) return emblemOf(file) && make("div", { class: "figure" }, emblemOf(file));
    this.media.push(media);
    if (media instanceof HTMLMediaElement) this.gallery.clock.add(media);
    return make("div", { class: "figure" }, emblemOf(file), media);
  }

  #link(file) {
    const target = safeReference(file.src);
    return target ? make("a", { href: target, target: "_blank", rel: "noreferrer" }, isolated(file.path))
      : isolated(file.path);
  }

  #facts() {
    const { cell } = this;
    const charge = cell.charge && (cell.charged !== undefined
      ? `${charges[cell.charge] ?? cell.charge}, ${creditsText(cell.charged)}` : charges[cell.charge] ?? cell.charge);
    return make("dl", {},
      ...fact("status", stateText(cell.state)),
      ...fact("reason", cell.failure && make("span", {}, make("code", {}, isolated(cell.failure.code)), " ",
        isolated(cell.failure.message))),
      ...fact("what to do", cell.failure?.help && isolated(cell.failure.help)),
      ...fact("model", make("code", {}, isolated(cell.model))),
      ...fact("credits", cell.credits === undefined ? undefined : creditsText(cell.credits)),
      ...fact("charge", charge),
      ...fact("took", cell.seconds === undefined ? undefined : durationText(cell.seconds)),
      ...fact("sent", cell.submitted && timeText(cell.submitted)),
      ...fact("accepted", cell.accepted && cell.submitted && `after ${durationText(Math.max(0, cell.accepted - cell.submitted))}`),
      ...fact("ended", cell.ended && timeText(cell.ended)),
      ...fact("task", cell.task && make("span", { class: "with-copy" }, make("code", {}, isolated(cell.task)),
        copyButton("the task's id", cell.task))),
      ...fact("request id", cell.failure?.request && make("code", {}, isolated(cell.failure.request))),
      ...fact("tags", cell.tags?.length ? isolated(cell.tags.map((tag) => `#${tag}`).join(" ")) : undefined),
      ...fact("run", make("code", {}, isolated(cell.run.id))));
  }

  #walk(direction) {
    const { grid } = this.gallery;
    const focused = document.activeElement?.getAttribute("aria-label");
    grid.focus(this.cell.id);
    grid.move(direction, 0);
    if (grid.focusedCell) this.show(grid.focusedCell);
    [...this.place.querySelectorAll("button")].find((button) => button.getAttribute("aria-label") === focused)?.focus();
  }
}

function section(title, action, ...children) {
  return make("section", {}, make("div", { class: "section-title" }, make("h3", {}, title), action), ...children);
}

function fact(name, value) {
  return value === undefined || value === null || value === "" || value === 0 ? []
    : [make("dt", {}, name), make("dd", {}, value)];
}

function code(text) {
  return make("pre", { tabindex: 0, role: "region", "aria-label": "Text to copy" }, make("code", {}, isolated(text)));
}

function tagsIn(text) {
  return [...new Set(text.split(/[,\n]/).map((tag) => tag.trim().replace(/^#/, "")).filter(Boolean)
    // What the ledger takes.
    .map((tag) => [...tag].slice(0, 50).join("")))].slice(0, 64);
}
