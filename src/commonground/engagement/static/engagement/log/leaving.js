// On every team page: signing out wipes what the log keeps on this phone, and says so first.
// Somebody else who signs in finds nothing of the one before.
import * as store from "./store.js";

const owner = document.querySelector("[data-owner]").dataset.owner;
const warning = document.getElementById("unsent");
let isWarned = false;

async function leave(form) {
  const waiting = await store.count().catch(() => 0);
  if (waiting && !isWarned) {
    isWarned = true;
    warning.hidden = false;
    warning.querySelector("[data-count]").textContent = waiting;
    warning.querySelector("button").onclick = () => leave(form);
    warning.scrollIntoView();
    warning.querySelector("a").focus();
    return;
  }
  await store.wipe().catch(() => {});
  form.submit();
}

for (const form of document.querySelectorAll('form[action$="/logout/"]')) {
  form.addEventListener("submit", (event) => { event.preventDefault(); leave(form); });
}
const there = await store.owner().catch(() => null);
if (there && there.who !== owner) await store.wipe();
