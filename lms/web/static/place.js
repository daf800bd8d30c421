// Tells the server at which heading the reader is, so that any device goes on there.
const noted = document.querySelector("script[data-place]");
const headings = [...document.querySelectorAll(".lesson :is(h2, h3)[id]")];
const token = document.querySelector("input[name=csrf_token]")?.value;
const PAUSE = 3000;
let sent = null, timer = 0;

// The last heading above the upper third of the window.
function place() {
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
  return passed.length ? passed.at(-1).id : "";
}

function send() {
  clearTimeout(timer);
  const here = place();
  if (here === sent || (sent === null && here === "")) return;
  sent = here;
  const form = new FormData();
  form.set("csrf_token", token);
  form.set("place", here);
  navigator.sendBeacon(noted.dataset.place, form);
}

if (noted && headings.length && token) {
  addEventListener("scroll", () => { clearTimeout(timer); timer = setTimeout(send, PAUSE); }, { passive: true });
  addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  addEventListener("pagehide", send);
}
