"use strict";

// The controls with which cells are judged.

/** Stars and a verdict for one cell, and what else stands beside them. */
class JudgeBar {
  constructor(cell, gallery, ...others) {
    this.cell = cell;
    this.gallery = gallery;
    this.stars = starsOf((stars) => gallery.rate(this.cell, stars));
    this.verdict = make("span", { class: "verdict" }, verdictButton("pick", () => gallery.judge(this.cell, "pick")),
      verdictButton("reject", () => gallery.judge(this.cell, "reject")));
    this.node = make("div", { class: "judge" }, this.stars, this.verdict, ...others);
    this.show();
  }

  /** Shows what is thought of the cell by now. The buttons stay: somebody may be at one of them. */
  show() {
    const judgment = this.gallery.judgments.get(this.cell);
    showStars(this.stars, judgment.stars);
    showVerdict(this.verdict, judgment.pick);
  }
}

/** @param rate what a star does; without it, whoever holds the stars listens. */
function starsOf(rate, tabindex) {
  return make("span", { class: "stars", role: "group", "aria-label": "Stars" },
    ...[1, 2, 3, 4, 5].map((number) => make("button", { type: "button", tabindex, class: "star-button",
      "data-stars": number, "aria-pressed": "false",
      "aria-label": starsText(number), onclick: rate && (() => rate(number)) }, icon("star"))));
}

const starsText = (number) => number === 1 ? "1 star" : `${number} stars`;

function showStars(place, stars) {
  [...place.children].forEach((button, index) => {
    button.classList.toggle("on", index < (stars ?? 0));
    button.setAttribute("aria-pressed", String(stars === index + 1));
  });
}

function verdictButton(verdict, action, tabindex) {
  return make("button", { type: "button", tabindex, class: `verdict-button ${verdict}`, "data-verdict": verdict,
    "aria-label": verdict === "pick" ? "Pick" : "Reject", "aria-pressed": "false", onclick: action }, icon(verdict));
}

function showVerdict(place, verdict) {
  for (const button of place.querySelectorAll(".verdict-button")) {
    button.setAttribute("aria-pressed", String(verdict === button.dataset.verdict));
  }
}

/** What keys do to a cell, said to those who do not see it. */
function keyedJudgments(gallery) {
  const tell = (cell) => {
    const { stars, pick } = gallery.judgments.get(cell);
    announce(`${cell.index}: ${[stars ? starsText(stars) : "no stars", pick === "pick" ? "picked"
      : pick === "reject" ? "rejected" : undefined].filter(Boolean).join(", ")}`);
  };
  const telling = (action) => (cell) => { action(cell); tell(cell); };
  return new Map([
    ...[1, 2, 3, 4, 5].map((stars) => [String(stars), telling((cell) => gallery.rate(cell, stars, true))]),
    ["0", telling((cell) => gallery.judgments.set(cell, { stars: null }))],
    ["p", telling((cell) => gallery.judge(cell, "pick"))],
    ["x", telling((cell) => gallery.judge(cell, "reject"))],
  ]);
}
