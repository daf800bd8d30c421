// Questions in a lesson are answered without a reload; without this script each form posts and comes back.

for (const quiz of document.querySelectorAll(".quiz")) {
  quiz.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const body = new FormData(form);
    body.append("part", "1");
    exchange(form.closest(".quiz__question"), form.action, { method: "POST", body });
  });
  quiz.addEventListener("marked", () => tally(quiz));
  quiz.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-again]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    exchange(link.closest(".quiz__question"), `${link.href}&part=1`, {});
  });
}

async function exchange(question, url, options) {
  const button = question.querySelector(".actions .button");
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(url, { ...options, redirect: "error", headers: { Accept: "text/html" } });
    if (answer.status === 202) { question.querySelector("form").dispatchEvent(new Event("kept", { bubbles: true })); return; }  // offline.js says so
    if (!answer.ok && answer.status !== 422) throw new Error(answer.status);
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".quiz__question");
    if (part?.id !== question.id) throw new Error("another page");
    question.replaceWith(part);
    tell(part);
  } catch {
    button.removeAttribute("aria-disabled");
    const problem = question.querySelector(".question__problem");
    if (!problem) { location.assign(url.replace("&part=1", "")); return; }
    problem.textContent = question.dataset.failed;
    problem.hidden = false;
  }
}

// The result is where the keyboard goes on, and what a screen reader says.
function tell(part) {
  const quiz = part.closest(".quiz");
  const result = part.querySelector(".quiz__result");
  const problem = part.querySelector(".question__problem:not([hidden])");
  quiz.querySelector("[data-quiz-status]").textContent = (result?.querySelector(".badge") ?? problem)?.textContent.trim() ?? "";
  (result ?? part.querySelector("input:not([type=hidden])"))?.focus();
  tally(quiz);
}

function tally(quiz) {
  const count = quiz.querySelector("[data-quiz-count]");
  const right = quiz.querySelectorAll(".quiz__question[data-best=right]").length;
  if (count?.dataset.quizCount) count.textContent = count.dataset.quizCount.replace("{right}", right);
}
