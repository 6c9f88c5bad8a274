// What the page shows of the queue: entries that wait, and the officer's own words.
import * as store from "./store.js";
import { marks, without } from "./persons.js";

const queue = document.getElementById("log-queue");
const panel = document.getElementById("log-draft");
const status = document.getElementById("log-status");
const labelOf = (name, value) =>
  document.querySelector(`[data-log] [name$="${name}"] option[value="${CSS.escape(value ?? "")}"]`)?.textContent;

export function say(words, tone = "good") {
  status.textContent = words;
  status.className = `note ${tone}`;
  status.hidden = !words;
}

export function titleOf(entry) {
  const kind = document.querySelector(`[name=kind][value="${CSS.escape(entry.kind ?? "")}"]`)?.textContent;
  const when = new Date(entry.at).toLocaleString(document.documentElement.lang, { weekday: "short", hour: "numeric", minute: "2-digit" });
  return [kind ?? labelOf("because", entry.because) ?? entry.heard, labelOf("neighbourhood", entry.neighbourhood), when]
    .filter(Boolean).join(", ");
}

// `state`: what became of the last try to send; `again` is called when something changed
export async function show(check, state, again) {
  const entries = await store.all();
  const listed = entries.filter((entry) => entry.state !== "draft");
  queue.hidden = !listed.length;
  queue.querySelector("ul").replaceChildren(...listed.map((entry) => row(entry, again)));
  for (const words of queue.querySelectorAll("[data-say]")) words.hidden = words.dataset.say !== (state in SAID ? state : "offline");
  showDraft(entries.find((entry) => entry.state === "draft"), check, again);
}

const SAID = { "sign-in": 1, other: 1 };

function row(entry, again) {
  const item = queue.querySelector("template").content.cloneNode(true).firstElementChild;
  item.querySelector("p").textContent = titleOf(entry);
  item.querySelector("[data-sentence]").textContent = entry.sentence ?? "";
  item.querySelector(".buttons").hidden = entry.state !== "refused";
  item.querySelector("[data-again]").onclick = async () => { await store.put({ ...entry, state: "waiting", sentence: "" }); again(); };
  item.querySelector("[data-throw]").onclick = async () => { await store.remove(entry.key); again(); };
  return item;
}

const FIELDS = ["heard", "category", "todo", "due_on"];

// One draft at a time. What the officer is changing is left as it is.
function showDraft(draft, check, again) {
  panel.hidden = !draft;
  if (!draft) return;
  const form = panel.querySelector("form");
  const field = (name) => form.elements[`draft-${name}`];
  if (form.dataset.key !== draft.key) for (const name of FIELDS) field(name).value = draft[name] ?? "";
  form.dataset.key = draft.key;
  const refresh = () => {
    const text = field("heard").value || field("todo").value;
    const found = marks(check.rules, text, check.places);
    panel.querySelector("[data-shown]").replaceChildren(...marked(text, found));
    panel.querySelector("[data-offer]").hidden = !found.length;
  };
  panel.querySelector("[data-sentence]").textContent = draft.sentence || (isUnfinished(draft) ? panel.dataset.ask : "");
  form.oninput = refresh;
  refresh();
  panel.querySelector("[data-offer]").onclick = () => {
    for (const name of ["heard", "todo"]) field(name).value = clean(check, field(name).value);
    refresh();
  };
  panel.querySelector("[data-throw]").onclick = async () => { await store.remove(draft.key); again(); };
  form.onsubmit = async (event) => {
    event.preventDefault();
    const told = Object.fromEntries(FIELDS.map((name) => [name, field(name).value]));
    const stays = looksLikeAPerson(check, told) || isUnfinished(told);
    await store.put({ ...draft, ...told, state: stays ? "draft" : "waiting", sentence: stays ? draft.sentence : "" });
    again();
  };
}

function marked(text, found) {
  const parts = [];
  let end = 0;
  for (const one of found) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(one.start, one.end);
    parts.push(text.slice(end, one.start), mark);
    end = one.end;
  }
  return [...parts, text.slice(end)];
}

export const clean = (check, text) =>
  without(check.rules, text, marks(check.rules, text, check.places), document.documentElement.lang.slice(0, 2));
export const foundIn = (check, text) =>
  marks(check.rules, text, check.places).map(({ start, end }) => text.slice(start, end));
export const looksLikeAPerson = (check, { heard, todo }) => foundIn(check, heard).length + foundIn(check, todo).length > 0;
// The server would ask: what is it about, and by when?
export const isUnfinished = ({ heard, category, todo, due_on }) =>
  Boolean((heard.trim() && !category) || (todo.trim() && !due_on));
