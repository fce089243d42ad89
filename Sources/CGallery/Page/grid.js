"use strict";

// The grid. Only the rows and columns in view, and a little around them, are elements: 2,000 cells cost as much as 60.

class Grid {
  #views = new Map();
  #rows = new Map();
  #layout = undefined;
  #isDrawing = false;
  #focused = undefined;
  #quiet = 0;
  #wanted = new Set();
  #isSuspended = false;
  #wasFocused = false;
  #isBehind = false;
  #deadline = Infinity;
  #measured = 0;

  constructor(scroller, gallery) {
    this.scroller = scroller;
    this.gallery = gallery;
    this.heads = make("div", { class: "heads", role: "row" });
    this.headGroup = make("div", { class: "head-group", role: "rowgroup" }, this.heads);
    this.canvas = make("div", { class: "canvas", role: "rowgroup" });
    this.grid = make("div", { class: "grid", role: "grid", "aria-label": "Results" }, this.headGroup, this.canvas);
    this.empty = make("div", { class: "empty", hidden: true });
    scroller.append(this.grid, this.empty);
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.observer = new IntersectionObserver((entries) => this.#seen(entries), { root: scroller, rootMargin: "80px" });
    new ResizeObserver(() => { if (this.#measured !== scroller.clientWidth) this.layout(); }).observe(scroller);
    this.#listen();
  }

  get cellWidth() { return this.#layout.cellWidth; }

  show(arrangement, aspect) {
    this.arrangement = arrangement;
    this.aspect = aspect;
    this.layout();
  }

  /** Puts everything where it belongs. Whoever looks at a cell, or has the focus there, keeps it. */
  layout() {
    if (!this.arrangement) return;
    const { gallery, scroller } = this;
    const hadFocus = this.canvas.contains(document.activeElement);
    const wasSeen = this.#isInView(this.#focused);
    const anchor = this.#anchor();
    this.#measured = scroller.clientWidth;
    const layout = new Layout(this.arrangement, { width: this.#measured, aspect: this.aspect, size: gallery.view.size,
      count: gallery.shown.length, hasNames: gallery.model.hasNames });
    this.#layout = layout;
    this.grid.style.width = `${layout.width}px`;
    this.grid.style.setProperty("--cell-width", `${layout.cellWidth}px`);
    this.grid.style.setProperty("--picture-height", `${layout.pictureHeight}px`);
    this.grid.style.setProperty("--cell-height", `${layout.cellHeight}px`);
    this.grid.style.setProperty("--side-width", `${layout.sideWidth}px`);
    this.grid.dataset.detail = layout.detail;
    this.grid.setAttribute("aria-rowcount", String(layout.bands.length + (layout.hasHeads ? 1 : 0)));
    this.grid.setAttribute("aria-colcount", String((layout.hasHeads ? layout.columnCount : 0)
      + (layout.hasRowLabels ? 1 : 0) || layout.perLine));
    this.canvas.style.height = `${layout.height}px`;
    this.#drawHeads();
    for (const row of this.#rows.values()) row.node.remove();
    this.#rows.clear();
    this.empty.hidden = gallery.shown.length > 0;
    this.grid.hidden = !this.empty.hidden;
    if (anchor) this.#restore(anchor);
    // Tab leads into the grid by one cell.
    if (!this.#focused || !layout.placeOf(this.#focused)) this.#focused = layout.ordered[0]?.id;
    if (wasSeen && !this.#isInView(this.#focused)) this.#reveal(this.#focused);
    this.#draw();
    // Views of cells that are gone, or far away.
    for (const view of this.#views.values()) if (!view.node.isConnected) this.#drop(view);
    if (hadFocus) this.#views.get(this.#focused)?.node.focus({ preventScroll: true });
  }

  #drawHeads() {
    const layout = this.#layout;
    const { columnAxes, rowAxes } = layout;
    this.headGroup.hidden = !layout.hasHeads;
    this.heads.replaceChildren();
    if (!layout.hasHeads) return;
    if (layout.sideWidth) {
      const corner = make("div", { class: "corner", role: "columnheader" }, ...rowAxes.map((name) => isolated(name)));
      this.heads.append(corner);
    }
    this.heads.style.height = `${14 + 22 * columnAxes.length}px`;
    layout.columns.forEach((column, index) => {
      const head = make("div", { class: "head", role: "columnheader",
        "aria-colindex": index + 1 + (rowAxes.length ? 1 : 0) },
        ...column.values.map((value, axis) => label(columnAxes[axis], value)));
      head.style.left = `${layout.x(index)}px`;
      head.style.width = `${layout.placeWidth}px`;
      this.heads.append(head);
    });
  }

  // ---- Drawing ----

  #scrolled() {
    this.#quiet = performance.now();
    this.#drawSoon();
  }

  #drawSoon() {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      // What does not fit into a frame comes with the next one: the scrolling goes on.
      this.#draw(performance.now() + 4);
      if (this.#isBehind) this.#drawSoon();
    });
  }

  /** @param deadline when to stop making new cells; what is left out is noted. */
  #draw(deadline = Infinity) {
    this.#isBehind = false;
    this.#deadline = deadline;
    const layout = this.#layout;
    if (!layout.bands.length) return;
    const { scrollTop, clientHeight, scrollLeft, clientWidth } = this.scroller;
    const top = scrollTop - clientHeight * 0.3;
    const bottom = scrollTop + clientHeight * 1.3;
    const step = layout.placeWidth + layout.gap;
    const firstColumn = Math.max(0, Math.floor((scrollLeft - layout.sideWidth) / step) - 1);
    const lastColumn = Math.min(layout.columnCount - 1, Math.ceil((scrollLeft + clientWidth) / step) + 1);
    const needed = new Set();
    for (let index = layout.bandAt(top); layout.bands[index]?.y < bottom; index += 1) needed.add(index);
    const focusedBand = layout.placeOf(this.#focused)?.band;
    if (focusedBand !== undefined) needed.add(focusedBand);
    for (const [index, row] of this.#rows) {
      if (needed.has(index)) continue;
      this.#rows.delete(index);
      row.node.remove();
      for (const view of row.views.values()) this.#drop(view);
    }
    for (const index of needed) this.#drawBand(index, firstColumn, lastColumn, top, bottom);
  }

  #drop(view) {
    view.detach();
    this.observer.unobserve(view.node);
    this.#wanted.delete(view);
    this.#views.delete(view.id);
  }

  #drawBand(index, firstColumn, lastColumn, top, bottom) {
    const layout = this.#layout;
    const placed = layout.bands[index];
    const { band } = placed;
    let row = this.#rows.get(index);
    if (!row) {
      row = { node: this.#bandNode(placed), views: new Map() };
      this.#rows.set(index, row);
      // In order, for those who read and not look.
      let after;
      for (const [other, { node }] of this.#rows) {
        if (other > index && (!after || other < after.index)) after = { index: other, node };
      }
      this.canvas.insertBefore(row.node, after?.node ?? null);
    }
    if (band.kind === "group") return;
    const needed = new Set();
    const draw = (column, number) => {
      const cell = band.places[column][number];
      needed.add(cell.id);
      this.#drawCell(row, { band: index, column, number }, cell);
    };
    // A place of many lines is drawn in part, too.
    const lineHeight = layout.cellHeight + layout.gap;
    const base = placed.y + placed.labelHeight;
    const first = Math.max(0, Math.floor((top - base) / lineHeight)) * layout.perLine;
    const end = Math.ceil((bottom - base) / lineHeight) * layout.perLine;
    for (let column = firstColumn; column <= lastColumn; column += 1) {
      for (let number = first; number < Math.min(end, band.places[column].length); number += 1) draw(column, number);
    }
    const focused = layout.placeOf(this.#focused);
    if (focused?.band === index && !needed.has(this.#focused)) draw(focused.column, focused.number);
    for (const [id, view] of row.views) {
      if (needed.has(id)) continue;
      row.views.delete(id);
      view.node.remove();
      this.#drop(view);
    }
  }

  #drawCell(row, place, cell) {
    // Within a layout a cell stays where it was put.
    if (row.views.has(cell.id)) return;
    let view = this.#views.get(cell.id);
    if (view) view.update(cell);
    else if (cell.id !== this.#focused && performance.now() > this.#deadline) {
      this.#isBehind = true;
      return;
    } else {
      view = new CellView(cell, this.gallery);
      this.#views.set(cell.id, view);
      this.observer.observe(view.node);
    }
    row.views.set(cell.id, view);
    const layout = this.#layout;
    const { left, top } = layout.corner(place);
    view.node.tabIndex = cell.id === this.#focused ? 0 : -1;
    view.node.style.left = `${left}px`;
    view.node.style.top = `${top}px`;
    view.node.setAttribute("aria-colindex", String((layout.hasHeads ? place.column : place.number % layout.perLine) + 1
      + (layout.hasRowLabels ? 1 : 0)));
    row.node.append(view.node);
  }

  #bandNode({ band, index, y, height, labelHeight }) {
    const layout = this.#layout;
    const node = make("div", { role: "row", class: `band ${band.kind}`,
      "aria-rowindex": index + 1 + (layout.hasHeads ? 1 : 0) });
    node.style.top = `${y}px`;
    node.style.height = `${height}px`;
    if (band.kind === "group") {
      node.dataset.depth = band.depth;
      const text = label(band.axis, band.value, "group-label");
      text.setAttribute("role", "rowheader");
      text.setAttribute("aria-colspan", layout.columnCount + (layout.hasRowLabels ? 1 : 0));
      text.append(make("span", { class: "count" }, `${band.count}`));
      node.append(text);
    } else if (band.values.length) {
      const isNamed = layout.isNarrow || band.values.length > 1;
      const side = make("div", { class: layout.isNarrow ? "row-label across" : "row-label", role: "rowheader" },
        ...band.values.map((value, axis) => label(isNamed ? layout.rowAxes[axis] : undefined, value)));
      const sideHeight = labelHeight || height - layout.gap;
      side.style.height = `${sideHeight}px`;
      // Whole lines only: half of one tells nothing.
      side.style.setProperty("--lines", String(Math.max(1, Math.floor((sideHeight - 4)
        / (layout.detail === "tiny" ? 14 : 20) / band.values.length))));
      node.append(side);
    }
    return node;
  }

  // ---- Media: in, when a cell is in view and the scrolling has come to rest ----

  #seen(entries) {
    for (const entry of entries) {
      const view = entry.target.view;
      if (entry.isIntersecting) this.#wanted.add(view);
      else {
        this.#wanted.delete(view);
        view.detach();
      }
    }
    this.#attachSome();
  }

  #attachSome() {
    if (this.#isSuspended || this.attaching || !this.#wanted.size) return;
    this.attaching = true;
    requestAnimationFrame(() => {
      this.attaching = false;
      if (this.#isSuspended) return;
      if (performance.now() - this.#quiet > 120) {
        let count = 0;
        for (const view of this.#wanted) {
          this.#wanted.delete(view);
          view.attach();
          if ((count += 1) === 4) break;
        }
      }
      this.#attachSome();
    });
  }

  /** Stops all media, as something else takes the stage. */
  suspend() {
    this.#isSuspended = true;
    for (const view of this.#views.values()) {
      if (!view.isAttached) continue;
      view.detach();
      this.#wanted.add(view);
    }
  }

  resume() {
    this.#isSuspended = false;
    this.#attachSome();
  }

  // ---- Changes ----

  refreshCell(cell) {
    this.#views.get(cell.id)?.update(cell);
  }

  refreshAll() {
    for (const view of this.#views.values()) view.update(this.gallery.model.byID.get(view.id) ?? view.cell);
  }

  /** What stands at the top, to come back to. */
  #anchor() {
    const { scrollTop } = this.scroller;
    if (!this.#layout?.bands.length || scrollTop < 5) return undefined;
    const placed = this.#layout.bands[this.#layout.bandAt(scrollTop)];
    const cell = placed.band.places?.flat()[0];
    return cell && { id: cell.id, offset: scrollTop - placed.y };
  }

  #restore({ id, offset }) {
    const at = this.#layout.placeOf(id);
    if (at) this.scroller.scrollTop = this.#layout.bands[at.band].y + offset;
  }

  // ---- Focus ----

  get focusedCell() {
    return this.#focused && this.gallery.model.byID.get(this.#focused);
  }

  /** The part of the grid that is to be seen. */
  get #window() {
    const { scrollTop, scrollLeft, clientWidth, clientHeight } = this.scroller;
    const headHeight = this.headGroup.hidden ? 0 : this.heads.offsetHeight;
    return { left: scrollLeft + (this.#layout?.sideWidth ?? 0), top: scrollTop, right: scrollLeft + clientWidth,
      bottom: scrollTop + clientHeight - headHeight };
  }

  /** Whether all of a cell is to be seen. */
  #isInView(id) {
    const box = this.#layout?.box(id);
    const seen = this.#window;
    return Boolean(box) && box.top >= seen.top && box.bottom <= seen.bottom && box.left >= seen.left
      && box.right <= seen.right;
  }

  /** Scrolls as little as it takes to see a cell whole. */
  #reveal(id) {
    const box = this.#layout.box(id);
    if (!box) return;
    const { scroller } = this;
    const { gap } = this.#layout;
    const seen = this.#window;
    if (box.top - gap < seen.top) scroller.scrollTop = box.top - 2 * gap;
    else if (box.bottom + gap > seen.bottom) scroller.scrollTop += box.bottom + gap - seen.bottom;
    if (box.left < seen.left) scroller.scrollLeft += box.left - gap - seen.left;
    else if (box.right > seen.right) scroller.scrollLeft += box.right + gap - seen.right;
  }

  /** Makes a cell the one that keys act on. */
  focus(id, isVisible = true) {
    if (!this.#layout.placeOf(id)) return;
    const earlier = this.#views.get(this.#focused)?.node;
    if (earlier) earlier.tabIndex = -1;
    this.#focused = id;
    this.#wasFocused = true;
    if (isVisible) this.#reveal(id);
    this.#draw(performance.now() + 4);
    if (this.#isBehind) this.#drawSoon();
    const node = this.#views.get(id)?.node;
    if (!node) return;
    node.tabIndex = 0;
    node.focus({ preventScroll: true });
  }

  focusFirst() {
    const cell = this.#layout.placeOf(this.#focused) ? this.focusedCell : this.#layout.ordered[0];
    if (cell) this.focus(cell.id);
  }

  /** Moves the focus to the cell on the right, and from the end of a line to the next one, or down; or back. */
  move(right, down) {
    // The first key only shows where one is.
    if (!this.#wasFocused || !this.#layout.placeOf(this.#focused)) return this.focusFirst();
    const cell = right ? this.#layout.beside(this.#focused, right) : this.#layout.below(this.#focused, down);
    return cell && this.focus(cell.id);
  }

  movePage(direction) {
    const { cellHeight, gap } = this.#layout;
    const lines = Math.max(1, Math.floor(this.scroller.clientHeight / (cellHeight + gap)) - 1);
    for (let line = 0; line < lines; line += 1) this.move(0, direction);
  }

  moveToEnd(isLast) {
    const cells = this.#layout.ordered;
    const cell = isLast ? cells.at(-1) : cells[0];
    if (cell) this.focus(cell.id);
  }

  #listen() {
    const viewAt = (event) => event.target.closest?.(".cell")?.view;
    this.canvas.addEventListener("click", (event) => {
      const view = viewAt(event);
      if (!view) return;
      this.focus(view.id, false);
      const button = event.target.closest("button");
      if (button?.dataset.stars) return this.gallery.rate(view.cell, Number(button.dataset.stars));
      if (button?.dataset.verdict) return this.gallery.judge(view.cell, button.dataset.verdict);
      if (event.shiftKey || event.ctrlKey || event.metaKey) this.gallery.choose(view.cell);
      else this.gallery.details.show(view.cell);
      return undefined;
    });
    this.canvas.addEventListener("focusin", (event) => {
      const view = viewAt(event);
      if (view && view.id !== this.#focused) this.focus(view.id, false);
      if (view?.media) this.gallery.clock.solo(view.media);
    });
    this.canvas.addEventListener("pointerover", (event) => {
      const media = viewAt(event)?.media;
      if (media instanceof HTMLMediaElement) this.gallery.clock.solo(media);
    });
    // The first Tab into the grid goes to a cell.
    this.scroller.addEventListener("focus", () => this.focusFirst());
  }
}

/** What a band or a column is called. Where there is no room for all of it, the pointer shows it. */
function label(axis, value, kind = "label") {
  return make("span", { class: kind, title: balanced(value.slice(0, 300)) },
    axis === undefined ? null : isolated(axis, { class: "axis" }), " ", isolated(value, { class: "value" }));
}
