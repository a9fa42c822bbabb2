/* The projector's view is turned by the arrow keys, and by a presenter's clicker, which sends page up and page down.
   A text longer than the screen is scrolled to its end before the page turns. */
addEventListener("keydown", (event) => {
  const nav = document.querySelector("[data-turn]");
  if (!nav || event.altKey || event.ctrlKey || event.metaKey) return;
  const end = innerHeight + scrollY + 2 > document.documentElement.scrollHeight;
  const on = event.key === "ArrowRight" || (event.key === "PageDown" && end);
  const back = event.key === "ArrowLeft" || (event.key === "PageUp" && scrollY < 2);
  const link = (on || back) && nav.querySelector(on ? "[rel=next]" : "[rel=prev]");
  if (!link) return;
  event.preventDefault();
  link.click();
});
