"use strict";

// Elements, and texts as people read them. Everything that comes from a run is put on the page as text: there is no
// place in these files that parses HTML.

/** Builds an element. Functions among the properties are listeners (`onclick`), `true` and `false` are bare attributes,
 * and children are elements or texts. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Text of unknown direction, which turns nothing else around. */
function isolated(text, properties = {}) {
  return make("bdi", properties, balanced(String(text)));
}

/** A text that closes the directional isolates it opens, and no others: a browser puts a `bdi` between two such marks,
 * and one of the text would be taken for its end. */
function balanced(text) {
  if (!/[\u2066-\u2069]/.test(text)) return text;
  let open = 0;
  const kept = text.replace(/[\u2066-\u2069\n]/g, (mark) => {
    if (mark === "\n") open = 0;
    else if (mark !== "\u2069") open += 1;
    else if (open > 0) open -= 1;
    else return "";
    return mark;
  });
  return kept + "\u2069".repeat(open);
}

/** Paths on a field of 24 by 24. */
const iconPaths = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z",
  start: "M5 5h2.5v14H5zM19 5v14L8.5 12z",
  back: "M16.5 5v14L6 12z",
  forth: "M7.5 5v14L18 12z",
  loop: "M7 7h9.5l-2-2 1.4-1.4L20.3 8l-4.4 4.4L14.5 11l2-2H9v3H7zM17 17H7.5l2 2-1.4 1.4L3.7 16l4.4-4.4L9.5 13l-2 2H15v-3h2z",
  sound: "M4 9v6h4l5 4.5v-15L8 9zM15.5 8.5a5 5 0 0 1 0 7M17.8 6a8.5 8.5 0 0 1 0 12",
  silent: "M4 9v6h4l5 4.5v-15L8 9zM16 9.5l5 5M21 9.5l-5 5",
  star: "M12 2.8l2.8 6 6.5.8-4.8 4.5 1.3 6.5-5.8-3.3-5.8 3.3 1.3-6.5L2.7 9.6l6.5-.8z",
  pick: "M4.5 12.5l5 5 10-11",
  reject: "M6 6l12 12M18 6L6 18",
  compare: "M4 5h7v14H4zM13 5h7v14h-7z",
  chart: "M5 20V11M12 20V4M19 20v-6",
  filter: "M3.5 5h17l-6.5 8v6l-4-2v-4z",
  help: "M9 9.2a3 3 0 1 1 4.2 2.8c-.9.4-1.2 1-1.2 2M12 17.3v.2",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  swap: "M7 4L3 8l4 4M3 8h13M17 12l4 4-4 4M21 16H8",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  wave: "M4 10v4M8 6v12M12 9v6M16 4v16M20 10v4",
  theme: "M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z",
  left: "M14 6l-6 6 6 6",
  right: "M10 6l6 6-6 6",
  arrange: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
};

