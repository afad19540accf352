// Drawing a resource map with mouse, finger or keys. The fields of the form hold everything; the
// server draws what stands in them and knows what a move means. Without this script the fields do.
"use strict";

(() => {
  const stage = document.querySelector("[data-map-stage]");
  if (!stage) return;
  const form = stage.closest("form");
  const drawing = stage.querySelector("[data-map-drawing]");
  const said = stage.querySelector("[data-map-said]");
  const trouble = stage.querySelector("[data-map-trouble]");
  const rows = form.querySelector("[data-map-rows]");
  const pattern = form.querySelector("[data-map-pattern]");
  const quick = form.querySelector("[data-map-quick]");
  const fresh = form.querySelector("[data-map-new]");

  const rowOf = (key) => rows.querySelector(`[data-map-row="${CSS.escape(key)}"]`);
  const field = (key, name) => form.elements[`${key}-${name}`];
  const thingOf = (key) => [...drawing.querySelectorAll(`.map-thing[data-key="${CSS.escape(key)}"]`)].find((each) => each.checkVisibility());
  const changed = () => form.dispatchEvent(new Event("input", { bubbles: true }));

  // --- Asking the server for the drawing: one after the other, each sees what the last one did ---
  let queue = Promise.resolve();
  let waiting = 0;

  function draw(move = {}) {
    waiting += 1;
    queue = queue.then(() => ask(move)).catch(() => { trouble.hidden = false; });
    return queue;
  }

  async function ask(move) {
    waiting -= 1;
    // Several plain drawings in a row are one: the last.
    if (!move._move && waiting > 0 && !move._key) return;
    const content = new FormData(form);
    for (const [name, value] of Object.entries(move)) content.set(name, value);
    const answer = await fetch(stage.dataset.preview, { method: "POST", body: content, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    drawing.innerHTML = await answer.text();
    trouble.hidden = true;
    const done = drawing.querySelector("[data-done]");
    if (done) take(done.dataset);
    if (move._key) focus(move._key);
  }

  function take({ key, field: code, closeness, angle }) {
    field(key, "field").value = code;
    field(key, "closeness").value = closeness;
    field(key, "angle").value = angle;
    tell(key);
    changed();
  }

  function focus(key) {
    const thing = thingOf(key);
    if (!thing) return;
    thing.focus({ preventScroll: true });
    said.textContent = thing.getAttribute("aria-label");
  }

  // The line above the fields says what they hold.
  function tell(key) {
    const row = rowOf(key);
    const word = (name) => field(key, name).selectedOptions[0]?.textContent ?? "";
    const name = field(key, "name").value.trim() || "–";
    row.querySelector("[data-map-words]").textContent = `${name} (${[word("field"), word("closeness"), word("tie")].join(", ")})`;
    row.classList.toggle("is-going", field(key, "remove").checked);
  }

  // --- New resources -----------------------------------------------------------------------------
  let next = Math.max(-1, ...[...rows.querySelectorAll("[data-map-row]")].map((row) => Number(row.dataset.mapRow.slice(1)))) + 1;

  function add(values) {
    const key = `r${next}`;
    next += 1;
    const copy = pattern.content.cloneNode(true);
    const row = copy.querySelector("[data-map-row]");
    row.outerHTML = row.outerHTML.replaceAll("__n__", key.slice(1));
    rows.append(copy);
    rowOf(key).open = false;
    for (const [name, value] of Object.entries(values)) field(key, name).value = value;
    tell(key);
    changed();
    return draw({ _key: key });
  }

  function lay(values) {
    const name = (values.name ?? fresh.value).trim();
    if (!name) {
      fresh.focus();
      return;
    }
    const code = quick.querySelector("[data-map-field]").value;
    add({ field: code, ...values, name }).then(() => fresh.focus());
    fresh.value = "";
    document.getElementById(fresh.dataset.results).replaceChildren();
  }

  quick.querySelector("[data-map-add]").addEventListener("click", () => lay({}));
  fresh.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    lay({});
  });
  quick.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-map-pick]");
    if (!pick) return;
    event.preventDefault();
    lay({ name: pick.dataset.name.slice(0, 120), field: "infrastructure", [pick.dataset.mapPick]: pick.dataset.pk });
  });

  // --- Moving with mouse or finger -----------------------------------------------------------------
  let held = null;

  function place(svg, event) {
    const point = new DOMPoint(event.clientX, event.clientY);
    return point.matrixTransform(svg.getScreenCTM().inverse());
  }

  drawing.addEventListener("pointerdown", (event) => {
    const thing = event.target.closest(".map-thing");
    if (!thing || event.button > 0) return;
    const svg = thing.ownerSVGElement;
    held = { thing, svg, from: place(svg, event), moved: false, pointer: event.pointerId };
    thing.focus({ preventScroll: true });
    drawing.setPointerCapture(event.pointerId);
  });

  drawing.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    const { thing, svg, from } = held;
    const to = place(svg, event);
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    if (!held.moved && Math.hypot(dx, dy) < 6) return;
    held.moved = true;
    thing.classList.add("is-moving");
    thing.setAttribute("transform", `translate(${dx},${dy})`);
    const [x, y] = [Number(thing.dataset.x) + dx, Number(thing.dataset.y) + dy];
    held.at = { x, y };
    const tie = svg.querySelector(`[data-tie="${CSS.escape(thing.dataset.key)}"]`);
    tie?.setAttribute("d", `M${svg.dataset.middle.replace(" ", ",")}L${x},${y}`);
  });

  drawing.addEventListener("pointerup", (event) => {
    if (!held || event.pointerId !== held.pointer) return;
    const { thing, svg, moved, at } = held;
    held = null;
    if (!moved) return;
    const size = svg.closest("[data-size]").dataset.size;
    draw({ _move: "drop", _key: thing.dataset.key, _x: at.x, _y: at.y, _size: size });
  });

  drawing.addEventListener("pointercancel", () => {
    if (held?.moved) draw();
    held = null;
  });

  drawing.addEventListener("dblclick", (event) => {
    const thing = event.target.closest(".map-thing");
    if (thing) open(thing.dataset.key);
  });

  // --- Moving with keys ----------------------------------------------------------------------------
  const moves = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right", n: "nearer", w: "farther", f: "next_field" };

  drawing.addEventListener("keydown", (event) => {
    const thing = event.target.closest(".map-thing");
    if (!thing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = thing.dataset.key;
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const act = {
      v: () => change(key, "tie"),
      Enter: () => open(key),
      " ": () => open(key),
      Delete: () => remove(key),
      Backspace: () => remove(key),
    }[pressed];
    if (moves[pressed]) draw({ _move: moves[pressed], _key: key, _angle: thing.dataset.angle });
    else if (act) act();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function change(key, name) {
    const select = field(key, name);
    select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
    tell(key);
    changed();
    draw({ _key: key });
  }

  function open(key) {
    const row = rowOf(key);
    row.open = true;
    field(key, "name").focus();
  }

  function remove(key) {
    field(key, "remove").checked = true;
    said.textContent = `${field(key, "name").value}: ${rowOf(key).querySelector("label[for$='-remove']").textContent}`;
    tell(key);
    changed();
    const others = [...drawing.querySelectorAll(".map-thing")].filter((each) => each.checkVisibility() && each.dataset.key !== key);
    draw(others.length ? { _key: others[0].dataset.key } : {});
    if (!others.length) fresh.focus();
  }

  // --- Fields and drawing say the same ---------------------------------------------------------------
  let timer = null;
  rows.addEventListener("input", (event) => {
    const row = event.target.closest("[data-map-row]");
    if (!row) return;
    const key = row.dataset.mapRow;
    // Another field chosen by hand: the place of before means nothing there.
    if (event.target.name === `${key}-field` || event.target.name === `${key}-closeness`) field(key, "angle").value = "";
    tell(key);
    clearTimeout(timer);
    timer = setTimeout(draw, 300);
  });

  // What the script does better is put away; what needs it comes forward.
  quick.hidden = false;
  form.querySelector("[data-map-keys]").hidden = false;
  form.querySelector("[data-map-plain]").hidden = true;
  rows.querySelectorAll("[data-map-row]").forEach((row) => {
    if (!field(row.dataset.mapRow, "name").value && !field(row.dataset.mapRow, "pk").value && !row.querySelector(".kern-error")) row.remove();
  });
})();
