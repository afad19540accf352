// Walking through hits and suggestions with the arrow keys. The search works without it.
"use strict";

(() => {
  // A field says by data-results which element holds its hits.
  const fields = () => [...document.querySelectorAll("input[data-results]")];
  const resultsOf = (field) => document.getElementById(field.dataset.results);
  const linksOf = (field) => [...(resultsOf(field)?.querySelectorAll("a[href]") ?? [])];
  const fieldAround = (element) =>
    fields().find((field) => field === element || resultsOf(field)?.contains(element));

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = fieldAround(event.target);
    if (!field) return;
    const links = linksOf(field);
    const at = links.indexOf(event.target.closest("a"));
    if (event.key === "ArrowDown" && links.length) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (at === 0 ? field : links[at - 1]).focus();
    } else if (event.key === "Escape" && (at >= 0 || field.dataset.closes !== undefined)) {
      event.preventDefault();
      close(field);
      field.focus();
    }
  });

  // Only suggestions are closed; the hits of the search page stay.
  function close(field) {
    if (field.dataset.closes !== undefined) resultsOf(field)?.replaceChildren();
  }

  document.addEventListener("focusin", (event) => {
    for (const field of fields()) {
      if (fieldAround(event.target) !== field) close(field);
    }
  });
  document.addEventListener("click", (event) => {
    for (const field of fields()) {
      if (fieldAround(event.target) !== field) close(field);
    }
  });
  // An answer that arrives after the person has gone on is not shown any more.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const field = fields().find((each) => resultsOf(each) === event.target);
    if (field?.dataset.closes !== undefined && fieldAround(document.activeElement) !== field) {
      event.detail.shouldSwap = false;
    }
  });
})();
