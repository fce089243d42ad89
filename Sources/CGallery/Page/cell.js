"use strict";

// One cell as the grid shows it. Its player exists, and decodes, only while the cell is in view.

class CellView {
  constructor(cell, gallery) {
    this.gallery = gallery;
    // Thirty elements are copied several times as fast as they are made.
    this.node = CellView.template.cloneNode(true);
    this.node.dataset.id = cell.id;
    [this.picture, this.caption] = this.node.children;
    const [first, second, third] = this.caption.children;
    [this.number, this.name, this.rating, this.note, this.credits] = first.children;
    this.prompt = second.firstElementChild;
    [this.stars, this.tags] = third.children;
    this.node.view = this;
    this.update(cell);
  }

  /** What its buttons do, the grid knows: it listens for all of its cells. */
  static template = make("div", { role: "gridcell", class: "cell", tabindex: -1 },
    make("div", { class: "picture" }),
    make("div", { class: "caption" },
      make("div", { class: "line" }, make("span", { class: "number" }), make("bdi", { class: "name" }),
        make("span", { class: "rating" }), icon("note", { class: "has-note" }), make("span", { class: "credits" })),
      make("div", { class: "line prompt" }, make("bdi")),
      make("div", { class: "line judge", "aria-hidden": "true" }, starsOf(undefined, -1),
        make("bdi", { class: "tags" }),
        make("span", { class: "verdict" }, verdictButton("pick", undefined, -1),
          verdictButton("reject", undefined, -1)))));

  get id() { return this.cell.id; }

  /** Draws the cell anew where it has changed; a player goes on. */
  update(cell) {
    const picture = JSON.stringify([cell.state, cell.files?.[0]?.src, cell.failure]);
    const wasAttached = this.isAttached;
    this.cell = cell;
    if (picture !== this.drawn) {
      this.detach();
      this.drawn = picture;
      this.#drawPicture();
      if (wasAttached) this.attach();
    }
    this.judge();
  }

  #drawPicture() {
    const { cell } = this;
    this.node.dataset.state = cell.state;
    this.file = cell.files?.[0];
    this.media = undefined;
    this.isAttached = false;
    this.marks = make("div", { class: "marks" });
    if (this.file && safeReference(this.file.src)) {
      this.picture.replaceChildren(emblemOf(this.file) ?? "", this.marks);
      if (cell.files.length > 1) this.marks.append(make("span", { class: "badge" }, `1 of ${cell.files.length}`));
    } else {
      this.picture.replaceChildren(reasonOf(cell), this.marks);
    }
  }

  /** What depends on judgments and on what is chosen for comparing. */
  judge() {
    const { cell, gallery } = this;
    const judgment = gallery.judgments.get(cell);
    const place = gallery.chosen.indexOf(cell.id);
    const drawn = JSON.stringify([judgment, place, cell.credits, cell.name, cell.prompt, cell.state]);
    if (drawn === this.judged) return;
    this.judged = drawn;
    this.node.dataset.pick = judgment.pick ?? "";
    this.node.classList.toggle("chosen", place >= 0);
    this.marks.querySelectorAll(".letter, .opinion").forEach((mark) => mark.remove());
    // What the caption says where it is there.
    if (judgment.stars) this.marks.append(make("span", { class: "badge opinion" }, `★${judgment.stars}`));
    if (judgment.pick) this.marks.append(make("span", { class: "badge opinion" }, icon(judgment.pick)));
    if (place >= 0) this.marks.append(make("span", { class: "letter" }, "ABCD"[place]));
    this.node.setAttribute("aria-label", labelOf(cell, judgment));
    const { hasNames } = gallery.model;
    this.number.textContent = String(cell.index);
    this.name.textContent = balanced((hasNames ? cell.name ?? cell.model : cell.prompt ?? cell.model).slice(0, 300));
    this.rating.textContent = judgment.stars ? `★${judgment.stars}` : "";
    this.note.toggleAttribute("hidden", !judgment.note);
    this.credits.textContent = cell.credits ? creditsText(cell.credits) : "";
    this.prompt.parentElement.hidden = !hasNames;
    this.prompt.textContent = balanced((cell.prompt ?? "").slice(0, 300));
    showStars(this.stars, judgment.stars);
    this.tags.textContent = balanced(judgment.tags.map((tag) => `#${tag}`).join(" ").slice(0, 300));
    showVerdict(this.caption, judgment.pick);
  }

  /** Puts the medium in, as the cell comes into view. */
  attach() {
    if (this.isAttached) return;
    this.isAttached = true;
    const source = this.file && safeReference(this.file.src);
    if (!source) return;
    this.media = mediaOf(this.file, () => this.#showMissing());
    if (!this.media) return;
    if (!(this.media instanceof HTMLMediaElement)) this.picture.prepend(this.media);
    else if (this.gallery.clock.count < CellView.mostPlayers) {
      this.picture.prepend(this.media);
      this.gallery.clock.add(this.media);
    } else this.#drawStill();
  }

  /** More players at once than this, and none would run smoothly; other cells in view show their first frame. A machine
   * with few processors takes longer than 50 ms with more than 32 when it begins to scroll. */
  static mostPlayers = navigator.hardwareConcurrency > 4 ? 64 : 32;

  /** Draws the first frame, and lets the player go. */
  #drawStill() {
    const player = this.media;
    player.addEventListener("loadeddata", () => {
      if (this.media !== player || !player.videoWidth) return;
      const still = make("canvas", { role: "img", "aria-label": this.file.name });
      still.width = Math.min(640, player.videoWidth);
      still.height = Math.round(still.width * player.videoHeight / player.videoWidth);
      still.getContext("2d").drawImage(player, 0, 0, still.width, still.height);
      this.picture.prepend(still);
      release(player, this.gallery.clock);
      this.media = still;
    }, { once: true });
  }

  /** Takes the medium out: a player without a source holds no decoder. */
  detach() {
    if (!this.isAttached) return;
    this.isAttached = false;
    if (!this.media) return;
    release(this.media, this.gallery.clock);
    this.media = undefined;
  }

  #showMissing() {
    this.media?.remove();
    this.picture.querySelector(".reason")?.remove();
    this.picture.prepend(make("div", { class: "reason" }, make("strong", {}, "no picture"),
      make("p", {}, isolated(this.file.name), " cannot be shown: it is missing, or of a kind this browser does not play")));
  }
}

