// The answer on this page is had by whoever works on it, and let go when they leave.
const EVERY_MS = 120_000;
const part = document.getElementById("claim");
const words = part.querySelector("[data-words]");
let until;
let hasWorked = true;
let goesOnHere = false;

const post = (address, more = {}) => {
  const body = new FormData(part.querySelector("form"));
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  return { address, body };
};

async function hold() {
  const { address, body } = post(part.dataset.hold);
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  const said = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (!said) return;
  until = said.until;
  words.textContent = said.words ?? said.reason;
  part.classList.toggle("claim--lost", !answer.ok);
  for (const one of part.querySelectorAll("[data-without-script]")) one.hidden = answer.ok;
}

for (const name of ["keydown", "pointerdown", "pointermove", "scroll"]) {
  addEventListener(name, () => { hasWorked = true; }, { passive: true });
}

document.addEventListener("click", (event) => { goesOnHere = Boolean(event.target.closest?.(".marking a")); });

addEventListener("pagehide", () => {
  if (!until || goesOnHere) return;
  const { address, body } = post(part.dataset.release, { until });
  navigator.sendBeacon(address, body);
});

addEventListener("pageshow", (event) => { if (event.persisted) hold(); });

setInterval(() => {
  if (hasWorked && !document.hidden) hold();
  hasWorked = false;
}, EVERY_MS);

if (part.dataset.hold) hold();
