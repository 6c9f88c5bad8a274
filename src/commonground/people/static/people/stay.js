// Writing counts as being there: the lock does not come in the middle of a sentence.
const EVERY_MS = 60_000;
const stay = document.querySelector("[data-stay]")?.dataset.stay;
let last = 0;
document.addEventListener("input", () => {
  const now = Date.now();
  if (!stay || now - last < EVERY_MS) return;
  last = now;
  fetch(stay, { credentials: "same-origin", redirect: "error" }).catch(() => {});
});
