/* Saves a report while it is being written. What the server doesn't have yet is kept in this browser tab, so that a
   lost connection or a closed page loses nothing. A form asks for it with data-autosave (where to) and data-kept (the
   name, its own to the person, the report and the step). */
"use strict";

(() => {
  const form = document.querySelector("form[data-autosave]");
  const PREFIX = "report:";
  const PAUSE = 900;

  const stored = (name) => {
    try {
      return JSON.parse(sessionStorage.getItem(name));
    } catch {
      return null;
    }
  };
  const store = (name, value) => {
    try {
      if (value) sessionStorage.setItem(name, JSON.stringify(value));
      else sessionStorage.removeItem(name);
    } catch {
      /* no room, or not allowed */
    }
  };

  /* Another page of ours came after a step was sent: the server has it. */
  const here = form ? PREFIX + form.dataset.kept : "";
  if (!document.getElementById("fel")) {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(PREFIX) && name !== here && stored(name)?.sent) store(name, null);
    }
  }
  if (!form) return;

  const says = form.querySelector("[data-saved]");
  const fields = () => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  const picked = (field) => (["radio", "checkbox"].includes(field.type) ? field.checked : field.value);
  const state = () => fields().map(picked);
  let name = here;
  let waiting = 0;
  let beginning = null;
  let saved = JSON.stringify(state());

  const save = async () => {
    const now = JSON.stringify(state());
    if (now === saved || form.dataset.sent) return;
    const body = new FormData(form);
    body.delete("ater");
    for (const field of fields()) if (field.type === "checkbox" && !body.has(field.name)) body.set(field.name, "");
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const kept = await answer.json();
      saved = now;
      store(name, null);
      if (form.dataset.autosave === "/rapportera/spara") begun(kept.id);
      says.textContent = `Sparat ${kept.saved}`;
    } catch {
      says.textContent = "Ingen kontakt just nu. Det du skriver finns kvar här och sparas när kontakten är tillbaka.";
    }
  };

  const begun = (id) => {
    form.dataset.autosave = `/rapportera/${id}/spara`;
    form.action = `/rapportera/${id}/vad`;
    history.replaceState(null, "", `/rapportera/${id}/vad`);
    name = PREFIX + form.dataset.kept.replace(" ny ", ` ${id} `);
  };

  const autosave = () => {
    if (form.dataset.autosave !== "/rapportera/spara") save();
    else if (!beginning) beginning = save().finally(() => (beginning = null));
  };

  const later = () => {
    store(name, { values: state(), sent: false });
    clearTimeout(waiting);
    waiting = setTimeout(autosave, PAUSE);
  };

  const kept = stored(name);
  if (kept && kept.values.length === fields().length && JSON.stringify(kept.values) !== saved) {
    fields().forEach((field, place) => {
      if (["radio", "checkbox"].includes(field.type)) field.checked = kept.values[place];
      else field.value = kept.values[place];
      if (field.dataset.check) field.dispatchEvent(new Event("check:now"));
    });
    says.textContent = "Det du hade skrivit är tillbaka.";
    later();
  }

  form.addEventListener("input", later);
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    if (beginning) {
      /* The new report is just being saved: wait for its number, so that it doesn't become two. */
      event.preventDefault();
      event.stopPropagation();
      beginning.finally(() => form.requestSubmit());
      return;
    }
    store(name, { values: state(), sent: true });
  });
  addEventListener("online", autosave);
})();
