"use strict";

// The grid. Only the rows and columns in view, and a little around them, are elements: 2,000 cells cost as much as 60.

class Grid {
  #views = new Map();
  #rows = new Map();
  #bands = [];
  #columns = [];
  #isDrawing = false;
  #focused = undefined;
  #quiet = 0;
  #wanted = new Set();
  #isSuspended = false;
  #wasFocused = false;
  #isBehind = false;
  /** Where each cell is: its band, its column, and its number among those that share the place. */
  #places = new Map();
  #deadline = Infinity;

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

  #measured = 0;

  show(arrangement, aspect) {
    this.arrangement = arrangement;
    this.aspect = aspect;
    this.layout();
  }

  /** The width of a cell where nobody chose one: wide enough to see something, and all columns if they fit. */
  #fittingWidth(available, columns) {
    const isNarrow = available < 600;
    const [least, most] = isNarrow ? [132, 360] : [160, 420];
    if (columns > 0) return Math.max(least, Math.min(most, (available - this.gap) / columns - this.gap));
    const count = this.gallery.shown.length;
    const perLine = Math.max(1, Math.min(count, Math.round(available / (isNarrow ? 170 : count > 40 ? 240 : 320))));
    return Math.min(most, available / perLine - this.gap);
  }

  /** Computes where everything is. */
  layout() {
    if (!this.arrangement) return;
    const { arrangement } = this;
    const anchor = this.#anchor();
    this.#measured = this.scroller.clientWidth;
    this.gap = this.#measured < 600 ? 6 : 10;
    const hasRows = arrangement.rowAxes.length > 0;
    this.isNarrow = this.#measured < 600;
    this.sideWidth = hasRows && !this.isNarrow ? 116 : 0;
    const available = this.#measured - this.sideWidth - this.gap;
    const columns = arrangement.columnAxes.length ? arrangement.columns.length : 0;
    this.cellWidth = Math.floor(this.gallery.view.size ?? this.#fittingWidth(available, columns));
    this.detail = this.cellWidth >= 180 ? "full" : this.cellWidth >= 110 ? "brief" : "tiny";
    // A line for names, one for prompts, and one to judge; on smaller cells the last takes the place of the first.
    this.captionHeight = { full: this.gallery.model.hasNames ? 74 : 53, brief: 27, tiny: 0 }[this.detail];
    this.pictureHeight = Math.round(Math.max(24, Math.min(this.cellWidth / this.aspect, this.cellWidth * 1.8)));
    this.cellHeight = this.pictureHeight + this.captionHeight;
    // Without an axis across, the cells of a place flow.
    this.perLine = columns ? 1 : Math.max(1, Math.floor((available + this.gap) / (this.cellWidth + this.gap)));
    this.columnCount = columns || 1;
    this.placeWidth = columns ? this.cellWidth : this.perLine * (this.cellWidth + this.gap) - this.gap;
    let y = this.gap;
    this.#bands = arrangement.bands.map((band, index) => {
      const labelHeight = band.kind === "row" && hasRows && this.isNarrow ? 30 : 0;
      let height;
      if (band.kind === "group") height = band.depth === 0 ? (index === 0 ? 36 : 44) : 34;
      else {
        const lines = Math.max(1, ...band.places.map((place) => Math.ceil(place.length / this.perLine)));
        height = labelHeight + lines * (this.cellHeight + this.gap);
      }
      const placed = { band, index, y, height, labelHeight };
      y += height;
      return placed;
    });
    this.#places = new Map();
    for (const { band, index } of this.#bands) {
      band.places?.forEach((place, column) => place.forEach((cell, number) => this.#places.set(cell.id,
        { band: index, column, number })));
    }
    const width = this.gap + this.sideWidth + this.columnCount * (this.placeWidth + this.gap);
    this.grid.style.width = `${Math.max(width, this.#measured)}px`;
    this.grid.style.setProperty("--cell-width", `${this.cellWidth}px`);
    this.grid.style.setProperty("--picture-height", `${this.pictureHeight}px`);
    this.grid.style.setProperty("--cell-height", `${this.cellHeight}px`);
    this.grid.style.setProperty("--side-width", `${this.sideWidth}px`);
    this.grid.dataset.detail = this.detail;
    this.grid.setAttribute("aria-rowcount", String(this.#bands.length + (columns ? 1 : 0)));
    this.grid.setAttribute("aria-colcount", String(columns + (hasRows ? 1 : 0) || this.perLine));
    this.canvas.style.height = `${y + this.gap}px`;
    this.#drawHeads(columns);
    for (const row of this.#rows.values()) row.node.remove();
    this.#rows.clear();
    this.empty.hidden = this.gallery.shown.length > 0;
    this.grid.hidden = !this.empty.hidden;
    if (anchor) this.#restore(anchor);
    // Tab leads into the grid by one cell.
    if (!this.#focused || !this.#placeOf(this.#focused)) this.#focused = this.#ordered()[0]?.id;
    this.#draw();
    // Views of cells that are gone, or far away.
    for (const [id, view] of this.#views) {
      if (view.node.isConnected) continue;
      view.detach();
      this.observer.unobserve(view.node);
      this.#views.delete(id);
    }
  }

  #x(column) { return this.gap + this.sideWidth + column * (this.placeWidth + this.gap); }

  #drawHeads(columns) {
    const { columnAxes, rowAxes } = this.arrangement;
    this.headGroup.hidden = columns === 0;
    this.heads.replaceChildren();
    if (columns === 0) return;
    if (rowAxes.length && !this.isNarrow) {
      const corner = make("div", { class: "corner", role: "columnheader" }, ...rowAxes.map((name) => isolated(name)));
      this.heads.append(corner);
    }
    this.heads.style.height = `${14 + 22 * columnAxes.length}px`;
    this.arrangement.columns.forEach((column, index) => {
      const head = make("div", { class: "head", role: "columnheader",
        "aria-colindex": index + 1 + (rowAxes.length ? 1 : 0) },
        ...column.values.map((value, axis) => make("span", { class: "label" },
          isolated(columnAxes[axis], { class: "axis" }), " ", isolated(value, { class: "value" }))));
      head.style.left = `${this.#x(index)}px`;
      head.style.width = `${this.placeWidth}px`;
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

  /** The band at a height, by bisection. */
  #bandAt(y) {
    let low = 0;
    let high = this.#bands.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#bands[middle].y <= y) low = middle; else high = middle - 1;
    }
    return low;
  }

  /** @param deadline when to stop making new cells; what is left out is noted. */
  #draw(deadline = Infinity) {
    this.#isBehind = false;
    this.#deadline = deadline;
    if (!this.#bands.length) return;
    const { scrollTop, clientHeight, scrollLeft, clientWidth } = this.scroller;
    const top = scrollTop - clientHeight * 0.3;
    const bottom = scrollTop + clientHeight * 1.3;
    const step = this.placeWidth + this.gap;
    const firstColumn = Math.max(0, Math.floor((scrollLeft - this.sideWidth) / step) - 1);
    const lastColumn = Math.min(this.columnCount - 1, Math.ceil((scrollLeft + clientWidth) / step) + 1);
    const needed = new Set();
    for (let index = this.#bandAt(top); index < this.#bands.length
      && this.#bands[index].y < bottom; index += 1) needed.add(index);
    const focusedBand = this.#focused ? this.#placeOf(this.#focused)?.band : undefined;
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
    const placed = this.#bands[index];
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
    for (let column = firstColumn; column <= lastColumn; column += 1) {
      const place = band.places[column] ?? [];
      // A place of many lines is drawn in part, too.
      const lineHeight = this.cellHeight + this.gap;
      const base = placed.y + placed.labelHeight;
      const first = Math.max(0, Math.floor((top - base) / lineHeight)) * this.perLine;
      const last = Math.min(place.length, Math.ceil((bottom - base) / lineHeight) * this.perLine);
      for (let number = first; number < last; number += 1) {
        needed.add(place[number].id);
        this.#drawCell(row, placed, column, number, place[number]);
      }
    }
    if (this.#focused && this.#placeOf(this.#focused)?.band === index && !needed.has(this.#focused)) {
      const at = this.#placeOf(this.#focused);
      needed.add(this.#focused);
      this.#drawCell(row, placed, at.column, at.number, band.places[at.column][at.number]);
    }
    for (const [id, view] of row.views) {
      if (needed.has(id)) continue;
      row.views.delete(id);
      view.node.remove();
      this.#drop(view);
    }
  }

  #drawCell(row, placed, column, number, cell) {
    let view = row.views.get(cell.id);
    if (!view) {
      view = this.#views.get(cell.id);
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
      row.node.append(view.node);
    }
    view.node.tabIndex = cell.id === this.#focused ? 0 : -1;
    const line = Math.floor(number / this.perLine);
    const inLine = number % this.perLine;
    view.node.style.left = `${this.#x(column) + inLine * (this.cellWidth + this.gap)}px`;
    view.node.style.top = `${placed.labelHeight + line * (this.cellHeight + this.gap)}px`;
    view.node.setAttribute("aria-colindex", String((this.columnCount > 1 ? column : inLine) + 1 + (this.sideWidth ? 1
      : 0)));
  }

  #bandNode({ band, index, y, height, labelHeight }) {
    const node = make("div", { role: "row", class: `band ${band.kind}`,
      "aria-rowindex": index + 1 + (this.headGroup.hidden ? 0 : 1) });
    node.style.top = `${y}px`;
    node.style.height = `${height}px`;
    if (band.kind === "group") {
      node.dataset.depth = band.depth;
      node.append(make("div", { class: "group-label", role: "rowheader", "aria-colspan": this.columnCount },
        isolated(band.axis, { class: "axis" }), " ", isolated(band.value, { class: "value" }),
        make("span", { class: "count" }, `${band.count}`)));
    } else if (band.values.length) {
      const { rowAxes } = this.arrangement;
      const label = make("div", { class: this.isNarrow ? "row-label across" : "row-label", role: "rowheader" },
        ...band.values.map((value, axis) => make("span", { class: "label" },
          this.isNarrow || rowAxes.length > 1 ? isolated(rowAxes[axis], { class: "axis" }) : null, " ",
          isolated(value, { class: "value" }))));
      label.style.height = `${(labelHeight || height) - (labelHeight ? 0 : this.gap)}px`;
      node.append(label);
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
    if (!this.#bands.length || this.scroller.scrollTop < 5) return undefined;
    const placed = this.#bands[this.#bandAt(this.scroller.scrollTop)];
    const cell = placed.band.places?.flat()[0];
    return cell && { id: cell.id, offset: this.scroller.scrollTop - placed.y };
  }

  #restore({ id, offset }) {
    const at = this.#placeOf(id);
    if (at) this.scroller.scrollTop = this.#bands[at.band].y + offset;
  }

  // ---- Focus ----

  #placeOf(id) {
    return this.#places.get(id);
  }

  get focusedCell() {
    return this.#focused && this.gallery.model.byID.get(this.#focused);
  }

  /** Makes a cell the one that keys act on. */
  focus(id, isVisible = true) {
    const at = this.#placeOf(id);
    if (!at) return;
    const earlier = this.#views.get(this.#focused)?.node;
    if (earlier) earlier.tabIndex = -1;
    this.#focused = id;
    this.#wasFocused = true;
    const placed = this.#bands[at.band];
    const top = placed.y + placed.labelHeight + Math.floor(at.number / this.perLine) * (this.cellHeight + this.gap);
    const headHeight = this.headGroup.hidden ? 0 : this.heads.offsetHeight;
    const { scroller } = this;
    if (isVisible) {
      const visibleTop = top - this.gap;
      const needed = visibleTop + this.cellHeight + headHeight + 2 * this.gap;
      if (visibleTop < scroller.scrollTop) scroller.scrollTop = visibleTop - this.gap;
      else if (needed > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = needed - scroller.clientHeight;
      const left = this.#x(at.column) + (at.number % this.perLine) * (this.cellWidth + this.gap);
      if (left - this.sideWidth < scroller.scrollLeft) scroller.scrollLeft = left - this.sideWidth - this.gap;
      else if (left + this.cellWidth > scroller.scrollLeft + scroller.clientWidth) {
        scroller.scrollLeft = left + this.cellWidth + this.gap - scroller.clientWidth;
      }
    }
    this.#draw(performance.now() + 4);
    if (this.#isBehind) this.#drawSoon();
    const node = this.#views.get(id)?.node;
    if (!node) return;
    node.tabIndex = 0;
    node.focus({ preventScroll: true });
  }

  focusFirst() {
    const cell = this.focusedCell && this.#placeOf(this.#focused) ? this.focusedCell : this.#ordered()[0];
    if (cell) this.focus(cell.id);
  }

  #ordered() {
    return this.#bands.flatMap(({ band }) => (band.places ?? []).flat());
  }

  /** Moves the focus by a cell; over empty places to the next one that is not. */
  move(right, down) {
    const at = this.#focused && this.#placeOf(this.#focused);
    // The first key only shows where one is.
    if (!at || !this.#wasFocused) return this.focusFirst();
    const band = this.#bands[at.band].band;
    if (right) {
      const number = at.number + right;
      if (this.columnCount === 1 || this.perLine > 1) {
        const place = band.places[at.column];
        if (place[number]) return this.focus(place[number].id);
        return this.#step(at, right, "end");
      }
      for (let column = at.column + right; column >= 0 && column < this.columnCount; column += right) {
        const place = band.places[column];
        if (place.length) return this.focus(place[Math.min(at.number, place.length - 1)].id);
      }
      return undefined;
    }
    const place = band.places[at.column];
    const number = at.number + down * this.perLine;
    if (place[number]) return this.focus(place[number].id);
    return this.#step(at, down, "same");
  }

  /** To the next band with a cell. */
  #step(at, direction, where) {
    for (let index = at.band + direction; index >= 0 && index < this.#bands.length; index += direction) {
      const place = this.#bands[index].band.places?.[at.column];
      if (!place?.length) continue;
      if (where === "end") return this.focus(place[direction > 0 ? 0 : place.length - 1].id);
      const inLine = at.number % this.perLine;
      const lastLine = Math.floor((place.length - 1) / this.perLine) * this.perLine;
      return this.focus(place[Math.min(place.length - 1, (direction > 0 ? 0 : lastLine) + inLine)].id);
    }
    return undefined;
  }

  movePage(direction) {
    const lines = Math.max(1, Math.floor(this.scroller.clientHeight / (this.cellHeight + this.gap)) - 1);
    for (let line = 0; line < lines; line += 1) this.move(0, direction);
  }

  moveToEnd(isLast) {
    const cells = this.#ordered();
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
