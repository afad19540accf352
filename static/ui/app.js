// Small helps on top of pages that work without them.
"use strict";

// --- Drafts: what is typed is kept on the server ------------------------------------------------
document.querySelectorAll("form[data-draft]").forEach((form) => {
  const state = form.querySelector("[data-draft-state]");
  let timer = null;
  let dirty = false;
  let failed = false;
  let leaving = false;
  let sending = false;

  function content() {
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) {
      if (value instanceof File) data.delete(name);
    }
    form.querySelectorAll("input[type=password]").forEach((field) => data.delete(field.name));
    return new URLSearchParams(data);
  }

  async function keep() {
    timer = null;
    if (leaving) return;
    dirty = false;
    sending = true;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: content(), credentials: "same-origin" });
      // What the server does not take as a draft (too long, page open for weeks) it may well save.
      if (answer.status === 400 || answer.status === 413) {
        failed = false;
        dirty = true;
        if (state) state.textContent = state.dataset.refused;
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const { time } = await answer.json();
      failed = false;
      if (state) state.textContent = `${state.dataset.saved} ${time}`;
    } catch {
      dirty = true;
      failed = true;
      if (state) state.textContent = state.dataset.failed;
      clearTimeout(timer);
      timer = setTimeout(keep, 5000);
    } finally {
      sending = false;
    }
  }

  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 800);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    // Without a connection the browser would put its own page in place of the text. A form whose
    // draft could not be kept is therefore sent only once the server answers again.
    if (failed) {
      event.preventDefault();
      const button = event.submitter;
      keep().then(() => {
        if (!failed) form.requestSubmit(button);
      });
      return;
    }
    leaving = true;
  });
  // Back from the next page, the form may be the same as before.
  addEventListener("pageshow", () => {
    leaving = false;
  });
  // A tab that is closed or hidden hands over what has not been kept yet; what is just being sent
  // might be cut off by leaving.
  addEventListener("pagehide", () => {
    if ((dirty || sending) && !leaving) navigator.sendBeacon(form.dataset.draft, content());
  });
});

// --- A second click while the first is under way does nothing ------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// --- Keyboard ------------------------------------------------------------------------------------
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    document.querySelectorAll("details.sro-menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }
  // Letters do nothing in a choice of buttons, so keys go on working there.
  const fields = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
  const typing = event.target.closest(fields);
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const search = document.getElementById("suche");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
  const way = { n: "next", v: "prev" }[event.key];
  if (way) document.querySelector(`main a[rel="${way}"]`)?.click();
  if (event.key === "?") {
    const help = document.querySelector("[data-keys-help]");
    if (help) location.assign(help.href);
  }
});
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.sro-menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// --- After a step, the focus goes where the news is --------------------------------------------
const news = document.querySelector("#fehler, #zwei-fassungen") || document.querySelector("#meldungen > *");
if (news) {
  const target = news.id ? news : news.parentElement;
  target.focus({ preventScroll: false });
}
document.body.addEventListener("htmx:afterSwap", (event) => {
  const next = event.target.querySelector?.("[data-autofocus]");
  if (next) next.focus();
});
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => print()));
