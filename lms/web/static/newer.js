// Says quietly that a lesson was published anew while its page stood open.
const note = document.querySelector("[data-newer]");
const EVERY = 5 * 60_000, AT_MOST = 30_000;
let asked = Date.now();

async function ask() {
  if (document.visibilityState !== "visible" || note.childElementCount || Date.now() - asked < AT_MOST) return;
  asked = Date.now();
  try {
    const answer = await fetch(note.dataset.newer, { headers: { Accept: "text/html" } });
    if (answer.status === 200 && !answer.redirected) note.innerHTML = await answer.text();
  } catch { /* no connection: the next time tells */ }
}

// Loading the page again keeps the place that one has scrolled to; following the link would not.
note.addEventListener("click", (event) => {
  if (event.target.closest("button")) note.replaceChildren();
  if (!event.target.closest("a") || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  location.reload();
});
document.addEventListener("visibilitychange", ask);
setInterval(ask, EVERY);
