// Parts of the page that change without it (decision record 0005). What the server answers is a
// whole page; htmx takes the part from it. Where the part is missing, the browser goes there instead.
const words = document.body.dataset;
const toast = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: text }));

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

let scrolledTo = 0;

document.addEventListener("htmx:beforeRequest", (event) => event.detail.target.setAttribute("aria-busy", "true"));

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  target.removeAttribute("aria-busy");
  if (xhr.status >= 400) return toast(page.querySelector("h1")?.textContent ?? words.offline);
  if (!page.getElementById(target.id)) {
    event.detail.shouldSwap = false;
    location.assign(xhr.responseURL);
    return;
  }
  for (const said of page.querySelectorAll(".flash span")) toast(said.textContent);
  scrolledTo = target.scrollLeft;
});

// The one who acted by keyboard goes on where they were, or at the part; the one who listens hears what it is now.
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  if (part.id === "bell") return;
  part.scrollLeft = scrolledTo;
  const said = part.querySelector("[data-said]");
  status.textContent = said ? said.dataset.said : "";
  if (document.activeElement !== document.body) return;
  part.tabIndex = part.tabIndex === 0 ? 0 : -1;
  part.focus();
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    event.detail.target.removeAttribute("aria-busy");
    toast(words.offline);
  });
}
