// One key leaves the view that is turned to the family.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const way = document.querySelector("[data-leave]");
  // An open list of suggestions or dialogue takes the key first.
  if (way && !document.querySelector("dialog[open], [aria-expanded=true]")) location.assign(way.href);
});
