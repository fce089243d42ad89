"use strict";

// What the judgments add up to: which values of an axis are liked, and what a pick costs.

class Summary {
  constructor(gallery) {
    this.gallery = gallery;
    this.dialog = make("dialog", { class: "summary", "aria-label": "Summary" });
    document.body.append(this.dialog);
  }

  open() {
    const { gallery } = this;
    const cells = gallery.shown;
    const all = figures(cells, gallery.judgments.get);
    this.dialog.replaceChildren(
      make("header", {}, make("h2", {}, "Summary"),
        iconButton("close", "Close", "Escape", () => this.dialog.close())),
      make("div", { class: "dialog-body", tabindex: 0, role: "region", "aria-label": "Figures", autofocus: true },
        gallery.filter.isActive ? make("p", { class: "quiet" },
          `Of the ${cells.length} cells shown; ${gallery.model.cells.length} in all.`) : null,
        make("div", { class: "tiles" },
          tile(numberText(all.credits), all.unknown ? `credits, and ${all.unknown} unknown` : "credits"),
          tile(`${all.succeeded} of ${all.count}`, "succeeded"),
          tile(all.mean === undefined ? missingValue : all.mean.toFixed(2), all.rated ? `mean of ${all.rated} rated`
            : "nothing rated"),
          tile(String(all.picks), all.picks === 1 ? "pick" : "picks"),
          tile(all.perPick === undefined ? missingValue : numberText(all.perPick), "credits per pick")),
        ...gallery.model.axes.map((axis) => this.#table(axis, cells))));
    this.dialog.showModal();
  }

  #table(axis, cells) {
    const { gallery } = this;
    const rows = [...axis.values.keys()].map((value) => {
      const of = cells.filter((cell) => valueOf(cell, axis.name) === value);
      return { value, ...figures(of, gallery.judgments.get) };
    }).filter((row) => row.count);
    const best = Math.max(...rows.map((row) => row.mean ?? 0));
    const cell = (text, properties = {}) => make("td", properties, text);
    return make("section", {}, make("h3", {}, isolated(axis.name)),
      make("table", {},
        make("thead", {}, make("tr", {}, ...["value", "mean rating", "rated", "picks", "rejects", "succeeded",
          "credits", "per pick"]
          .map((name) => make("th", { scope: "col" }, name)))),
        make("tbody", {}, ...rows.map((row) => make("tr", {},
          make("th", { scope: "row" }, isolated(row.value)),
          make("td", { class: row.mean !== undefined && row.mean === best ? "mean best" : "mean" },
            make("meter", { min: 0, max: 5, value: row.mean ?? 0, "aria-hidden": "true" }),
            row.mean === undefined ? missingValue : row.mean.toFixed(2)),
          cell(String(row.rated)), cell(String(row.picks)), cell(String(row.rejects)),
          cell(`${row.succeeded} of ${row.count}`), cell(numberText(row.credits) + (row.unknown ? " +?" : "")),
          cell(row.perPick === undefined ? missingValue : numberText(row.perPick)))))));
  }
}

function tile(value, label) {
  return make("div", { class: "tile" }, make("strong", {}, value), make("span", {}, label));
}

/** Sums over cells; credits that nobody knows are counted, not guessed. */
function figures(cells, judged) {
  const result = { count: cells.length, succeeded: 0, rated: 0, picks: 0, rejects: 0, credits: 0, unknown: 0,
    mean: undefined, perPick: undefined };
  let stars = 0;
  for (const cell of cells) {
    const judgment = judged(cell);
    if (cell.state === "succeeded" || cell.state === "cached") result.succeeded += 1;
    if (judgment.stars) { result.rated += 1; stars += judgment.stars; }
    if (judgment.pick === "pick") result.picks += 1;
    if (judgment.pick === "reject") result.rejects += 1;
    if (cell.credits !== undefined) result.credits += cell.credits;
    else if (cell.charge && cell.charge !== "not_charged") result.unknown += 1;
  }
  if (result.rated) result.mean = stars / result.rated;
  if (result.picks) result.perPick = result.credits / result.picks;
  return result;
}
