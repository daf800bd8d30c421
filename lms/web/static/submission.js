// A submission that waits for its score: the result is fetched again until it is there.
const PAUSE_MS = 4000;
const news = document.getElementById("result-news");
let seen;

async function look() {
  const result = document.getElementById("result");
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("result");
    if (fresh && fresh.innerHTML !== seen) show(result, document.adoptNode(fresh));
  }
  wait();
}

function show(result, fresh) {
  const hadFocus = result.contains(document.activeElement);
  seen = fresh.innerHTML;
  result.replaceWith(fresh);
  news.textContent = fresh.querySelector(".total").textContent;
  dispatchEvent(new Event("resize")); // what scrolls has to be found anew
  if (hadFocus) (fresh.querySelector("a") ?? document.getElementById("main")).focus();
}

function wait() {
  const result = document.getElementById("result");
  seen ??= result.innerHTML;
  for (const words of result.querySelectorAll("[data-with-script]")) words.hidden = false;
  if ("waiting" in result.dataset) setTimeout(look, PAUSE_MS);
}

wait();
