// Says beside each weight which part of the whole it is. Amounts are never calculated here.
"use strict";

document.querySelectorAll("[data-weights]").forEach((section) => {
  const rows = [...section.querySelectorAll("[data-share]")].map((share) => ({
    share,
    field: share.parentElement.querySelector("input"),
  }));
  const per = new Intl.NumberFormat(document.documentElement.lang, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });

  // "1.234,5" or "1234.5"; what cannot be read counts as nothing until the server has judged it.
  function weight(text) {
    const plain = text.trim();
    const number = Number(plain.includes(",") ? plain.replaceAll(".", "").replace(",", ".") : plain);
    return Number.isFinite(number) && number > 0 ? number : 0;
  }

  function show() {
    const weights = rows.map((row) => weight(row.field.value));
    const sum = weights.reduce((all, each) => all + each, 0);
    rows.forEach((row, index) => {
      row.share.textContent = weights[index] ? per.format(weights[index] / sum) : "";
    });
  }

  section.addEventListener("input", show);
  show();
});
