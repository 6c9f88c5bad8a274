// The log on a phone: a press is kept here first, sealed, and sent as soon as there is a network.
// Without this script the same forms are sent as they are.
import * as store from "./store.js";
import { draftOf, flush, news } from "./queue.js";
import { prepare } from "./persons.js";
import { clean, foundIn, isUnfinished, looksLikeAPerson, say, show, titleOf } from "./showing.js";

const phone = JSON.parse(document.getElementById("log-phone").textContent);
const form = document.querySelector("form[data-log=contact]");
const away = document.querySelector("form[data-log=away]");
const hint = document.getElementById("log-hint");
const isShell = !form.elements.csrfmiddlewaretoken;
const HOUR = 3_600_000;
let check;

const isBusy = () => [...form.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value)
  || document.activeElement?.closest("#log-draft:not([hidden])");

async function sendNow() {
  const done = await flush(phone.send);
  await show(check, done.state, sendNow);
  if (!done.kept || isBusy()) return done;
  if (done.notes.length) say(done.notes.join(" "), "wait");
  else location.assign(phone.page); // it says what was logged, and lets one take it back
  return done;
}

async function keep(entry) {
  const { heard = "", todo = "" } = entry;
  const stays = (heard || todo) && (looksLikeAPerson(check, entry) || isUnfinished(entry));
  if (stays) await store.put(draftOf(entry));
  await store.put({ ...entry, ...(stays ? { heard: "", category: "", todo: "", due_on: "" } : {}), state: "waiting" });
  say(titleOf(entry));
  await show(check, "offline", sendNow);
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("log")).catch(() => {});
  await sendNow();
}

function contact(button) {
  const told = Object.fromEntries(new FormData(form));
  const at = Date.now() - Number(told.hours_ago || 0) * HOUR;
  for (const name of ["csrfmiddlewaretoken", "idempotency_key", "hours_ago"]) delete told[name];
  return { ...told, ...button.dataset, type: "contact", key: crypto.randomUUID(), at };
}

function takenOff() {
  const told = new FormData(away);
  const entry = { type: "away", key: crypto.randomUUID(), at: Date.now() };
  for (const name of ["because", "minutes", "neighbourhood", "away_on"]) entry[name] = told.get(`away-${name}`);
  return entry;
}

function onSubmit(target, made) {
  target.addEventListener("submit", async (event) => {
    event.preventDefault();
    const entry = made(event.submitter);
    target.reset();
    hint.hidden = true;
    try { await keep(entry); } catch { say(document.title, "bad"); }
  });
}

// While one writes: what looks like a person, and the same without it
function watch(fields) {
  const look = () => {
    const found = fields.flatMap((field) => foundIn(check, field.value));
    hint.hidden = !found.length;
    hint.querySelector("[data-found]").textContent = found.map((words) => `“${words}”`).join(", ");
  };
  for (const field of fields) field.addEventListener("change", look);
  hint.querySelector("button").onclick = () => {
    for (const field of fields) field.value = clean(check, field.value);
    look();
  };
}

// The same page without anybody's data, for when there is no network
async function keepShell() {
  await navigator.serviceWorker.register(phone.worker, { type: "module", updateViaCache: "none" });
  const answer = await fetch(phone.shell, { redirect: "error", cache: "no-store" });
  if (answer.ok) await (await caches.open("log-shell")).put(phone.page, answer);
}

async function begin() {
  await store.claim(phone.who);
  check = { rules: prepare(await (await fetch(phone.rules)).json()), places: phone.places };
  onSubmit(form, contact);
  onSubmit(away, takenOff);
  watch([form.elements.heard, form.elements.todo]);
  news?.addEventListener("message", () => show(check, "offline", sendNow));
  addEventListener("online", sendNow);
  await show(check, "offline", sendNow);
  if (!isShell && navigator.serviceWorker) keepShell().catch(() => {});
  await sendNow();
}

// No safe store (an old browser, or a page without https): the forms work as they are
if (globalThis.indexedDB && globalThis.crypto?.subtle) begin().catch(() => {});
