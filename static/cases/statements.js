// The conversation view asks one question at a time. Without this file all stand beneath each other.
"use strict";

document.querySelectorAll("[data-questions]").forEach((talk) => {
  const all = [...talk.querySelectorAll("[data-question]:not([hidden])")];
  if (all.length < 2) return;
  const faulty = all.findIndex((each) => each.querySelector(".kern-error"));
  let at = Math.max(faulty, 0);
  const bar = document.createElement("div");
  bar.className = "will-steps";
  const place = document.createElement("span");
  place.className = "kern-body";
  place.setAttribute("role", "status");
  const back = button(talk.dataset.back, () => go(at - 1));
  const next = button(talk.dataset.next, () => go(at + 1));
  bar.append(back, next, place);
  talk.append(bar);

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "kern-btn kern-btn--secondary";
    const label = document.createElement("span");
    label.className = "kern-label";
    label.textContent = text;
    made.append(label);
    made.addEventListener("click", act);
    return made;
  }

  function show() {
    all.forEach((each, number) => { each.hidden = number !== at; });
    back.disabled = at === 0;
    next.disabled = at === all.length - 1;
    place.textContent = talk.dataset.place.replace("%(number)s", at + 1).replace("%(count)s", all.length);
  }

  function go(to) {
    at = Math.min(Math.max(to, 0), all.length - 1);
    show();
    all[at].querySelector("textarea").focus();
  }

  // A link of the error summary may lead to a question that is not shown.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(link.hash.slice(1));
    const number = target ? all.findIndex((each) => each.contains(target)) : -1;
    if (number >= 0) { at = number; show(); }
  });
  show();
});
