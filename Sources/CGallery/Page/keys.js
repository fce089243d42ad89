"use strict";

// The keyboard. Everything that a pointer can do has a key or is reached with Tab.

/** Groups of keys, what they do, and how; `?` lists them. */
function keyTable(gallery) {
  const focused = () => gallery.grid.focusedCell;
  const onCell = (action) => () => { const cell = focused(); if (cell) action(cell); };
  const walk = (right, down) => () => {
    gallery.grid.move(right, down);
    if (gallery.details.isOpen && gallery.grid.focusedCell) gallery.details.show(gallery.grid.focusedCell);
  };
  const judge = (key) => onCell(gallery.judgeByKey.get(key));
  const { clock, transport } = gallery;
  return [
    ["Move", [
      ["←", "ArrowLeft", "cell to the left, or the last of the line before", walk(-1, 0)],
      ["→", "ArrowRight", "cell to the right, or the first of the next line", walk(1, 0)],
      ["↑", "ArrowUp", "cell above", walk(0, -1)], ["↓", "ArrowDown", "cell below", walk(0, 1)],
      ["Page Up", "PageUp", "up by a screen", () => gallery.grid.movePage(-1)],
      ["Page Down", "PageDown", "down by a screen", () => gallery.grid.movePage(1)],
      ["Ctrl Home", "Ctrl+Home", "first cell", () => gallery.grid.moveToEnd(false)],
      ["Ctrl End", "Ctrl+End", "last cell", () => gallery.grid.moveToEnd(true)],
      ["Enter", "Enter", "details of the cell", onCell((cell) => gallery.details.show(cell)), true],
      ["Esc", "Escape", "close what is open", () => gallery.escape()],
    ]],
    ["Play", [
      ["Space", " ", "play, pause", () => clock.toggle(), true], ["K", "k", "play, pause", () => clock.toggle()],
      [",", ",", "one frame back", () => clock.step(-1)], [".", ".", "one frame on", () => clock.step(1)],
      ["J", "j", "one second back", () => clock.seek(clock.position - 1)],
      ["L", "l", "one second on", () => clock.seek(clock.position + 1)],
      ["Home", "Home", "to the start", () => clock.seek(0)],
      ["End", "End", "to the end", () => { clock.pause(); clock.seek(clock.period); }],
      ["[", "[", "slower", () => transport.changeSpeed(-1)], ["]", "]", "faster", () => transport.changeSpeed(1)],
      ["O", "o", "loop", () => transport.toggleLoop()],
      ["M", "m", "sound of one cell: the one in focus or under the pointer", () => transport.toggleSound()],
    ]],
    ["Judge", [
      ...[1, 2, 3, 4, 5].map((stars) => [String(stars), String(stars), starsText(stars), judge(String(stars))]),
      ["0", "0", "no stars", judge("0")], ["P", "p", "pick", judge("p")], ["X", "x", "reject", judge("x")],
      ["T", "t", "tags", onCell((cell) => { gallery.details.show(cell); gallery.details.focusTags(); })],
      ["N", "n", "note", onCell((cell) => { gallery.details.show(cell); gallery.details.focusNote(); })],
    ]],
    ["Compare", [
      ["C", "c", "choose the cell, up to four", onCell((cell) => gallery.choose(cell))],
      ["V", "v", "compare what is chosen", () => gallery.openCompare("side")],
      ["W", "w", "wipe", () => gallery.openCompare("wipe")],
      ["B", "b", "blind", () => gallery.openCompare("blind")],
      ["U", "u", "choose none", () => gallery.chooseNone()],
      ["Alt 1 2 3", undefined, "side by side, wipe, blind"],
      ["A to D", undefined, "go to one of them: it is heard, and judged with the keys for that"],
      ["A, B, E", undefined, "in a blind comparison: A, B or equal"],
    ]],
    ["Arrange", [
      ["/", "/", "filter by text", () => gallery.filterBar.search.focus()],
      ["F", "f", "more filters", () => gallery.filterBar.open()],
      ["G", "g", "swap rows and columns", () => gallery.swap()],
      ["R", "r", "place axes and hide values", () => gallery.focusShelves()],
      ["+", "+", "larger", () => gallery.zoom(1)], ["−", "-", "smaller", () => gallery.zoom(-1)],
      ["=", "=", "fitting size", () => gallery.zoom(0)],
      ["S", "s", "summary", () => gallery.summary.open()],
      ["D", "d", "light, dark, or as the system has it", () => gallery.changeTheme()],
      ["?", "?", "this list", () => gallery.keys.help()],
    ]],
  ];
}

class Keys {
  constructor(gallery) {
    this.gallery = gallery;
    this.table = keyTable(gallery);
    this.actions = new Map();
    for (const [, entries] of this.table) {
      for (const [, key, , action, isDefault] of entries) if (key) this.actions.set(key, { action, isDefault });
    }
    this.dialog = make("dialog", { class: "help", "aria-label": "Keys" });
    document.body.append(this.dialog);
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  #pressed(event) {
    const { gallery } = this;
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target;
    const isText = target.matches?.("textarea, input:not([type=range], [type=checkbox], [type=radio]), select");
    if (isText) {
      if (event.key === "Escape" && target === gallery.filterBar.search) {
        if (target.value) { target.value = ""; target.dispatchEvent(new Event("input")); }
        else gallery.grid.focusFirst();
        event.preventDefault();
      } else if (event.key === "Enter" && target === gallery.filterBar.search) gallery.grid.focusFirst();
      else if (gallery.details.place.contains(target)) gallery.details.key(event);
      return;
    }
    if (document.querySelector(".menu")) return;
    const open = document.querySelector("dialog[open]");
    if (open) {
      if (open === gallery.compare.dialog && gallery.compare.key(event)) { event.preventDefault(); return; }
      // In a dialog only the keys of the clock mean what they mean outside.
      if (open !== gallery.compare.dialog || !this.#isOfClock(event.key)) return;
    }
    if (event.metaKey || event.altKey) return;
    const key = event.ctrlKey ? `Ctrl+${event.key}` : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const entry = this.actions.get(key);
    if (!entry) return;
    // Buttons, links and sliders have these keys for themselves.
    if (entry.isDefault && target.matches?.("button, a, summary, input")) return;
    if (target.matches?.("input[type=range], input[type=radio]") && /^(Arrow|Home|End|Page)/.test(event.key)) return;
    if (/^(Arrow|Page|Home|End)/.test(event.key) && !event.ctrlKey && gallery.details.place.contains(target)
      && target.matches("pre, .scroll")) return;
    event.preventDefault();
    entry.action();
  }

  #isOfClock(key) {
    return this.table[1][1].some(([, name]) => name === key || name === key.toLowerCase());
  }

  help() {
    this.dialog.replaceChildren(
      make("header", {}, make("h2", {}, "Keys"), iconButton("close", "Close", "Escape", () => this.dialog.close())),
      make("div", { class: "dialog-body key-groups", tabindex: 0, role: "region", "aria-label": "All keys",
        autofocus: true },
        ...this.table.map(([title, entries]) => make("section", {}, make("h3", {}, title),
          make("dl", {}, ...entries.flatMap(([shown, , what]) =>
            [make("dt", {}, make("kbd", {}, shown)), make("dd", {}, what)]))))));
    this.dialog.showModal();
  }
}