/** An element that shows a result, or nothing for a kind that browsers do not show. */
function mediaOf(file, onerror) {
  const source = safeReference(file.src);
  const name = file.name;
  switch (source && file.kind) {
    case "image": return make("img", { src: source, alt: name, decoding: "async", onerror });
    case "video": return make("video", { src: source, "aria-label": name, muted: true, playsinline: true,
      preload: "auto", disablepictureinpicture: true, onerror });
    case "audio": {
      const player = make("audio", { src: source, "aria-label": name, preload: "auto", onerror });
      player.muted = true;
      return player;
    }
    default: return undefined;
  }
}

/** What stands for a result that has no picture. */
function emblemOf(file) {
  if (file.kind === "image" || file.kind === "video") return undefined;
  return make("div", { class: "emblem" }, icon(file.kind === "audio" ? "wave" : "file"), isolated(file.name));
}

function release(media, clock) {
  media.remove();
  if (!(media instanceof HTMLMediaElement)) return;
  clock.remove(media);
  media.removeAttribute("src");
  media.load();
}

/** Why there is nothing to see: cells without a result are as much a part of the grid as the others. */
function reasonOf(cell) {
  const reason = make("div", { class: "reason" }, make("strong", {}, stateText(cell.state)));
  if (cell.failure) {
    reason.append(make("p", {}, make("code", {}, isolated(cell.failure.code.slice(0, 80))), " ",
      isolated(cell.failure.message.slice(0, 400))));
    if (cell.failure.help) reason.append(make("p", { class: "help" }, isolated(cell.failure.help.slice(0, 400))));
  } else if (cell.state === "running") {
    reason.append(make("div", { class: "working", "aria-hidden": "true" }));
  }
  return reason;
}

function labelOf(cell, judgment) {
  return [`${cell.index}`, cell.name, ...[...cell.values].map(([name, value]) => `${name} ${value}`),
    stateText(cell.state), cell.failure?.message?.slice(0, 200), cell.credits ? creditsText(cell.credits) : undefined,
    judgment.stars ? `${judgment.stars} stars` : undefined,
    judgment.pick === "pick" ? "picked" : judgment.pick === "reject" ? "rejected" : undefined,
  ].filter(Boolean).join(", ");
}
