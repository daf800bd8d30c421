// The exam page. Every change is written to localStorage first, then sent; it leaves
// localStorage only when the server has acknowledged it. So a reload, a lost network or a
// closed window loses nothing, and any later exam page sends what is still unsent.

const PREFIX = "baeum.exam.";
const LATE = "baeum.exam-late";
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15000;
const REQUEST_MS = 10000;
const SYNC_MS = 45000;
const TYPING_MS = 400;
const AFTER_DEADLINE_MS = 2200;
const KEPT_MS = 3 * 24 * 3600 * 1000;

const csrf = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

function newClient() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- what is not yet acknowledged -------------------------------------------------------

const unsent = {
  memory: new Map(),
  put(save) {
    const key = `${PREFIX}${save.attempt}.${save.position}`;
    this.memory.set(key, save);
    try { localStorage.setItem(key, JSON.stringify(save)); } catch { /* full or forbidden: memory has it */ }
  },
  drop(save) {
    const key = `${PREFIX}${save.attempt}.${save.position}`;
    const isSame = (other) => other && other.client === save.client && other.sequence === save.sequence;
    if (isSame(this.memory.get(key))) this.memory.delete(key);
    if (isSame(this.stored(key))) localStorage.removeItem(key);
  },
  stored(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  all(attempt) {
    const found = new Map(this.memory);
    for (const key of storedKeys()) {
      const save = this.stored(key);
      const own = found.get(key);
      if (save?.url && (!own || save.sequence > own.sequence)) found.set(key, save);
    }
    return [...found.values()].filter((save) => !attempt || save.attempt === attempt).sort((a, b) => a.madeAt - b.madeAt);
  },
};

function storedKeys() {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(body),
    keepalive: true,
    signal: AbortSignal.timeout(REQUEST_MS),
  });
  return { status: answer.status, data: await answer.json().catch(() => ({})) };
}

// Sends what is unsent, one after another, and tries again for as long as it takes.
class Sender {
  constructor(attempt, on) {
    this.attempt = attempt;
    this.on = on;
    this.wait = FIRST_RETRY_MS;
    this.running = null;
    window.addEventListener("online", () => this.pump());
  }

  pump() {
    clearTimeout(this.timer);
    this.running ??= this.run().finally(() => { this.running = null; });
    return this.running;
  }

  async run() {
    let save;
    while ((save = unsent.all(this.attempt)[0])) {
      this.on.state("saving");
      const verdict = await this.send(save);
      if (verdict !== "done") {
        this.on.state(verdict);
        this.timer = setTimeout(() => this.pump(), this.wait * (0.7 + 0.6 * Math.random()));
        this.wait = Math.min(this.wait * 2, LONGEST_RETRY_MS);
        return;
      }
      this.wait = FIRST_RETRY_MS;
    }
    this.on.state("saved");
  }

  async send(save) {
    const { position, client, sequence, answer, is_flagged } = save;
    let got;
    try { got = await post(save.url, { position, client, sequence, answer, is_flagged }); } catch { return "offline"; }
    if (got.status === 200) { unsent.drop(save); this.on.saved(save, got.data); return "done"; }
    if (got.status === 409) { unsent.drop(save); this.on.closed(save); return "done"; }
    if (got.status === 422) { unsent.drop(save); this.on.refused(save, got.data); return "done"; }
    if (got.status === 404 && Date.now() - save.madeAt > KEPT_MS) { unsent.drop(save); return "done"; }
    return [400, 401, 403, 404].includes(got.status) ? "login" : "offline";
  }
}

// ---- the running attempt ----------------------------------------------------------------

class ExamPage {
  constructor(root, fields) {
    this.root = root;
    this.fields = fields;
    this.text = root.dataset;
    this.id = Number(root.dataset.id);
    this.client = newClient();
    this.questions = new Map([...root.querySelectorAll(".question")].map((form) => [Number(form.dataset.position), form]));
    this.known = new Map([...this.questions].map(([position, form]) => [position, { client: form.dataset.client, sequence: Number(form.dataset.sequence) }]));
    this.sent = {};
    this.typing = new Map();
    this.last = Math.max(0, ...[...this.known.values()].map((save) => save.sequence));
    this.setClock(Number(root.dataset.secondsLeft));
    this.startedAt = performance.now() - Number(root.dataset.elapsedMs);
    this.sender = new Sender(this.id, { state: (name) => this.showState(name), saved: (save, data) => this.acknowledged(save, data), closed: () => { sessionStorage.setItem(LATE, "true"); this.leave(); }, refused: (save, data) => this.refused(save, data.fields?.part) });
  }

