"use strict";

// One clock for all players in view. It runs by itself; players follow it, each at its own pace: a little faster or
// slower where they are off by less than a quarter of a second, and by a jump where they are off by more.

class Clock extends EventTarget {
  #players = new Map();
  #position = 0;
  #since = 0;
  #frame = 0;
  #checked = 0;
  isPlaying = false;
  isLooping = true;
  isAudible = false;
  rate = 1;
  /** The player that is heard where sound is on. */
  #solo = undefined;

  get position() {
    const position = this.isPlaying ? this.#position + (performance.now() - this.#since) / 1000 * this.rate
      : this.#position;
    return this.isLooping ? position : Math.min(position, this.period);
  }

  /** The length of the longest player; shorter ones wait for it at their end. */
  get period() {
    let longest = 0;
    for (const player of this.#players.keys()) if (Number.isFinite(player.duration)) longest = Math.max(longest,
      player.duration);
    return longest;
  }

  /** Seconds of the shortest frame seen, or a film's. */
  get frame() {
    let shortest = Infinity;
    for (const facts of this.#players.values()) shortest = Math.min(shortest, facts.frame);
    return Number.isFinite(shortest) ? shortest : 1 / 24;
  }

  get count() { return this.#players.size; }

  add(player) {
    if (this.#players.has(player)) return;
    const facts = { frame: Infinity, seen: 0, jumped: 0 };
    this.#players.set(player, facts);
    player.muted = true;
    this.#follow(player, facts);
    // What was loading has waited for the clock.
    player.addEventListener("loadedmetadata", () => this.#align(player, true));
    this.#run();
    this.#tell();
  }

  remove(player) {
    if (!this.#players.delete(player)) return;
    player.pause();
    if (this.#solo === player) this.#solo = undefined;
    this.#tell();
  }

  play() {
    if (this.isPlaying) return;
    if (!this.isLooping && this.#position >= this.period - 0.01) this.#position = 0;
    this.isPlaying = true;
    this.#since = performance.now();
    this.#run();
    this.#tell();
  }

  pause() {
    if (!this.isPlaying) return;
    this.#position = this.position;
    this.isPlaying = false;
    this.#alignAll(true);
    this.#tell();
  }

  toggle() { this.isPlaying ? this.pause() : this.play(); }

  seek(position) {
    const period = this.period;
    this.#position = Math.max(0, period ? Math.min(position, period - 0.001) : position);
    this.#since = performance.now();
    this.#alignAll(true);
    this.#tell();
  }

  /** To the middle of the next or previous frame, where no rounding shows another one. */
  step(count) {
    this.pause();
    const frame = this.frame;
    const index = Math.floor(this.#position / frame + 1e-6) + count;
    this.seek(Math.max(0, (index + 0.5) * frame));
  }

  setRate(rate) {
    this.#position = this.position;
    this.#since = performance.now();
    this.rate = rate;
    this.#alignAll(false);
    this.#tell();
  }

  setAudible(isAudible) {
    this.isAudible = isAudible;
    this.solo(this.#solo);
    this.#tell();
  }

  /** Lets one player be heard, where sound is on. */
  solo(player) {
    this.#solo = player;
    for (const other of this.#players.keys()) other.muted = !(this.isAudible && other === player);
  }

  #run() {
    if (this.#frame || !this.#players.size) return;
    const turn = (now) => {
      this.#frame = 0;
      if (!this.#players.size) return;
      const period = this.period;
      if (this.isPlaying && period && this.position >= period) {
        if (this.isLooping) this.seek(this.position % period);
        else this.pause();
      }
      if (now - this.#checked > 60) {
        this.#checked = now;
        this.#alignAll(false);
      }
      this.dispatchEvent(new Event("turn"));
      if (this.isPlaying) this.#frame = requestAnimationFrame(turn);
    };
    this.#frame = requestAnimationFrame(turn);
  }

  #alignAll(isExact) {
    for (const player of this.#players.keys()) this.#align(player, isExact);
  }

  /** @param isExact a jump even for the smallest distance. */
  #align(player, isExact) {
    const facts = this.#players.get(player);
    if (!facts || player.readyState < HTMLMediaElement.HAVE_METADATA) return;
    const position = this.position;
    const target = Math.min(position, Math.max(0, player.duration - 0.001));
    const drift = player.currentTime - target;
    if (!this.isPlaying || position >= player.duration) {
      if (!player.paused) player.pause();
      if (Math.abs(drift) > 0.002 && (isExact || !player.seeking)) player.currentTime = target;
      return;
    }
    const now = performance.now();
    if ((isExact && Math.abs(drift) > 0.002) || (Math.abs(drift) > 0.25 && !player.seeking
      && now - facts.jumped > 400)) {
      facts.jumped = now;
      player.currentTime = target;
    }
    if (player.paused) player.play().catch(() => {});
    if (player.seeking) return;
    const limit = player.muted ? 0.3 : 0.06;
    const correction = Math.abs(drift) < 0.01 ? 0 : Math.max(-limit, Math.min(limit, -drift * 3));
    // Browsers play no slower than this; and a change costs more than a small error.
    const rate = Math.max(0.0625, this.rate * (1 + correction));
    if (Math.abs(player.playbackRate / rate - 1) > 0.015 || correction === 0
      && player.playbackRate !== rate) player.playbackRate = rate;
  }

  /** Learns how long a player's frames are. */
  #follow(player, facts) {
    if (!player.requestVideoFrameCallback) return;
    let last;
    const look = (_, frame) => {
      if (!this.#players.has(player) || facts.seen > 60) return;
      if (last && frame.presentedFrames === last.presentedFrames + 1) {
        const length = frame.mediaTime - last.mediaTime;
        if (length > 0.004 && length < 0.5) facts.frame = Math.min(facts.frame, length);
        facts.seen += 1;
      }
      last = frame;
      player.requestVideoFrameCallback(look);
    };
    player.requestVideoFrameCallback(look);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** The bar with which people drive the clock. */
class Transport {
  constructor(place, clock) {
    this.place = place;
    this.clock = clock;
    this.home = place.parentElement;
    this.next = place.nextSibling;
    this.playButton = iconButton("play", "Play", "Space", () => clock.toggle(), { class: "tool play",
      "data-hint": "Play, pause (Space)" });
    this.slider = make("input", { type: "range", min: 0, max: 1, step: 0.001, value: 0, class: "seek",
      "aria-label": "Position", oninput: () => clock.seek(Number(this.slider.value)) });
    this.time = make("span");
    this.length = make("span", { class: "length" });
    // No `output`: that would be read aloud all the time.
    const times = make("span", { class: "time", role: "timer", "aria-label": "Time" }, this.time, this.length);
    this.loop = iconButton("loop", "Loop", "O", () => this.toggleLoop(), { "aria-pressed": "true" });
    this.sound = iconButton("silent", "Sound of the cell under the pointer", "M", () => this.toggleSound(),
      { "aria-pressed": "false" });
    this.speed = make("select", { "aria-label": "Speed", onchange: () => clock.setRate(Number(this.speed.value)) },
      ...Transport.speeds.map((rate) => make("option", { value: rate }, `${rate}×`)));
    this.speed.value = "1";
    place.append(
      iconButton("start", "To the start", "Home", () => clock.seek(0)),
      iconButton("back", "One frame back", ",", () => clock.step(-1)),
      this.playButton,
      iconButton("forth", "One frame on", ".", () => clock.step(1)),
      this.slider, times, this.loop, this.speed, this.sound);
    let shown = 0;
    clock.addEventListener("turn", () => {
      // Often enough for eyes, and no more: it costs a layout.
      if (performance.now() - shown < 60) return;
      shown = performance.now();
      this.#showPosition();
    });
    clock.addEventListener("change", () => this.#show());
    this.#show();
  }

  static speeds = [0.1, 0.25, 0.5, 1, 1.5, 2];

  toggleLoop() {
    this.clock.isLooping = !this.clock.isLooping;
    if (this.clock.isLooping && this.clock.isPlaying) this.clock.seek(this.clock.position);
    this.#show();
  }

  toggleSound() { this.clock.setAudible(!this.clock.isAudible); }

  changeSpeed(steps) {
    const index = Transport.speeds.indexOf(this.clock.rate) + steps;
    const rate = Transport.speeds[Math.max(0, Math.min(Transport.speeds.length - 1, index))];
    this.clock.setRate(rate);
    announce(`${rate}×`);
  }

  /** The bar belongs to whatever is open. */
  moveTo(parent) {
    if (parent) parent.append(this.place);
    else this.home.insertBefore(this.place, this.next);
  }

  #showPosition() {
    const { position, period } = this.clock;
    if (this.slider.max !== String(period || 1)) this.slider.max = String(period || 1);
    this.slider.value = String(position);
    const text = clockText(Math.min(position, period || position));
    if (this.time.textContent !== text) this.time.textContent = text;
    const length = ` / ${clockText(period)}`;
    if (this.length.textContent !== length) this.length.textContent = length;
    this.slider.setAttribute("aria-valuetext", text);
  }

  #show() {
    const { isPlaying, isLooping, isAudible, rate } = this.clock;
    this.playButton.replaceChildren(icon(isPlaying ? "pause" : "play"));
    this.playButton.setAttribute("aria-label", isPlaying ? "Pause" : "Play");
    this.loop.setAttribute("aria-pressed", String(isLooping));
    this.sound.setAttribute("aria-pressed", String(isAudible));
    this.sound.replaceChildren(icon(isAudible ? "sound" : "silent"));
    this.speed.value = String(rate);
    this.#showPosition();
  }
}
