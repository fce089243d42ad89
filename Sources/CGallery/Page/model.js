"use strict";

// Cells, their axes, and how axes become rows and columns. No element is touched here.

const missingValue = "–";

/** What is never an axis of a script, and can still be laid out. */
const ownAxes = ["run", "model"];

class Model {
  constructor(data) {
    this.written = data.written ?? 0;
    this.media = data.media;
    this.runs = data.runs ?? [];
    this.isLive = this.runs.some((run) => run.live);
    this.cells = [];
    for (const run of this.runs) for (const cell of run.cells) this.cells.push(this.#prepared(cell, run));
    this.byID = new Map(this.cells.map((cell) => [cell.id, cell]));
    this.axes = this.#axes();
    this.tags = [...new Set(this.cells.flatMap((cell) => cell.tags ?? []))];
    this.models = [...new Set(this.cells.map((cell) => cell.model))];
    /** Whether cells have something to be called by but their prompts. */
    this.hasNames = this.models.length > 1 || this.cells.some((cell) => cell.name);
  }

  #prepared(cell, run) {
    cell.run = run;
    cell.id = `${run.id}#${cell.index}`;
    // What judgments are kept under: a cell that is asked for anew has another result, which nobody has judged.
    cell.key = judgmentKey(cell.cell ?? cell.id, cell.files?.[0]?.sha256);
    cell.values = new Map();
    for (const [name, value] of cell.axes ?? []) {
      cell.values.set(name, typeof value === "string" ? value : JSON.stringify(value));
    }
    cell.parameters = parametersOf(cell);
    return cell;
  }

  #axes() {
    const axes = new Map();
    for (const cell of this.cells) {
      for (const name of cell.values.keys()) if (!axes.has(name)) axes.set(name, { name, values: new Map() });
    }
    const own = { run: this.runs.length > 1, model: new Set(this.cells.map((cell) => cell.model)).size > 1 };
    for (const name of ownAxes) {
      if (!own[name] || axes.has(name)) continue;
      axes.set(name, { name, values: new Map(), isOwn: true });
      for (const cell of this.cells) cell.values.set(name, name === "run" ? cell.run.id : cell.model);
    }
    for (const axis of axes.values()) {
      for (const cell of this.cells) {
        const value = cell.values.get(axis.name) ?? missingValue;
        axis.values.set(value, (axis.values.get(value) ?? 0) + 1);
      }
    }
    return [...axes.values()];
  }

  axis(name) {
    return this.axes.find((axis) => axis.name === name);
  }

  /** The last axis across, the one before it down, and all further ones as super-rows. */
  defaultArrangement() {
    const names = this.axes.filter((axis) => !axis.isOwn).map((axis) => axis.name);
    const groups = names.slice(0, -2);
    // A model or run that no axis tells is worth a band of its own.
    for (const own of this.axes.filter((axis) => axis.isOwn)) {
      if (!names.some((name) => this.#tells(name, own.name))) groups.unshift(own.name);
    }
    const columns = names.slice(-1);
    if (columns.length === 0 && groups.length > 0) columns.push(groups.pop());
    return { columns, rows: names.slice(-2, -1), groups };
  }

  /** Whether each value of an axis goes with one value of the other. */
  #tells(name, other) {
    const seen = new Map();
    for (const cell of this.cells) {
      const value = valueOf(cell, name);
      if (seen.has(value) && seen.get(value) !== valueOf(cell, other)) return false;
      seen.set(value, valueOf(cell, other));
    }
    return true;
  }

  /** A stored arrangement without what is no axis of these runs. */
  fitting(arrangement) {
    const known = new Set(this.axes.map((axis) => axis.name));
    const seen = new Set();
    const fit = (names) => (Array.isArray(names) ? names : []).filter((name) => {
      const isNew = known.has(name) && !seen.has(name);
      seen.add(name);
      return isNew;
    });
    return { columns: fit(arrangement.columns), rows: fit(arrangement.rows), groups: fit(arrangement.groups) };
  }
}

