/* Looks through what is being written and says under the box what may point somebody out, with a button that writes
   something else instead. A text box asks for it: <textarea data-check="…">; with data-check="all" also mere questions
   are shown. The text goes to /avidentifiering/kontroll and nowhere else. */
"use strict";

(() => {
  const PAUSE = 700;
  const MOST = 8;

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const watch = (box) => {
    const list = element("div", "", "check");
    list.setAttribute("aria-live", "polite");
    box.after(list);
    let waiting = 0;
    let asked = "";

    const write = (text, focus) => {
      box.value = text;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("check:now"));
      if (focus) box.focus();
    };

    const line = (one, letters) => {
      const item = element("li");
      const words = letters.slice(one.start, one.end).join("");
      item.append(element("mark", words), element("span", one.why));
      if (one.replacement !== null) {
        const button = element("button", `Ersätt med ${one.replacement}`);
        button.type = "button";
        button.setAttribute("aria-label", `Ersätt ${words} med ${one.replacement}`);
        button.addEventListener("click", () => {
          if (box.value !== asked) return;
          write([...letters.slice(0, one.start), one.replacement, ...letters.slice(one.end)].join(""), true);
        });
        item.append(button);
      }
      return item;
    };

    const show = (answer) => {
      const letters = Array.from(asked);
      const found = answer.findings.filter((one) => box.dataset.check === "all" || one.level === "must_rewrite");
      list.replaceChildren();
      if (!found.length) return;
      list.append(element("p", found.length === 1 ? "Det här kan peka ut någon:" : `${found.length} ställen kan peka ut någon:`));
      const items = element("ul");
      items.append(...found.slice(0, MOST).map((one) => line(one, letters)));
      list.append(items);
      if (found.filter((one) => one.replacement !== null).length > 1) {
        const all = element("button", "Ersätt alla");
        all.type = "button";
        all.addEventListener("click", () => box.value === asked && write(answer.masked, true));
        list.append(all);
      }
    };

    const check = async () => {
      const text = box.value;
      if (text === asked) return;
      if (!text.trim()) {
        asked = text;
        list.replaceChildren();
        return;
      }
      try {
        const answer = await fetch("/avidentifiering/kontroll", {
          method: "POST",
          headers: {
            "content-type": "application/json",
            accept: "application/json",
            "x-form-token": box.form.elements.form_token.value,
          },
          body: JSON.stringify({ text }),
        });
        if (!answer.ok || box.value !== text) return;
        asked = text;
        show(await answer.json());
      } catch {
        /* no contact: the same check is made when the form is sent */
      }
    };

    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(check, PAUSE);
    });
    box.addEventListener("check:now", () => {
      clearTimeout(waiting);
      check();
    });
    /* What came with the page, the server has looked through; what was kept in the browser, it hasn't. */
    if (box.value !== box.defaultValue) check();
  };

  for (const box of document.querySelectorAll("textarea[data-check]")) watch(box);
})();
