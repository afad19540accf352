// The week by keyboard as in a spreadsheet: arrows, Enter, Esc; sums while typing; another row.
"use strict";

(() => {
  const form = document.querySelector("form[data-week]");
  if (!form) return;
  const holder = form.querySelector("[data-week-rows]");
  const before = new WeakMap();
  const rows = () => [...holder.querySelectorAll("[data-week-row]")];
  const column = (cell) => Number(cell.name.slice(cell.name.lastIndexOf("d") + 1));
  const cell = (row, number) => row?.querySelector(`[data-hours][name$="-d${number}"]`);
  const comma = new Intl.NumberFormat(document.documentElement.lang).format(1.5)[1];

  // The same forms as budgets/rules/hours.py reads; what is not understood counts nothing here.
  function minutes(text) {
    const plain = text.trim().replace(/\s+/g, " ");
    let found = /^(\d{1,6})\s*(?:min\.?|minuten?|m|')$/i.exec(plain);
    if (found) return Number(found[1]);
    found = /^(\d{1,4})\s*(?::|h|std\.?|stunden?)\s*([0-5]?\d)(?:\s*(?:min\.?|m))?$/i.exec(plain);
    if (found) return Number(found[1]) * 60 + Number(found[2]);
    found = /^(\d{1,4}(?:[.,]\d{1,6})?)\s*(?:h|std\.?|stunden?)?$/i.exec(plain);
    return found ? Math.round(Number(found[1].replace(",", ".")) * 60) : 0;
  }

  function written(all) {
    const rest = all % 60;
    if ((rest * 100) % 60) return `${Math.floor(all / 60)}:${String(rest).padStart(2, "0")}`;
    return String(all / 60).replace(".", comma);
  }

  function addUp() {
    form.querySelectorAll("[data-week-sum]").forEach((sum) => {
      const number = sum.dataset.weekSum;
      let all = 0;
      for (const row of rows()) {
        const locked = row.querySelector(`[data-week-locked="${number}"]`);
        all += minutes(cell(row, number)?.value ?? locked?.textContent ?? "");
      }
      sum.textContent = all ? written(all) : "–";
    });
  }

  function go(next) {
    if (!next) return false;
    next.focus();
    next.select();
    return true;
  }

  function vertical(from, step) {
    const all = rows();
    const number = column(from);
    for (let at = all.indexOf(from.closest("[data-week-row]")) + step; all[at]; at += step) {
      if (go(cell(all[at], number))) return true;
    }
    return false;
  }

  function horizontal(from, step) {
    const row = from.closest("[data-week-row]");
    for (let at = column(from) + step; at >= 0 && at < 7; at += step) {
      if (go(cell(row, at))) return true;
    }
    return false;
  }

  const whole = (from) => from.selectionStart === 0 && from.selectionEnd === from.value.length;
  const atStart = (from) => from.selectionEnd === 0 || whole(from);
  const atEnd = (from) => from.selectionStart === from.value.length || whole(from);
  const MOVES = {
    ArrowUp: (from) => vertical(from, -1),
    ArrowDown: (from) => vertical(from, 1),
    ArrowLeft: (from) => atStart(from) && horizontal(from, -1),
    ArrowRight: (from) => atEnd(from) && horizontal(from, 1),
    // Enter never saves from inside the grid: at the end it stays where it is.
    Enter: (from) => vertical(from, 1) || true,
    Escape(from) {
      from.value = before.get(from) ?? from.defaultValue;
      from.dispatchEvent(new Event("input", { bubbles: true }));
      from.select();
      return true;
    },
  };

  form.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-hours]")) before.set(event.target, event.target.value);
  });
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-hours]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (MOVES[event.key]?.(event.target)) event.preventDefault();
  });
  form.addEventListener("input", addUp);

  const add = form.querySelector("[data-week-add]");
  const pattern = form.querySelector("[data-week-pattern]");
  addUp();
  if (!add) return;
  let number = rows().length;
  add.hidden = false;
  add.addEventListener("click", () => {
    while (form.querySelector(`[name="r${number}-neu"]`)) number += 1;
    const holding = document.createElement("template");
    holding.innerHTML = pattern.innerHTML.replaceAll("__n__", String(number));
    const fresh = holding.content.firstElementChild;
    holder.append(fresh);
    fresh.querySelector("select").focus();
  });
})();