const valueOf = (cell, axis) => cell.values.get(axis) ?? missingValue;

/** The request's parameters and what else it says, as pairs of a name and a text. */
function parametersOf(cell) {
  let leaves;
  return () => {
    leaves ??= cell.request
      ? jsonLeaves(cell.request).filter(([path]) => path !== "model" && path !== "prompt")
        .map(([path, text]) => [path.replace(/^params\./, ""), text])
      : [];
    return leaves;
  };
}

/** The width of a cell's picture by its height, as far as the request says. */
function askedAspect(cell) {
  for (const [name, text] of cell.parameters()) {
    const match = /^(\d+(?:\.\d+)?)[:x](\d+(?:\.\d+)?)$/.exec(text);
    if (match && /ratio|size|resolution|dimensions/.test(name)) return Number(match[1]) / Number(match[2]);
  }
  return undefined;
}

/** Puts cells into places.
 *
 * @returns columns, each with its values, and a list of bands: a group with its depth, or a row with its values and for
 * each column the cells of that place. */
function arranged(cells, arrangement, orders, compareCells) {
  const tuple = (cell, names) => names.map((name) => orders.get(name).get(valueOf(cell, name)) ?? Infinity);
  const byKey = (lists) => [...lists.entries()].sort(([, a], [, b]) => compareTuples(a.at,
    b.at)).map(([, list]) => list);
  const columnLists = new Map();
  const rowLists = new Map();
  const vertical = [...arrangement.groups, ...arrangement.rows];
  for (const cell of cells) {
    const column = tuple(cell, arrangement.columns);
    const row = tuple(cell, vertical);
    const columnKey = column.join();
    const rowKey = row.join();
    if (!columnLists.has(columnKey)) {
      columnLists.set(columnKey, { at: column, values: arrangement.columns.map((name) => valueOf(cell, name)) });
    }
    if (!rowLists.has(rowKey)) {
      rowLists.set(rowKey, { at: row, values: vertical.map((name) => valueOf(cell, name)), places: new Map(),
        count: 0 });
    }
    const places = rowLists.get(rowKey).places;
    if (!places.has(columnKey)) places.set(columnKey, []);
    places.get(columnKey).push(cell);
  }
  const columns = byKey(columnLists);
  const bands = [];
  let open = [];
  for (const row of byKey(rowLists)) {
    const groups = row.values.slice(0, arrangement.groups.length);
    let depth = 0;
    while (depth < groups.length && open[depth]?.value === groups[depth]) depth += 1;
    open = open.slice(0, depth);
    for (; depth < groups.length; depth += 1) {
      const group = { kind: "group", depth, axis: arrangement.groups[depth], value: groups[depth], count: 0 };
      open.push(group);
      bands.push(group);
    }
    const places = columns.map((column) => (row.places.get(column.at.join()) ?? []).sort(compareCells));
    const count = places.reduce((sum, place) => sum + place.length, 0);
    for (const group of open) group.count += count;
    bands.push({ kind: "row", values: row.values.slice(arrangement.groups.length), places });
  }
  return { columns, bands, columnAxes: arrangement.columns, rowAxes: arrangement.rows };
}

function compareTuples(a, b) {
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return a[index] - b[index];
  return 0;
}

const naturally = new Intl.Collator(undefined, { numeric: true }).compare;
const ending = { succeeded: 0, cached: 0, running: 1, planned: 2 };

/** Ways to order cells that share a place. */
const cellOrders = {
  script: { label: "as in the script", by: () => 0 },
  rating: { label: "best rated first", by: (cell, judged) => -score(judged(cell)) },
  credits: { label: "cheapest first", by: (cell) => cell.credits ?? Infinity },
  seconds: { label: "fastest first", by: (cell) => cell.seconds ?? Infinity },
  state: { label: "by status", by: (cell) => ending[cell.state] ?? 3 },
};

