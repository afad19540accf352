// The outline of a plan: rows are indented, moved, added and removed by key or by button. The same
// rules as in cases/rules/outline.py; without this file the buttons ask the server.
"use strict";

(() => {
  const list = document.querySelector("[data-plan-rows]");
  if (!list) return;
  const form = list.closest("form");
  const template = document.querySelector("[data-plan-template]");
  const status = document.querySelector("[data-plan-status]");
  const LEVELS = ["direction", "action", "step"];
  const DEEPEST = 2;

  const rows = () => [...list.children];
  const depth = (row) => Number(row.dataset.depth);
  const text = (row) => row.querySelector("[data-plan-text]");

  function setDepth(row, value) {
    row.dataset.depth = String(value);
    row.querySelector("input[name$='-depth']").value = String(value);
  }

  function block(row) {
    const found = [row];
    let next = row.nextElementSibling;
    while (next && depth(next) > depth(row)) {
      found.push(next);
      next = next.nextElementSibling;
    }
    return found;
  }

  function parents(all) {
    const trail = [];
    return new Map(all.map((row) => {
      trail.length = depth(row);
      const parent = trail[trail.length - 1] ?? null;
      trail.push(row);
      return [row, parent];
    }));
  }

  const sound = (all) => all.every((row, n) => depth(row) <= (n ? depth(all[n - 1]) + 1 : 0));

  function say(words) {
    status.textContent = "";
    requestAnimationFrame(() => { status.textContent = words; });
  }

  function number() {
    const counts = [0, 0, 0];
    for (const row of rows()) {
      const level = depth(row);
      counts[level] += 1;
      counts.fill(0, level + 1);
      const legend = row.querySelector("[data-plan-legend]");
      legend.textContent = `${status.dataset[LEVELS[level]]} ${counts.slice(0, level + 1).join(".")}`;
    }
  }

  // --- what a key or button does; each answers whether anything changed -------------------------

  const operations = {
    indent(row) {
      const before = row.previousElementSibling;
      const all = block(row);
      if (!before || depth(row) > depth(before) || all.some((each) => depth(each) === DEEPEST)) return false;
      all.forEach((each) => setDepth(each, depth(each) + 1));
      return true;
    },
    outdent(row) {
      if (depth(row) === 0) return false;
      block(row).forEach((each) => setDepth(each, depth(each) - 1));
      return true;
    },
    up: (row) => move(row, -1),
    down: (row) => move(row, 1),
    add(row) {
      const next = row.nextElementSibling;
      const level = Math.max(depth(row), next ? depth(next) : 0);
      const holder = document.createElement("ol");
      holder.innerHTML = template.innerHTML.replaceAll("__key__", crypto.randomUUID?.() ?? key());
      const fresh = holder.firstElementChild;
      setDepth(fresh, level);
      row.after(fresh);
      text(fresh).focus();
      return true;
    },
    remove(row) {
      block(row).forEach((each) => mark(each, true));
      row.querySelector("[data-plan-op=restore]").focus();
      return true;
    },
    restore(row) {
      block(row).forEach((each) => mark(each, false));
      const above = parents(rows());
      for (let each = above.get(row); each; each = above.get(each)) mark(each, false);
      text(row).focus();
      return true;
    },
  };

  // Pages without https have no randomUUID.
  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  function mark(row, removed) {
    row.classList.toggle("plan-row--removed", removed);
    const name = `z-${row.dataset.planRow}-removed`;
    row.querySelector(`input[name="${name}"]`)?.remove();
    if (!removed) return;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value: "1" });
    row.querySelector("fieldset").append(field);
  }

  function move(row, step) {
    const all = rows();
    const moving = block(row);
    const rest = all.filter((each) => !moving.includes(each));
    const before = parents(rest);
    for (let to = all.indexOf(row) + step; to >= 0 && to <= rest.length; to += step) {
      const candidate = [...rest.slice(0, to), ...moving, ...rest.slice(to)];
      const after = parents(candidate);
      if (!sound(candidate) || rest.some((each) => after.get(each) !== before.get(each))) continue;
      list.append(...candidate);
      return true;
    }
    return false;
  }

  function operate(name, row, focus) {
    const done = operations[name](row);
    if (!done) {
      say(status.dataset.not);
      return;
    }
    number();
    if (focus && focus.isConnected && name !== "add" && name !== "remove" && name !== "restore") focus.focus();
    const legend = row.querySelector("[data-plan-legend]").textContent;
    say(name === "remove" ? `${legend}: ${status.dataset.removed}` : legend);
    row.scrollIntoView({ block: "nearest" });
    // The draft listens for input.
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-plan-op]");
    if (!button) return;
    event.preventDefault();
    operate(button.dataset.planOp, button.closest("[data-plan-row]"), button);
  });

  const ARROWS = { ArrowLeft: "outdent", ArrowRight: "indent", ArrowUp: "up", ArrowDown: "down" };
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-plan-row]");
    if (!row || event.isComposing) return;
    const { key: pressed, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (altKey && !ctrlKey && !metaKey && ARROWS[pressed]) {
      event.preventDefault();
      operate(ARROWS[pressed], row, event.target);
    } else if (pressed === "Enter" && event.target === text(row) && !shiftKey && !altKey && !ctrlKey && !metaKey) {
      event.preventDefault();
      operate("add", row, null);
    }
  });

  // --- the five questions, while typing -----------------------------------------------------------

  const url = list.dataset.planAdviceUrl;
  let timer = null;
  let asked = 0;

  async function ask() {
    const turn = ++asked;
    const data = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(url, { method: "POST", body: data, credentials: "same-origin" });
      if (!answer.ok || turn !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const said of page.querySelectorAll("[data-for]")) {
        const place = list.querySelector(`[data-plan-row="${said.dataset.for}"] [data-plan-advice]`);
        if (place && place.innerHTML.trim() !== said.innerHTML.trim()) place.replaceChildren(...said.childNodes);
      }
    } catch {
      // Without a connection the advice waits; the draft says so already.
    }
  }

  if (url) {
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 700);
    });
  }
})();
