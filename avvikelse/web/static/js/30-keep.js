/* Keeps what is written in a long form in this browser tab until the server has answered, so that a lost connection
   or a closed page loses nothing. A form asks for it: <form data-keep="…">, with a name that is its own to the person
   and the address ({{ forms.keep() }}). Only typed text is kept: no file, no password, nothing hidden. */
"use strict";

(() => {
  const PREFIX = "keep:";
  const OLDEST = 12 * 60 * 60 * 1000;
  const KEPT = "textarea[name], input[name]:not([type]), input[name][type='text'], input[name][type='date']";

  const read = (key) => {
    try {
      const kept = JSON.parse(sessionStorage.getItem(PREFIX + key));
      return kept && Date.now() - kept.at < OLDEST ? kept : null;
    } catch {
      return null;
    }
  };
  const write = (key, kept) => {
    try {
      sessionStorage.setItem(PREFIX + key, JSON.stringify(kept));
    } catch {
      /* no room, or not allowed: then nothing is kept */
    }
  };
  const drop = (wanted) => {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(PREFIX) && wanted(name.slice(PREFIX.length))) sessionStorage.removeItem(name);
    }
  };
  const typed = (form) => Object.fromEntries([...form.querySelectorAll(KEPT)].map((field) => [field.name, field.value]));

  const answered = Boolean(document.querySelector(".said"));
  if (answered) drop((key) => read(key)?.sent);
  if (document.querySelector("input[type='password']")) drop(() => true);

  const tell = (form, before) => {
    const note = document.createElement("p");
    note.className = "note";
    note.setAttribute("role", "status");
    note.append("Det du hade skrivit men inte skickat är tillbaka. ");
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "quiet";
    undo.textContent = "Ta bort det och börja om";
    undo.addEventListener("click", () => {
      fill(form, before);
      drop((key) => key === form.dataset.keep);
      note.remove();
    });
    note.append(undo);
    form.prepend(note);
  };
  const fill = (form, values) => {
    for (const field of form.querySelectorAll(KEPT)) {
      if (field.name in values && field.value !== values[field.name]) {
        field.value = values[field.name];
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  };

  for (const form of document.querySelectorAll("form[data-keep]")) {
    const key = form.dataset.keep;
    const before = typed(form);
    const kept = read(key);
    const keep = (sent) => {
      const values = typed(form);
      /* A page that only confirms has no fields of its own: what was typed before it is still what is kept. */
      write(key, { at: Date.now(), sent, values: Object.keys(values).length ? values : read(key)?.values ?? {} });
    };
    /* A form that comes back as the answer to itself is newer than what was kept. */
    if (kept?.sent && "answered" in document.body.dataset) {
      keep(false);
    } else if (kept) {
      const differs = Object.entries(kept.values).some(([name, value]) => name in before && before[name] !== value && value);
      if (differs) {
        fill(form, kept.values);
        tell(form, before);
      }
    }
    let waiting;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => keep(false), 400);
    });
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      keep(true);
    });
    addEventListener("pagehide", () => {
      const latest = read(key);
      const now = typed(form);
      if (!latest?.sent && Object.keys(now).some((name) => now[name] !== before[name])) keep(false);
    });
  }
})();
