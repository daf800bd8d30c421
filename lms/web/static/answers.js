// The answer that a question's fields hold, as the server reads it, and the way back.
// A field named `answer` holds all of it, a field named `answer.<label>` one part.

const PART = "answer.";

export function answerOf(form) {
  const parts = [...form.querySelectorAll(`[name^="${PART}"]`)];
  if (parts.length) return form.querySelector(".hotspot") ? wholePoints(partsOf(parts)) : partsOf(parts);
  const inputs = [...form.querySelectorAll('[name="answer"]')];
  const isChosen = ["radio", "checkbox"].includes(inputs[0].type);
  if (inputs[0].matches(".code-answer")) return codeOf(inputs[0]);
  if (!isChosen) return inputs[0].value.trim() || null;
  const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
  return inputs[0].type === "radio" ? chosen[0] ?? null : chosen;
}

// The lines as they stand; what was there at first is no answer.
function codeOf(field) {
  const code = field.value;
  return code.trim() && code.trim() !== field.dataset.starter.trim() ? code : null;
}

function partsOf(inputs) {
  const found = {};
  for (const input of inputs) {
    const label = input.name.slice(PART.length);
    const value = input.value.trim();
    if (input.type === "checkbox") { if (input.checked) (found[label] ??= []).push(value); } else if (value) found[label] = value;
  }
  return found;
}

// A point with one number only is none yet.
function wholePoints(found) {
  const isWhole = ([label]) => `${label[0] === "x" ? "y" : "x"}${label.slice(1)}` in found;
  return Object.fromEntries(Object.entries(found).filter(isWhole));
}

export function fill(form, answer) {
  for (const input of form.querySelectorAll('[name="answer"]')) put(input, answer);
  for (const input of form.querySelectorAll(`[name^="${PART}"]`)) put(input, answer?.[input.name.slice(PART.length)]);
  form.dispatchEvent(new Event("filled", { bubbles: true }));
}

function put(input, value) {
  if (!["radio", "checkbox"].includes(input.type)) input.value = value ?? input.dataset.starter ?? "";
  else input.checked = Array.isArray(value) ? value.includes(input.value) : value === input.value;
}

export function isEmpty(answer) {
  return answer === null || (typeof answer === "object" && Object.keys(answer).length === 0);
}
