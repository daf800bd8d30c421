// Show or hide a typed password, and fill in a demo address. Without script both are simply absent.
for (const button of document.querySelectorAll(".secret__toggle")) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    const shows = input.type === "password";
    input.type = shows ? "text" : "password";
    button.setAttribute("aria-pressed", String(shows));
    button.textContent = shows ? button.dataset.hide : button.dataset.show;
    input.focus();
  });
  input.form.addEventListener("submit", () => { input.type = "password"; });
}
for (const pick of document.querySelectorAll(".demo-people__pick")) {
  pick.addEventListener("click", () => {
    document.getElementById("email").value = pick.dataset.email;
    document.getElementById("password").focus();
  });
}
