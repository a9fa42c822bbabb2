// What is wrong with the page as it stands, beside what axe sees: a list of sentences.
// Asked for on a phone's width, where everything stands in one column, and with less motion wanted.
() => {
  const faults = [];
  const every = [...document.querySelectorAll("body, body *")];
  const words = (one) => (one.textContent.trim() || one.getAttribute("name") || one.className || "").slice(0, 40);
  const say = (one, what) => faults.push(`${what}: ${one.tagName.toLowerCase()} "${words(one)}"`);
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".hidden-visually");

  const shape = () => {
    const headings = document.querySelectorAll("h1").length;
    if (headings !== 1) faults.push(`${headings} main headings`);
    if (document.querySelector("[style], style, script:not([src])")) faults.push("styles or scripts inside the page");
    if (!document.title.endsWith(" – avvikelse")) faults.push(`the title is ${document.title}`);
    for (const one of document.querySelectorAll("a, button")) {
      if (!one.textContent.trim() && !one.getAttribute("aria-label")) say(one, "no words");
    }
  };

  const motion = () => {
    for (const one of every) {
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(one, part);
        const lasts = `${style.transitionDuration}, ${style.animationDuration}`.split(", ").map(parseFloat);
        if (Math.max(...lasts) > 0.01 || style.scrollBehavior === "smooth") say(one, "moves");
      }
    }
  };

  const focusable = () =>
    [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
      (one) => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && seen(one),
    );

  const focus = () => {
    for (const one of focusable()) {
      one.focus();
      const style = getComputedStyle(one);
      if (document.activeElement !== one) say(one, "takes no focus");
      else if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) say(one, "the focus can't be seen");
      const { left, right, top, bottom } = one.getClientRects()[0];
      const middle = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2; // of what is in the window
      const there = document.elementFromPoint((Math.max(left, 0) + Math.min(right, innerWidth)) / 2, middle);
      if (!there || !(one.contains(there) || there.contains(one))) say(one, "has the focus behind something");
    }
    document.activeElement.blur();
    scrollTo(0, 0);
  };

  const order = () => {
    let above = null;
    for (const one of focusable()) {
      if (one.tabIndex > 0) say(one, "has an order of its own");
      if (one.closest(".skip")) continue;
      const here = one.getBoundingClientRect();
      if (above && here.bottom <= above.top) say(one, "is come to after what stands below it");
      above = here;
    }
  };

  shape();
  motion();
  focus();
  order();
  return faults;
};
