// Helpers that the tests put into the page they look at.
window.look = {
  /** The grid as people read it: a list of rows, each with its label and its cells' numbers by column. */
  grid() {
    const heads = [...document.querySelectorAll(".head")].map((head) => head.querySelector(".value").textContent);
    const bands = [...document.querySelectorAll(".band")].sort((a,
      b) => parseFloat(a.style.top) - parseFloat(b.style.top));
    return { heads, rows: bands.map((band) => band.classList.contains("group")
      ? { group: [...band.querySelectorAll("bdi")].map((text) => text.textContent).join(" ") }
      : { label: [...band.querySelectorAll(".row-label .value")].map((text) => text.textContent).join(" "),
        cells: [...band.querySelectorAll(".cell")].sort((a, b) => parseFloat(a.style.left) - parseFloat(b.style.left))
          .map((cell) => Number(cell.querySelector(".number").textContent)) }) };
  },

  cell(index) {
    return [...document.querySelectorAll(".cell")].find((cell) => cell.view.cell.index === index);
  },

  videos(root = document) {
    return [...root.querySelectorAll("video")].map((video) => ({ time: video.currentTime, paused: video.paused,
      rate: video.playbackRate, seeking: video.seeking, ready: video.readyState, muted: video.muted }));
  },

  /** The largest distance between two players' times. */
  spread(root = document) {
    const times = [...root.querySelectorAll("video")].map((video) => video.currentTime);
    return times.length > 1 ? Math.max(...times) - Math.min(...times) : undefined;
  },

  isLoaded(root = document) {
    const videos = [...root.querySelectorAll("video")];
    return videos.length > 0 && videos.every((video) => video.readyState >= 3 && !video.seeking);
  },

  /** Controls without a name, and other things that leave people out. */
  complaints() {
    const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });
    const complaints = [];
    for (const control of document.querySelectorAll("button, input, select, textarea, a[href], [role=gridcell], dialog, [role=dialog], [role=region], [role=group], [role=toolbar]")) {
      if (!isVisible(control)) continue;
      const name = control.getAttribute("aria-label") || control.labels?.[0]?.textContent || control.textContent
        || document.getElementById(control.getAttribute("aria-labelledby"))?.textContent;
      if (!name?.trim()) complaints.push(`no name: ${control.outerHTML.slice(0, 120)}`);
    }
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) complaints.push(`two elements #${id}`);
    for (const element of document.querySelectorAll("[tabindex]")) if (element.tabIndex > 0) complaints.push(`tabindex ${element.tabIndex}`);
    for (const cell of document.querySelectorAll("[role=gridcell], [role=rowheader], [role=columnheader]")) {
      if (!cell.closest("[role=row]")) complaints.push("a cell outside of a row");
    }
    for (const row of document.querySelectorAll("[role=row]")) if (!row.closest("[role=grid]")) complaints.push("a row outside of a grid");
    for (const picture of document.querySelectorAll("img")) if (!picture.hasAttribute("alt")) complaints.push("a picture without a text");
    for (const clock of document.querySelectorAll(".time")) {
      if (clock.closest("output, [aria-live], [role=status]")) complaints.push("a clock that is read aloud");
    }
    if (document.documentElement.lang === "") complaints.push("no language");
    if (document.querySelectorAll("h1").length !== 1) complaints.push("not one h1");
    return complaints;
  },

  /** Texts whose colour is too near to what is behind them (WCAG 2.2, 1.4.3). */
  contrasts() {
    const parse = (text) => {
      const numbers = text.match(/[\d.]+/g).map(Number);
      const scale = text.startsWith("color(") ? 255 : 1;
      return [numbers[0] * scale, numbers[1] * scale, numbers[2] * scale, numbers[3] ?? 1];
    };
    const over = (top, below) => [0, 1, 2].map((index) => top[index] * top[3] + below[index] * (1 - top[3])).concat(1);
    const light = (color) => {
      const [r, g, b] = color.slice(0, 3).map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
      const layers = [];
      for (let at = element; at; at = at.parentElement) {
        const color = parse(getComputedStyle(at).backgroundColor);
        if (color[3] > 0) layers.push(color);
        if (color[3] === 1) break;
      }
      return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
    };
    const found = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      const element = walker.currentNode.parentElement;
      if (!text || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (element.closest(":disabled, script, noscript, option, .announcer:not(.shown), .skip")) continue;
      const style = getComputedStyle(element);
      let opacity = 1;
      for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
      const ground = behind(element);
      const ink = parse(style.color);
      const shown = over([...ink.slice(0, 3), ink[3] * opacity], ground);
      const [a, b] = [light(shown), light(ground)].sort((first, second) => second - first);
      const ratio = (a + 0.05) / (b + 0.05);
      const size = parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5)) found.set(`${element.className || element.tagName} ${text.slice(0, 30)}`,
        Math.round(ratio * 100) / 100);
    }
    return [...found];
  },
};
