// The page in which a lesson or an item is edited: what is typed is shown after a short pause.
const PAUSE_MS = 700;
const form = document.querySelector("form[data-rendered]");
const state = form.querySelector(".editor__state");
let waiting, asked = 0, isSaved = true;

async function show() {
  const mine = ++asked;
  const sent = new FormData(form);
  const answer = await fetch(form.dataset.rendered, { method: "POST", body: sent }).catch(() => null);
  if (mine !== asked) return;
  if (!answer?.ok) { state.textContent = form.dataset.failed; return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("rendered");
  if (mine !== asked || !fresh) return;
  state.textContent = "";
  document.getElementById("rendered").replaceWith(document.adoptNode(fresh));
  dispatchEvent(new Event("resize"));
}

form.addEventListener("input", () => {
  isSaved = false;
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE_MS);
});
form.addEventListener("submit", () => { isSaved = true; });
addEventListener("beforeunload", (event) => { if (!isSaved) event.preventDefault(); });
form.querySelector("button[name=preview]").addEventListener("click", (event) => { event.preventDefault(); show(); });
