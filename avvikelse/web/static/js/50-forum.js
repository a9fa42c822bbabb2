/* Meetings: lines of an agenda are dragged, an item has a clock, and a lost connection loses nothing. */
"use strict";

/* A line is dropped ahead of another of its family: the same as pressing Upp or Ned several times. */
(() => {
  const form = document.querySelector("form[data-arrange]");
  if (!form) return;
  let held = null;
  const clear = () => form.querySelectorAll(".over").forEach((line) => line.classList.remove("over"));
  const send = (line, before) => {
    form.elements.fore.value = before ? before.dataset.line : "";
    const button = document.createElement("button");
    button.name = "do";
    button.value = `flytta ${line.dataset.line}`;
    button.hidden = true;
    form.append(button);
    form.requestSubmit(button);
  };
  const goal = (line, y) => {
    const box = line.getBoundingClientRect();
    if (y < box.top + box.height / 2) return line;
    let next = line.nextElementSibling;
    while (next && next.dataset.family !== held.dataset.family) next = next.nextElementSibling;
    return next;
  };
  for (const line of form.querySelectorAll("[data-line]")) {
    const grip = document.createElement("span");
    grip.className = "grip";
    grip.textContent = "⠿";
    grip.setAttribute("aria-hidden", "true");
    grip.title = "Dra för att flytta";
    line.prepend(grip);
    grip.addEventListener("pointerdown", () => (line.draggable = true));
    line.addEventListener("dragstart", (event) => {
      held = line;
      line.classList.add("held");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", line.dataset.line);
    });
    line.addEventListener("dragend", () => {
      line.classList.remove("held");
      line.draggable = false;
      held = null;
      clear();
    });
    line.addEventListener("dragover", (event) => {
      if (!held || line.dataset.family !== held.dataset.family) return;
      event.preventDefault();
      clear();
      goal(line, event.clientY)?.classList.add("over");
    });
    line.addEventListener("drop", (event) => {
      if (!held || line.dataset.family !== held.dataset.family) return;
      event.preventDefault();
      const before = goal(line, event.clientY);
      if (before !== held) send(held, before);
    });
  }
})();

/* The clock of an item starts when somebody starts it, rests when they pause it, and remembers where it was. */
(() => {
  const clock = document.querySelector("[data-timer]");
  if (!clock) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const key = `timer:${clock.dataset.timerKey}`;
  const all = Number(clock.dataset.timer) * 60;
  let state = { used: 0, since: null };
  try {
    state = JSON.parse(sessionStorage.getItem(key)) || state;
  } catch {
    /* then it starts from the beginning */
  }
  const save = () => {
    try {
      sessionStorage.setItem(key, JSON.stringify(state));
    } catch {
      /* no room, or not allowed: then a new page starts anew */
    }
  };
  const shown = document.createElement("strong");
  const button = document.createElement("button");
  button.type = "button";
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  clock.replaceChildren(shown, button, told);
  const draw = () => {
    const used = state.used + (state.since ? (Date.now() - state.since) / 1000 : 0);
    const left = Math.round(all - used);
    const size = Math.abs(left);
    const minutes = calm ? `${Math.ceil(size / 60)} min` : `${Math.floor(size / 60)}.${String(size % 60).padStart(2, "0")}`;
    const text = left >= 0 ? `${minutes} kvar av ${clock.dataset.timer} min` : `${minutes} över tiden`;
    if (shown.textContent !== text) shown.textContent = text;
    clock.classList.toggle("over", left < 0);
    const over = left < 0 ? "Tiden för punkten är slut." : "";
    if (told.textContent !== over) told.textContent = over;
    button.textContent = state.since ? "Pausa klockan" : state.used ? "Fortsätt klockan" : "Starta klockan";
  };
  button.addEventListener("click", () => {
    if (state.since) state = { used: state.used + (Date.now() - state.since) / 1000, since: null };
    else state.since = Date.now();
    save();
    draw();
  });
  draw();
  setInterval(draw, 1000);
})();

/* Before a form is sent the server is asked whether it is there: else the page stays, with all that was typed. */
(() => {
  const form = document.querySelector("form[data-online]");
  if (!form) return;
  const note = document.createElement("p");
  note.className = "note warn no-contact";
  note.setAttribute("role", "alert");
  note.hidden = true;
  form.append(note);
  const say = (text) => {
    note.textContent = text;
    note.hidden = !text;
  };
  const LOST = "Ingen kontakt med servern. Det du har skrivit finns kvar på sidan. Fortsätt skriva, och spara när kontakten är tillbaka.";
  addEventListener("offline", () => say(LOST));
  addEventListener("online", () => say("Kontakten är tillbaka. Spara när du vill."));
  let checked = false;
  form.addEventListener("submit", async (event) => {
    if (checked) {
      checked = false;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    try {
      const answer = await fetch("/health/live", { cache: "no-store", signal: AbortSignal.timeout(4000) });
      if (!answer.ok) throw new Error("no answer");
    } catch {
      delete form.dataset.sent;
      say(LOST);
      return;
    }
    say("");
    checked = true;
    delete form.dataset.sent;
    form.requestSubmit(button);
  });
})();
