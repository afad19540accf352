// Says in words when a security key does not answer, and lets Enter start the browser's dialogue.
(() => {
  const note = document.querySelector("[data-key-error]");
  document.addEventListener("allauth.error", () => {
    if (!note) return;
    note.hidden = false;
    note.scrollIntoView({ block: "nearest" });
  });
  const add = document.getElementById("key-add");
  add?.closest("form").addEventListener("submit", (event) => {
    event.preventDefault();
    add.click();
  });
})();
