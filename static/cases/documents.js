// The paper to look at first is made for whom the letter goes to.
"use strict";
(() => {
  const preview = document.querySelector("[data-preview]");
  if (!preview) return;
  const address = preview.getAttribute("href");
  const follow = () => {
    const chosen = document.querySelector("input[name=person]:checked");
    preview.setAttribute("href", chosen ? `${address}?person=${encodeURIComponent(chosen.value)}` : address);
  };
  document.addEventListener("change", follow);
  follow();
})();