  start() {
    this.takeUnsent();
    for (const [position, form] of this.questions) this.listen(position, form);
    this.root.addEventListener("click", (event) => {
      const go = event.target.closest("[data-go]");
      if (go) { event.preventDefault(); this.go(go.dataset.go); }
    });
    document.getElementById("hand-in").addEventListener("click", () => this.handIn());
    document.getElementById("toggle-time").addEventListener("click", () => this.toggleTime());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.sync(); else this.flushTyping(); });
    window.addEventListener("pagehide", () => this.flushTyping());
    document.getElementById("list-details").open = window.matchMedia("(min-width: 60rem)").matches;
    this.showTimeChoice();
    this.go(/^#question-\d+$/.test(location.hash) ? location.hash.slice(10) : "1", false);
    this.tick();
    setInterval(() => this.tick(), 500);
    setInterval(() => this.sync(), SYNC_MS * (0.8 + 0.4 * Math.random()));
    this.sender.pump();
  }

  // Answers that an earlier page of this browser could not send are newer than the server's.
  takeUnsent() {
    for (const save of unsent.all(this.id)) {
      this.last = Math.max(this.last, save.sequence);
      if (save.sequence > (this.known.get(save.position)?.sequence ?? 0)) this.adopt(save.position, save);
    }
  }

  listen(position, form) {
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => this.changed(position));
    form.addEventListener("input", (event) => { if (event.target.matches('[type="text"], [type="number"], textarea')) this.typed(position); });
    form.querySelector(".question__flag").addEventListener("click", () => {
      form.dataset.flagged = form.dataset.flagged === "true" ? "false" : "true";
      this.changed(position);
    });
    form.querySelector(".question__clear").addEventListener("click", () => { this.fields.fill(form, null); this.changed(position); });
  }

  typed(position) {
    clearTimeout(this.typing.get(position));
    this.typing.set(position, setTimeout(() => this.changed(position), TYPING_MS));
  }

  flushTyping() {
    for (const position of [...this.typing.keys()]) this.changed(position);
  }

  changed(position) {
    clearTimeout(this.typing.get(position));
    this.typing.delete(position);
    const form = this.questions.get(position);
    form.dataset.refused = "false";
    form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
    this.problem(form, "");
    this.put(position, this.fields.answerOf(form));
  }

  put(position, answer) {
    const form = this.questions.get(position);
    this.last = Math.max(this.last + 1, Math.round(performance.now() - this.startedAt));
    unsent.put({ attempt: this.id, url: this.text.answersUrl, madeAt: Date.now(), position, client: this.client, sequence: this.last, answer, is_flagged: form.dataset.flagged === "true" });
    this.sent[position] = { client: this.client, sequence: this.last };
    this.mark(position);
    this.sender.pump();
  }

  adopt(position, save) {
    const form = this.questions.get(position);
    if (!form) return;
    this.fields.fill(form, save.answer);
    form.dataset.flagged = String(save.is_flagged);
    this.known.set(position, { client: save.client, sequence: save.sequence });
    this.last = Math.max(this.last, save.sequence);
    this.mark(position);
  }

  acknowledged(save, data) {
    this.setClock(data.seconds_left);
    this.sent[save.position] ??= { client: save.client, sequence: save.sequence };
    this.known.set(save.position, { client: data.current.client, sequence: data.current.sequence });
    this.last = Math.max(this.last, data.current.sequence ?? 0);
    if (!data.is_applied && data.current.client !== this.client && !this.hasUnsent(save.position)) {
      this.adopt(save.position, data.current);
      this.problem(this.questions.get(save.position), this.text.newer);
    }
  }

  // What cannot be read must not leave an earlier answer counting unseen: it is no answer, or,
  // where one `part` is at fault, the answer without that part.
  refused(save, part) {
    const form = this.questions.get(save.position);
    if (this.sent[save.position]?.sequence === save.sequence) delete this.sent[save.position];
    if (!form || this.hasUnsent(save.position) || save.answer === null) return;
    const field = part ? form.querySelector(`[name="answer.${CSS.escape(part)}"]`) : null;
    form.dataset.refused = String(!field);
    field?.setAttribute("aria-invalid", "true");
    const isNumber = form.dataset.type === "numeric" || field?.inputMode === "decimal";
    this.problem(form, isNumber ? this.text.notANumber : this.text.refused);
    const { [part]: _unread, ...rest } = field ? save.answer : {};
    this.put(save.position, field ? rest : null);
  }

  hasUnsent(position) {
    return this.typing.has(position) || unsent.all(this.id).some((save) => save.position === position);
  }

  // Another window or machine may have gone on; the server also corrects the clock.
  async sync() {
    try {
      const answer = await fetch(this.text.answersUrl, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(REQUEST_MS) });
      if (!answer.ok) return;
      const data = await answer.json();
      if (data.is_over) { this.leave(); return; }
      const isLonger = this.isUp && data.seconds_left > 1;
      if (data.is_paused || isLonger) { await this.sender.pump(); this.leave(location.pathname); return; }
      this.setClock(data.seconds_left);
      for (const [position, current] of Object.entries(data.answers).map(([key, value]) => [Number(key), value])) {
        if (current.sequence > this.known.get(position).sequence && !this.hasUnsent(position)) this.adopt(position, current);
      }
    } catch { /* the next save or sync tries again */ }
    this.sender.pump();
  }

  // ---- hand-in and deadline ----

  async handIn() {
    const button = document.getElementById("hand-in");
    const problem = document.getElementById("hand-in-problem");
    button.disabled = true;
    problem.hidden = true;
    try {
      this.flushTyping();
      await this.sender.pump();
      if (unsent.all(this.id).length) throw new Error("unsent");
      for (let round = 0; round < 2; round += 1) {
        const { status, data } = await post(this.text.handInUrl, { last: this.sent });
        if (status === 200) { this.leave(data.location); return; }
        if (status === 409 && !data.missing) { this.leave(); return; }
        for (const position of data.missing ?? []) this.changed(position);
        await this.sender.pump();
      }
      throw new Error("not handed in");
    } catch {
      problem.textContent = this.text.stillUnsent;
      problem.hidden = false;
    }
    button.disabled = false;
  }

  leave(target) {
    if (this.left) return;
    this.left = true;
    location.assign(target ?? this.text.resultUrl);
  }

  setClock(secondsLeft) {
    this.endsAt = performance.now() + secondsLeft * 1000;
    this.wallOffset = Date.now() - performance.now();
  }

  tick() {
    if (this.isUp) return;
    if (Math.abs(Date.now() - performance.now() - this.wallOffset) > 2000) {
      this.wallOffset = Date.now() - performance.now();
      this.sync();
    }
    const left = Math.max(0, Math.ceil((this.endsAt - performance.now()) / 1000));
    const minutes = Math.floor(left / 60);
    const clock = document.getElementById("time-left");
    clock.textContent = `${minutes}:${String(left % 60).padStart(2, "0")}`;
    clock.dataset.low = String(left <= 300);
    if ([300, 60].includes(left)) this.announce(this.text.minutesLeft.replace("{minutes}", minutes));
    if (left === 0) this.timeUp();
  }

  async timeUp() {
    this.isUp = true;
    this.flushTyping();
    this.announce(this.text.timeUp);
    document.getElementById("announcement").className = "alert alert--warning";
    for (const input of this.root.querySelectorAll("input, select, textarea, button")) input.disabled = true;
    this.sender.pump();
    setInterval(() => this.sync(), AFTER_DEADLINE_MS);
  }

  // ---- what the candidate sees ----

  go(target, moveFocus = true) {
    this.flushTyping();
    const review = document.getElementById("review");
    const isReview = target === "review";
    const shown = isReview ? review : this.questions.get(Number(target)) ?? this.questions.get(1);
    for (const part of [...this.questions.values(), review]) part.hidden = part !== shown;
    if (isReview) this.showReview();
    for (const [position] of this.questions) this.mark(position);
    for (const link of this.root.querySelectorAll(".exam-list a")) {
      if (`#${shown.id}` === link.getAttribute("href")) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    if (window.matchMedia("(max-width: 60rem)").matches) document.getElementById("list-details").open = false;
    if (moveFocus) history.replaceState(null, "", `#${shown.id}`);
    if (moveFocus) { shown.querySelector("h2").focus({ preventScroll: true }); this.root.scrollIntoView(); }
  }

  isAnswered(position) {
    const form = this.questions.get(position);
    return form.dataset.refused !== "true" && !this.fields.isEmpty(this.fields.answerOf(form));
  }

  mark(position) {
    const form = this.questions.get(position);
    const link = this.root.querySelector(`.exam-list a[data-go="${position}"]`);
    const isFlagged = form.dataset.flagged === "true";
    form.querySelector(".question__flag").setAttribute("aria-pressed", String(isFlagged));
    link.dataset.answered = String(this.isAnswered(position));
    link.dataset.flagged = String(isFlagged);
    link.querySelector("[data-marks]").textContent = ` – ${this.isAnswered(position) ? this.text.answered : this.text.unanswered}${isFlagged ? `, ${this.text.flagged}` : ""}`;
    const answered = [...this.questions.keys()].filter((each) => this.isAnswered(each)).length;
    document.getElementById("answered-count").textContent = `${answered} / ${this.questions.size}`;
  }

  showReview() {
    const open = [...this.questions.keys()].filter((position) => !this.isAnswered(position));
    const flagged = [...this.questions.keys()].filter((position) => this.questions.get(position).dataset.flagged === "true");
    const summary = document.getElementById("review-summary");
    const { all, some, flags } = summary.dataset;
    summary.textContent = [open.length ? some.replace("{count}", open.length) : all, flagged.length ? flags.replace("{count}", flagged.length) : ""].join(" ");
    document.getElementById("review-list").replaceChildren(...[...new Set([...open, ...flagged])].sort((a, b) => a - b).map((position) => this.reviewRow(position)));
  }

  reviewRow(position) {
    const row = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#question-${position}`;
    link.dataset.go = String(position);
    link.textContent = this.questions.get(position).querySelector("h2").firstChild.textContent.trim();
    row.append(link);
    if (!this.isAnswered(position)) row.append(badge(this.text.unanswered, "badge--warn"));
    if (this.questions.get(position).dataset.flagged === "true") row.append(badge(this.text.flagged, "badge--accent"));
    return row;
  }

  problem(form, sentence) {
    const line = form.querySelector(".question__problem");
    line.textContent = sentence;
    line.hidden = !sentence;
  }

  showState(name) {
    const line = document.getElementById("save-state");
    if (line.dataset.state === name) return;
    line.dataset.state = name;
    line.textContent = line.dataset[name];
  }

  announce(sentence) {
    const line = document.getElementById("announcement");
    if (line.textContent !== sentence) line.textContent = sentence;
  }

  toggleTime() {
    const isHidden = localStorage.getItem("baeum.hide-time") !== "true";
    localStorage.setItem("baeum.hide-time", String(isHidden));
    this.showTimeChoice();
  }

  showTimeChoice() {
    const isHidden = localStorage.getItem("baeum.hide-time") === "true";
    document.getElementById("time-left").hidden = isHidden;
    document.getElementById("toggle-time").setAttribute("aria-pressed", String(isHidden));
  }
}