function icon(name, properties = {}) {
  const namespace = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(namespace, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", `icon ${name} ${properties.class ?? ""}`.trim());
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", iconPaths[name]);
  drawing.append(path);
  return drawing;
}

/** A button with an icon, and its meaning for people who do not see it. */
function iconButton(name, label, key, action, properties = {}) {
  const hint = key ? `${label} (${key})` : label;
  return make("button", { type: "button", class: "tool", "aria-label": label, "data-hint": hint,
    "aria-keyshortcuts": key, ...properties, onclick: action }, icon(name));
}

const states = {
  succeeded: "succeeded", cached: "from an earlier run", failed: "failed", skipped: "skipped",
  timed_out: "timed out", cancelled: "not sent", interrupted: "interrupted", unsaved: "not fetched",
  unknown: "outcome unknown", running: "running", planned: "not sent yet",
};
const stateText = (state) => states[state] ?? String(state).replaceAll("_", " ");

const charges = {
  not_charged: "not charged", reserved: "reserved, not settled", charged: "charged", refunded: "refunded",
  unknown: "unknown",
};

function creditsText(credits) {
  return `${numberText(credits)} ${credits === 1 ? "credit" : "credits"}`;
}

/** At most two decimals: means and shares are no exact amounts. */
function numberText(number) {
  return String(Math.round(number * 100) / 100);
}

function durationText(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

function clockText(seconds) {
  const whole = Math.max(0, seconds);
  return `${Math.floor(whole / 60)}:${(whole % 60).toFixed(2).padStart(5, "0")}`;
}

function sizeText(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function timeText(seconds) {
  return new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

/** A link's target, or nothing where it is neither relative nor http. */
function safeReference(reference) {
  if (typeof reference !== "string") return undefined;
  if (/^https?:\/\//i.test(reference)) return reference;
  // A scheme ends at a colon before the first slash; two slashes name a host.
  if (/^[^/?#]*:/.test(reference) || /^[/\\]/.test(reference)) return undefined;
  return reference;
}

// ---- JSON without a loss: numbers stay as they were written ----

const jsonToken = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The text of a JSON document, indented. */
function indentedJSON(text) {
  const tokens = text.match(jsonToken) ?? [];
  let result = "";
  let depth = 0;
  tokens.forEach((token, index) => {
    const isEmpty = (token === "{" && tokens[index + 1] === "}") || (token === "[" && tokens[index + 1] === "]");
    const closesEmpty = (token === "}" && tokens[index - 1] === "{") || (token === "]" && tokens[index - 1] === "[");
    if ((token === "}" || token === "]") && !closesEmpty) result += "\n" + "  ".repeat(--depth);
    result += token;
    if ((token === "{" || token === "[") && !isEmpty) result += "\n" + "  ".repeat(++depth);
    else if (token === ",") result += "\n" + "  ".repeat(depth);
    else if (token === ":") result += " ";
  });
  return result;
}

/** The leaves of a JSON document as pairs of a path, such as `params.duration`, and a text. */
function jsonLeaves(text) {
  const tokens = text.match(jsonToken) ?? [];
  const leaves = [];
  let at = 0;
  const unquoted = (token) => {
    try { return token.startsWith('"') ? JSON.parse(token) : token; } catch { return token; }
  };
  const read = (path) => {
    const token = tokens[at++];
    if (token === "{") {
      while (at < tokens.length && tokens[at] !== "}") {
        const key = unquoted(tokens[at]);
        at += 2;
        read(path ? `${path}.${key}` : key);
        if (tokens[at] === ",") at += 1;
      }
      at += 1;
    } else if (token === "[") {
      let index = 1;
      while (at < tokens.length && tokens[at] !== "]") {
        read(`${path}[${index++}]`);
        if (tokens[at] === ",") at += 1;
      }
      at += 1;
    } else if (token !== undefined) {
      leaves.push([path, unquoted(token)]);
    }
  };
  read("");
  return leaves;
}

// ---- Differences ----

const wordsOf = (text) => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

/** For each word of two texts whether it belongs to a longest common part. */
function commonWords(first, second) {
  const a = first.map((word) => (/^\s+$/.test(word) ? " " : word));
  const b = second.map((word) => (/^\s+$/.test(word) ? " " : word));
  const inFirst = new Array(a.length).fill(false);
  const inSecond = new Array(b.length).fill(false);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    inFirst[start] = inSecond[start] = true;
    start += 1;
  }
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) {
    end += 1;
    inFirst[a.length - end] = inSecond[b.length - end] = true;
  }
  const rows = a.length - start - end;
  const columns = b.length - start - end;
  // Beyond this, finding the longest would stop the page; two such texts have little in common anyway.
  if (rows === 0 || columns === 0 || rows * columns > 8_000_000) return [inFirst, inSecond];
  const width = columns + 1;
  const lengths = new Uint16Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      lengths[row * width + column] = a[start + row] === b[start + column]
        ? lengths[(row + 1) * width + column + 1] + 1
        : Math.max(lengths[(row + 1) * width + column], lengths[row * width + column + 1]);
    }
  }
  for (let row = 0, column = 0; row < rows && column < columns;) {
    if (a[start + row] === b[start + column]) {
      inFirst[start + row++] = inSecond[start + column++] = true;
    } else if (lengths[(row + 1) * width + column] >= lengths[row * width + column + 1]) row += 1;
    else column += 1;
  }
  return [inFirst, inSecond];
}

/** The texts as elements, with the words marked in which they differ: in the first what any other lacks, in the others
 * what the first lacks. */
function markedDifferences(texts) {
  const words = texts.map(wordsOf);
  const shared = words[0].map(() => true);
  const marks = words.map(() => null);
  for (let index = 1; index < words.length; index += 1) {
    const [inFirst, inOther] = commonWords(words[0], words[index]);
    inFirst.forEach((isCommon, word) => { if (!isCommon) shared[word] = false; });
    marks[index] = inOther;
  }
  marks[0] = shared;
  return words.map((list, index) => marked(list, marks[index]));
}

function marked(words, isCommon) {
  const line = make("bdi", { class: "diff" });
  for (let at = 0; at < words.length;) {
    let end = at + 1;
    while (end < words.length && isCommon[end] === isCommon[at]) end += 1;
    const text = words.slice(at, end).join("");
    line.append(isCommon[at] ? text : make("mark", {}, text));
    at = end;
  }
  return line;
}

// ---- Copying ----

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without the permission there is the old way, which takes a selected field.
    const field = make("textarea", { class: "announcer", "aria-hidden": "true" });
    field.value = text;
    (document.querySelector("dialog[open]") ?? document.body).append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  announce("copied");
}

function copyButton(what, text) {
  return iconButton("copy", `Copy ${what}`, undefined, () => copyText(text), { class: "tool small" });
}

/** Says something to people who listen, and shows it to those who look: in a dialog where one is open, because what is
 * behind it is out of reach. */
function announce(text) {
  const place = announce.place ??= document.getElementById("announcer");
  const stage = document.querySelector("dialog[open]") ?? document.body;
  if (place.parentElement !== stage) {
    stage.append(place);
    stage.addEventListener("close", () => document.body.append(place), { once: true });
  }
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => place.classList.remove("shown"), 2500);
}
