// What can't be read in a window of this size: a page wider than the window, text that is cut off or lies outside.
() => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push("wider than the window");
  const hides = (value) => value === "hidden" || value === "clip";
  for (const one of document.querySelectorAll("body *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    const scrolls = one.closest(".scroll, .skip, .hidden-visually, select, svg");
    if (!own || scrolls || !one.checkVisibility()) continue;
    const style = getComputedStyle(one);
    const cut =
      (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1) ||
      (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const outside = left < -1 || right > root.clientWidth + 1 || bottom + scrollY < 0 || right - left < 1 || bottom - top < 1;
    if (cut || outside) faults.push(`${cut ? "cut off" : "outside"}: ${one.tagName} "${one.textContent.trim().slice(0, 40)}"`);
  }
  return faults;
};
