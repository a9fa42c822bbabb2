/* Progressive enhancement. Every page works without this file. */
"use strict";

/* After a refused form, the list of what to mend has the focus, so that it is read first. */
document.getElementById("fel")?.focus();

/* A form is sent once: a second press while the answer is on its way does nothing. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
