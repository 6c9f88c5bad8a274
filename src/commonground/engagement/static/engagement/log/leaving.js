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
  await signOut(form);
}

// The session ends first: wiped without a network, the words would be gone and the door open.
async function signOut(form) {
  const asked = { method: "POST", body: new FormData(form), redirect: "manual" };
  const answer = await fetch(form.action, asked).catch(() => null);
  document.getElementById("still-in").hidden = Boolean(answer);
  if (!answer) return document.getElementById("still-in").scrollIntoView();
  if (answer.type !== "opaqueredirect") return form.submit(); // the server says what is wrong
  await store.wipe().catch(() => {});
  location.assign("/");
}

for (const form of document.querySelectorAll('form[action$="/logout/"]')) {
  form.addEventListener("submit", (event) => { event.preventDefault(); leave(form); });
}
const there = await store.owner().catch(() => null);
if (there && there.who !== owner) await store.wipe();