function badge(words, kind) {
  const mark = document.createElement("span");
  mark.className = `badge ${kind}`;
  mark.textContent = words;
  return mark;
}

// ---- the pages before and after ---------------------------------------------------------

function sendLeftovers(line) {
  const show = (words) => { line.textContent = words; line.hidden = false; };
  let isLate = sessionStorage.getItem(LATE) === "true";
  sessionStorage.removeItem(LATE);
  if (isLate) show(line.dataset.late);
  if (!unsent.all().length) return;
  show(line.dataset.sending);
  new Sender(null, {
    state: (name) => { if (name === "saved") show(isLate ? line.dataset.late : line.dataset.sent); },
    saved: () => {},
    closed: () => { isLate = true; },
    refused: () => {},
  }).pump();
}

// Whoever has the page open needs not load it again at the moment when everybody begins.
function openInTime(button) {
  const opensAt = Date.now() + Number(button.dataset.opensIn) * 1000;
  const timer = setInterval(() => {
    if (Date.now() < opensAt) return;
    clearInterval(timer);
    button.disabled = false;
    document.getElementById("opens-at").hidden = true;
  }, 500);
}

function filterItems(group) {
  group.hidden = false;
  group.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-filter]");
    if (!chosen) return;
    for (const button of group.querySelectorAll("[data-filter]")) button.setAttribute("aria-pressed", String(button === chosen));
    for (const item of document.querySelectorAll("[data-outcome]")) {
      const shown = { all: true, missed: !["right", "waiting"].includes(item.dataset.outcome), flagged: item.dataset.flagged === "true" };
      item.hidden = !shown[chosen.dataset.filter];
    }
  });
}

const attempt = document.getElementById("attempt");
const leftovers = document.getElementById("unsent");
const filters = document.getElementById("filters");
const waiting = document.querySelector("[data-opens-in]");
if (attempt) import(attempt.dataset.fields).then((fields) => new ExamPage(attempt, fields).start());
if (leftovers) sendLeftovers(leftovers);
if (filters) filterItems(filters);
if (waiting) openInTime(waiting);
