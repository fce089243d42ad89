"use strict";

// The controls of the filter, and what there is of each status.

class FilterBar {
  constructor(states, gallery) {
    this.states = states;
    this.gallery = gallery;
    this.search = make("input", { type: "search", class: "search", placeholder: "Filter",
      "aria-label": "Filter by text",
      "aria-keyshortcuts": "/", autocomplete: "off", spellcheck: "false",
      oninput: () => { gallery.filter.text = this.search.value; gallery.filterChanged(); } });
    this.button = iconButton("filter", "More filters", "F", () => this.open());
    this.draw();
  }

  draw() {
    const { gallery } = this;
    const counts = new Map();
    for (const cell of gallery.model.cells) counts.set(cell.state, (counts.get(cell.state) ?? 0) + 1);
    const order = Object.keys(states).filter((state) => counts.has(state));
    const focused = document.activeElement?.dataset?.stateButton;
    this.states.replaceChildren(...order.map((state) => make("button", { type: "button", class: "state",
      "data-state": state, "data-state-button": state, "aria-pressed": String(gallery.filter.states.has(state)),
      onclick: () => gallery.toggleState(state) },
      make("span", { class: "dot", "aria-hidden": "true" }), `${counts.get(state)} ${stateText(state)}`)));
    if (focused) this.states.querySelector(`[data-state-button="${CSS.escape(focused)}"]`)?.focus();
    const others = gallery.filter.count - (gallery.filter.text.trim() ? 1 : 0) - (gallery.filter.states.size ? 1 : 0);
    this.button.classList.toggle("active", others > 0);
  }

  open() {
    const { gallery } = this;
    const { filter, model } = gallery;
    const changed = () => gallery.filterChanged();
    const number = (text) => (text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text));
    const tags = [...new Set([...model.tags, ...model.cells.flatMap((cell) => gallery.judgments.get(cell).tags)])].sort();
    openMenu(this.button, "Filters",
      make("h2", {}, "Filters"),
      make("label", { class: "field" }, "Rating ",
        make("select", { onchange: (event) => { filter.rating = event.target.value; changed(); } },
          ...[["", "any"], ["1", "at least 1 star"], ["2", "at least 2 stars"], ["3", "at least 3 stars"],
            ["4", "at least 4 stars"], ["5", "5 stars"], ["unrated", "without stars"], ["pick", "picks"],
            ["reject", "rejects"], ["kept", "all but rejects"]]
            .map(([value, label]) => make("option", { value, selected: value === filter.rating }, label)))),
      make("div", { class: "field" }, "Credits ",
        make("input", { type: "number", min: 0, "aria-label": "At least so many credits", placeholder: "from",
          value: filter.leastCredits, oninput: (event) => { filter.leastCredits = number(event.target.value); changed(); } }),
        make("input", { type: "number", min: 0, "aria-label": "At most so many credits", placeholder: "to",
          value: filter.mostCredits, oninput: (event) => { filter.mostCredits = number(event.target.value); changed(); } })),
      tags.length ? make("label", { class: "field" }, "Tag ",
        make("select", { onchange: (event) => { filter.tag = event.target.value; changed(); } },
          make("option", { value: "" }, "any"),
          ...tags.map((tag) => make("option", { value: tag, selected: tag === filter.tag }, tag)))) : null,
      model.models.length > 1 ? make("fieldset", { class: "values" }, make("legend", {}, "Models"),
        ...model.models.map((name) => make("label", {}, make("input",
          { type: "checkbox", checked: filter.models.has(name),
          onchange: (event) => {
            if (event.target.checked) filter.models.add(name); else filter.models.delete(name);
            changed();
          } }), isolated(name)))) : null,
      make("label", { class: "stacked" }, "Order of cells that share a place",
        make("select", { onchange: (event) => gallery.sort(event.target.value) },
          ...Object.entries(cellOrders).map(([key, { label }]) => make("option",
            { value: key, selected: key === (gallery.view.sort ?? "script") }, label)))),
      make("div", { class: "buttons" }, make("button", { type: "button", onclick: () => {
        gallery.clearFilter();
        document.querySelector(".menu")?.hidePopover();
      } }, "Clear all filters")));
  }
}
