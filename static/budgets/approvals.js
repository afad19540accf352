// The work list by keyboard: arrows lead from line to line, one button ticks the whole page.
"use strict";

document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("[data-approvals] input[type=checkbox]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!box || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = [...box.form.querySelectorAll("input[type=checkbox]")];
  const next = all[all.indexOf(box) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-approvals-all]");
  if (!button) return;
  const all = [...button.form.querySelectorAll("input[type=checkbox]")];
  const on = !all.every((box) => box.checked);
  for (const box of all) box.checked = on;
});

function show() {
  document.querySelectorAll("[data-approvals-all]").forEach((button) => { button.hidden = false; });
}
document.body.addEventListener("htmx:afterSwap", show);
show();
