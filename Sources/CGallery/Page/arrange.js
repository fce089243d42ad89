"use strict";

// Which axis goes where: shelves with an axis each as a chip, to drag or to choose from its menu.

const shelfNames = { columns: "Columns", rows: "Rows", groups: "Super-rows", unused: "Not used" };

class Shelves {
  constructor(place, gallery) {
    this.place = place;
    this.gallery = gallery;
    this.draw();
  }

  /** Where an axis lies. */
  shelfOf(name) {
    const { arrangement } = this.gallery.view;
    return ["columns", "rows", "groups"].find((shelf) => arrangement[shelf].includes(name)) ?? "unused";
  }

  #namesOn(shelf) {
    if (shelf !== "unused") return this.gallery.view.arrangement[shelf];
    return this.gallery.model.axes.map((axis) => axis.name).filter((name) => this.shelfOf(name) === "unused");
  }

  draw() {
    const { gallery } = this;
    this.place.hidden = gallery.model.axes.length === 0;
    const focused = document.activeElement?.dataset?.axis;
    this.place.replaceChildren(
      ...Object.keys(shelfNames).map((shelf) => this.#shelf(shelf)),
      iconButton("swap", "Swap rows and columns", "G", () => gallery.swap()));
    if (focused) this.place.querySelector(`.chip[data-axis="${CSS.escape(focused)}"]`)?.focus();
  }

  #shelf(shelf) {
    const { gallery } = this;
    const names = this.#namesOn(shelf);
    const node = make("div", { class: "shelf", role: "group", "aria-label": shelfNames[shelf], "data-shelf": shelf,
      ondragover: (event) => { event.preventDefault(); node.classList.add("over"); },
      ondragleave: () => node.classList.remove("over"),
      ondrop: (event) => {
        event.preventDefault();
        node.classList.remove("over");
        const name = event.dataTransfer.getData("text/plain");
        if (!gallery.model.axis(name)) return;
        const before = event.target.closest?.(".chip")?.dataset.axis;
        gallery.place(name, shelf, before);
      } },
      make("span", { class: "shelf-name", "aria-hidden": "true" }, shelfNames[shelf]),
      ...names.map((name) => this.#chip(name)));
    return node;
  }

  #chip(name) {
    const hidden = this.gallery.filter.hidden.get(name)?.size ?? 0;
    const count = this.gallery.model.axis(name).values.size;
    const chip = make("button", { type: "button", class: "chip", draggable: "true", "data-axis": name,
      "aria-haspopup": "dialog", onclick: () => this.openMenu(name, chip),
      ondragstart: (event) => {
        event.dataTransfer.setData("text/plain", name);
        event.dataTransfer.effectAllowed = "move";
      } },
      isolated(name), make("span", { class: "count" }, hidden ? `${count - hidden}/${count}` : `${count}`));
    return chip;
  }

  openMenu(name, chip) {
    const { gallery } = this;
    const axis = gallery.model.axis(name);
    const shelf = this.shelfOf(name);
    const redraw = () => this.openMenu(name, this.place.querySelector(`.chip[data-axis="${CSS.escape(name)}"]`));
    const hidden = gallery.filter.hidden.get(name) ?? new Set();
    const hide = (values) => {
      gallery.filter.hidden.set(name, values);
      gallery.filterChanged();
    };
    const values = [...axis.values.keys()];
    openMenu(chip, `Axis ${name}`,
      make("h2", {}, isolated(name)),
      make("fieldset", { class: "choices" }, make("legend", {}, "Place"),
        ...Object.entries(shelfNames).map(([key, label]) => make("label", {},
          make("input", { type: "radio", name: "shelf", value: key, checked: key === shelf,
            onchange: () => { gallery.place(name, key); redraw(); } }), label))),
      make("label", { class: "field" }, "Order ",
        make("select", { onchange: (event) => { gallery.order(name, event.target.value); } },
          ...Object.entries(valueOrders).map(([key, label]) => make("option",
            { value: key, selected: key === (gallery.view.orders[name] ?? "script") }, label)))),
      make("fieldset", { class: "values" }, make("legend", {}, "Values"),
        ...values.map((value) => make("label", {},
          make("input", { type: "checkbox", checked: !hidden.has(value), onchange: (event) => {
            const next = new Set(gallery.filter.hidden.get(name) ?? []);
            if (event.target.checked) next.delete(value); else next.add(value);
            hide(next);
          } }), isolated(value), make("span", { class: "count" }, String(axis.values.get(value)))))),
      make("div", { class: "buttons" },
        make("button", { type: "button", onclick: () => { hide(new Set()); redraw(); } }, "Show all"),
        make("button", { type: "button", onclick: () => { hide(new Set(values)); redraw(); } }, "Hide all")));
  }
}

/** Opens a small panel at a button; Escape and a click elsewhere close it, and the focus goes back. */
function openMenu(button, label, ...children) {
  document.querySelector(".menu")?.remove();
  const menu = make("div", { class: "menu", popover: "auto", role: "dialog", "aria-label": label }, ...children);
  document.body.append(menu);
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed" || !menu.isConnected) return;
    const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (hadFocus) (button.isConnected ? button : document.getElementById("results")).focus();
  });
  menu.showPopover();
  const at = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - offsetWidth - 8))}px`;
  const below = at.bottom + 6;
  menu.style.top = `${below + offsetHeight < innerHeight - 8 ? below : Math.max(8, at.top - offsetHeight - 6)}px`;
  menu.querySelector("input:checked, input, select, button")?.focus();
  return menu;
}
