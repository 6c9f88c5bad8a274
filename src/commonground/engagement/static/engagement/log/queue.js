// Sends what waits. One tab (or the worker) at a time; each entry has its own key, so that the
// server keeps it once even where an answer was lost on the way.
import * as store from "./store.js";

const AT_ONCE = 20;
const PATIENCE_MS = 20_000; // a network that hangs must not keep the other tabs waiting
export const news = globalThis.BroadcastChannel ? new BroadcastChannel("commonground-log") : null;

// -> { state: "nothing" | "sent" | "offline" | "sign-in" | "other", kept, notes }
export function flush(address) {
  const work = () => attempt(address);
  return navigator.locks ? navigator.locks.request("commonground-log", work) : work();
}

async function attempt(address) {
  const waiting = (await store.all()).filter((entry) => entry.state === "waiting");
  if (!waiting.length) return { state: "nothing", kept: 0, notes: [] };
  const done = { state: "sent", kept: 0, notes: [] };
  try {
    const me = await ask(address);
    if (me.who !== (await store.owner())?.who) throw new Stop("other");
    for (let i = 0; i < waiting.length; i += AT_ONCE) {
      await sendSome(address, me, waiting.slice(i, i + AT_ONCE), done);
    }
  } catch (problem) {
    done.state = problem instanceof Stop ? problem.state : "offline";
  }
  news?.postMessage("changed");
  return done;
}

class Stop extends Error {
  constructor(state) { super(state); this.state = state; }
}

// A page in the place of an answer: the session is over, and signing in leads back here.
async function ask(address, options = {}) {
  const answer = await fetch(address, {
    credentials: "same-origin", redirect: "manual", cache: "no-store",
    signal: AbortSignal.timeout?.(PATIENCE_MS), ...options,
  });
  if (answer.type === "opaqueredirect" || answer.status === 403) throw new Stop("sign-in");
  if (answer.status === 409) throw new Stop("other");
  if (!answer.ok) throw new Stop("offline");
  return answer.json();
}

async function sendSome(address, me, some, done) {
  const now = Date.now();
  const entries = some.map(({ state, sentence, at, ...told }) => ({
    ...told, seconds_ago: Math.max(0, Math.round((now - at) / 1000)),
  }));
  const { results } = await ask(address, {
    method: "POST", body: JSON.stringify({ who: me.who, entries }),
    headers: { "Content-Type": "application/json", "X-CSRFToken": me.token },
  });
  for (const result of results) {
    await settle(some.find((entry) => entry.key === result.key), result, done);
  }
}

// What was kept leaves the phone; what was refused stays, with the sentence that says why.
async function settle(entry, result, done) {
  if (!entry) return;
  if (!result.ok) return store.put({ ...entry, state: entry.type === "words" ? "draft" : "refused", sentence: result.sentence });
  if (result.words) await store.put(draftOf(entry, result.words));
  await store.remove(entry.key);
  done.kept += 1;
  if (result.note) done.notes.push(result.note);
}

// The key follows from the entry's: a draft that is made twice is one.
export function draftOf({ key, at, heard = "", category = "", todo = "", due_on = "" }, sentence = "") {
  return { type: "words", key: `${key}w`, of: key, at, heard, category, todo, due_on, state: "draft", sentence };
}