/** Picks before everything, rejects after it. */
function score(judgment) {
  const verdict = judgment.pick === "pick" ? 10 : judgment.pick === "reject" ? -10 : 0;
  return verdict + (judgment.stars ?? 0);
}

function cellComparison(name, judged) {
  const by = (cellOrders[name] ?? cellOrders.script).by;
  return (a, b) => {
    const [first, second] = [by(a, judged), by(b, judged)];
    if (first !== second) return first < second ? -1 : 1;
    return a.run === b.run ? a.index - b.index : a.run.id < b.run.id ? -1 : 1;
  };
}

/** Ways to order the values of an axis. */
const valueOrders = {
  script: "as in the script",
  ascending: "A to Z, 1 to 9",
  descending: "Z to A, 9 to 1",
  rating: "best rated first",
};

/** The visible values of an axis, each with its place. */
function orderedValues(axis, order, cells, judged) {
  const values = [...axis.values.keys()];
  if (order === "ascending") values.sort(naturally);
  if (order === "descending") values.sort((a, b) => naturally(b, a));
  if (order === "rating") {
    const means = new Map(values.map((value) => {
      const stars = cells.filter((cell) => valueOf(cell, axis.name) === value)
        .map((cell) => judged(cell).stars).filter((number) => number);
      return [value, stars.length ? stars.reduce((sum, number) => sum + number, 0) / stars.length : 0];
    }));
    values.sort((a, b) => means.get(b) - means.get(a));
  }
  return new Map(values.map((value, index) => [value, index]));
}

/** Which cells are shown. */
class Filter {
  text = "";
  models = new Set();
  states = new Set();
  /** "", "1" to "5" for at least so many stars, "unrated", "pick", "reject" or "kept". */
  rating = "";
  tag = "";
  leastCredits = undefined;
  mostCredits = undefined;
  /** Axis names and the values that are not shown. */
  hidden = new Map();

  get isActive() {
    return this.count > 0;
  }

  get count() {
    return [this.text.trim(), this.models.size, this.states.size, this.rating, this.tag,
      this.leastCredits !== undefined || this.mostCredits !== undefined,
      [...this.hidden.values()].some((values) => values.size)].filter(Boolean).length;
  }

  accepts(cell, judgment) {
    if (this.models.size && !this.models.has(cell.model)) return false;
    if (this.states.size && !this.states.has(cell.state)) return false;
    for (const [axis, values] of this.hidden) if (values.has(valueOf(cell, axis))) return false;
    if (this.leastCredits !== undefined && !(cell.credits >= this.leastCredits)) return false;
    if (this.mostCredits !== undefined && !(cell.credits <= this.mostCredits)) return false;
    if (this.tag && !(cell.tags ?? []).includes(this.tag) && !judgment.tags.includes(this.tag)) return false;
    if (!this.#acceptsRating(judgment)) return false;
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return true;
    const text = haystack(cell, judgment);
    return words.every((word) => text.includes(word));
  }

  #acceptsRating(judgment) {
    switch (this.rating) {
      case "": return true;
      case "unrated": return !judgment.stars;
      case "pick": return judgment.pick === "pick";
      case "reject": return judgment.pick === "reject";
      case "kept": return judgment.pick !== "reject";
      default: return (judgment.stars ?? 0) >= Number(this.rating);
    }
  }
}

function haystack(cell, judgment) {
  cell.haystack ??= [String(cell.index), `#${cell.index}`, cell.name, cell.model, cell.prompt, stateText(cell.state),
    cell.failure?.code, cell.failure?.message, cell.task, cell.statement, ...(cell.tags ?? []),
    ...[...cell.values].map(([name, value]) => `${name}=${value}`), ...(cell.files ?? []).map((file) => file.name),
  ].filter(Boolean).join("\n").toLowerCase();
  return judgment.note || judgment.tags.length
    ? `${cell.haystack}\n${judgment.note}\n${judgment.tags.join("\n")}`.toLowerCase() : cell.haystack;
}
