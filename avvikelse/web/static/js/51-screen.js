/* The projector's view is turned by the arrow keys, and by a presenter's clicker, which sends page up and page down.
   A text longer than the screen is scrolled to its end before the page turns. */
(() => {
  const nav = document.querySelector("[data-turn]");
  if (!nav) return;
  const page = document.documentElement;
  const edge = 2;
  const ways = {
    ArrowRight: () => "next",
    ArrowLeft: () => "prev",
    PageDown: () => (innerHeight + scrollY >= page.scrollHeight - edge ? "next" : ""),
    PageUp: () => (scrollY <= edge ? "prev" : ""),
  };
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !(event.key in ways)) return;
    const link = nav.querySelector(`a[rel="${ways[event.key]()}"]`);
    if (!link) return;
    event.preventDefault();
    location.assign(link.href);
  });
})();
