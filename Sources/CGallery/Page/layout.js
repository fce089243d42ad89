"use strict";

// Where everything in the grid is, in pixels, and what lies beside what. No element is touched here.

class Layout {
  /** Where each cell is: its band, its column, and its number among those that share the place. */
  #places = new Map();

  /** @param arranged columns and bands, as `arranged` returns them.
   * @param options `width`, what there is of it; `aspect`, the shape of most pictures; `size`, the width of a cell that
   * somebody chose; `count`, of the cells; `hasNames`, whether cells have a line for their names. */
  constructor(arranged, { width, aspect, size, count, hasNames }) {
    this.columnAxes = arranged.columnAxes;
    this.rowAxes = arranged.rowAxes;
    this.columns = arranged.columns;
    this.hasRowLabels = arranged.rowAxes.length > 0;
    this.isNarrow = width < 600;
    this.gap = this.isNarrow ? 6 : 10;
    this.sideWidth = this.hasRowLabels && !this.isNarrow ? this.#fittingSide(arranged.bands, width) : 0;
    const available = width - this.sideWidth - this.gap;
    this.hasHeads = arranged.columnAxes.length > 0;
    this.columnCount = this.hasHeads ? arranged.columns.length : 1;
    this.cellWidth = Math.floor(size ?? this.#fittingWidth(available, count));
    this.detail = this.cellWidth >= 180 ? "full" : this.cellWidth >= 110 ? "brief" : "tiny";
    // A line for names, one for prompts, and one to judge; on smaller cells the last takes the place of the first.
    this.captionHeight = { full: hasNames ? 74 : 53, brief: 27, tiny: 0 }[this.detail];
    this.pictureHeight = Math.round(Math.max(24, Math.min(this.cellWidth / aspect, this.cellWidth * 1.8)));
    this.cellHeight = this.pictureHeight + this.captionHeight;
    // Without an axis across, the cells of a place flow.
    this.perLine = this.hasHeads ? 1
      : Math.max(1, Math.floor((available + this.gap) / (this.cellWidth + this.gap)));
    this.placeWidth = this.hasHeads ? this.cellWidth : this.perLine * (this.cellWidth + this.gap) - this.gap;
    this.width = Math.max(width, this.x(this.columnCount));
    this.#stack(arranged.bands);
  }

  /** As wide as the longest label of a row, as far as there is room for it. */
  #fittingSide(bands, width) {
    let longest = 0;
    for (const { kind, values } of bands) {
      if (kind === "row") for (const value of values) longest = Math.max(longest, value.length);
    }
    return Math.round(Math.max(116, Math.min(longest * 7.6 + 26, width * 0.15, 220)));
  }

  /** The width of a cell where nobody chose one: all columns where they fit, and wide enough to see something. */
  #fittingWidth(available, count) {
    const [least, most] = this.isNarrow ? [132, 360] : [160, 420];
    if (this.hasHeads) {
      const fitting = (available - this.gap) / this.columnCount - this.gap;
      return fitting < 110 ? least : Math.min(most, fitting);
    }
    const wanted = this.isNarrow ? 170 : count > 40 ? 240 : 320;
    const perLine = Math.max(1, Math.min(count, Math.round(available / wanted)));
    // Lines of equal length, where there are few.
    const lines = Math.ceil(count / perLine);
    return Math.min(most, available / Math.max(1, Math.ceil(count / Math.max(1, lines))) - this.gap);
  }

  #stack(bands) {
    let y = this.gap;
    this.bands = bands.map((band, index) => {
      const labelHeight = band.kind === "row" && this.hasRowLabels && this.isNarrow ? 30 : 0;
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
    this.height = y + this.gap;
    for (const { band, index } of this.bands) {
      band.places?.forEach((place, column) => place.forEach((cell, number) => this.#places.set(cell.id,
        { band: index, column, number })));
    }
  }

  // ---- Where ----

  x(column) { return this.gap + this.sideWidth + column * (this.placeWidth + this.gap); }

  /** The band at a height, by bisection. */
  bandAt(y) {
    let low = 0;
    let high = this.bands.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.bands[middle].y <= y) low = middle; else high = middle - 1;
    }
    return low;
  }

  placeOf(id) { return this.#places.get(id); }

  /** A place's left and top side, the top from that of its band. */
  corner({ band, column, number }) {
    return {
      left: this.x(column) + number % this.perLine * (this.cellWidth + this.gap),
      top: this.bands[band].labelHeight + Math.floor(number / this.perLine) * (this.cellHeight + this.gap),
    };
  }

  /** Where a cell is in the whole grid; nothing for one that is not in it. */
  box(id) {
    const place = this.placeOf(id);
    if (!place) return undefined;
    const { left, top } = this.corner(place);
    const y = this.bands[place.band].y + top;
    return { left, top: y, right: left + this.cellWidth, bottom: y + this.cellHeight };
  }

  // ---- What is beside what ----

  /** The cells, place by place. */
  get ordered() {
    return this.bands.flatMap(({ band }) => (band.places ?? []).flat());
  }

  /** The next cell in the order of reading, or the one before it. */
  beside(id, direction) {
    const at = this.placeOf(id);
    if (this.perLine > 1 || this.columnCount === 1) {
      const place = this.bands[at.band].band.places[at.column];
      return place[at.number + direction] ?? this.#endOf(at.band, direction);
    }
    const { places } = this.bands[at.band].band;
    const last = Math.max(...places.map((place) => place.length)) - 1;
    let { column } = at;
    for (let number = at.number; number >= 0 && number <= last; number += direction) {
      for (column += direction; column >= 0 && column < this.columnCount; column += direction) {
        if (places[column][number]) return places[column][number];
      }
      column = direction > 0 ? -1 : this.columnCount;
    }
    return this.#endOf(at.band, direction);
  }

  /** The first cell of the next band that has one, or the last of an earlier one. */
  #endOf(band, direction) {
    for (let index = band + direction; this.bands[index]; index += direction) {
      const { places } = this.bands[index].band;
      const cells = places?.flat() ?? [];
      if (!cells.length) continue;
      if (direction > 0) return places.find((place) => place.length)[0];
      const lines = Math.max(...places.map((place) => place.length));
      return places.findLast((place) => this.perLine > 1 ? place.length : place.length === lines).at(-1);
    }
    return undefined;
  }

  /** The cell below, or above: over empty places to the next one that is not. */
  below(id, direction) {
    const at = this.placeOf(id);
    const place = this.bands[at.band].band.places[at.column];
    const line = Math.floor(at.number / this.perLine);
    const lastLine = Math.floor((place.length - 1) / this.perLine);
    if (line + direction >= 0 && line + direction <= lastLine) {
      return place[Math.min(place.length - 1, at.number + direction * this.perLine)];
    }
    for (let index = at.band + direction; this.bands[index]; index += direction) {
      const next = this.bands[index].band.places?.[at.column];
      if (!next?.length) continue;
      const start = direction > 0 ? 0 : Math.floor((next.length - 1) / this.perLine) * this.perLine;
      return next[Math.min(next.length - 1, start + at.number % this.perLine)];
    }
    return undefined;
  }
}
