// What this phone keeps of the log: entries in IndexedDB, each sealed with AES-GCM. The key can be
// used by this site's scripts and read out by none; it goes with the entries.
const NAME = "commonground-log";
const AES = { name: "AES-GCM", length: 256 };

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const ended = (change) => new Promise((resolve, reject) => {
  change.oncomplete = () => resolve();
  change.onerror = change.onabort = () => reject(change.error);
});

async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("owner");
    request.result.createObjectStore("entries", { keyPath: "key" });
  };
  const base = await answer(request);
  base.onversionchange = () => base.close();
  return base;
}

// Open for one piece of work: what another tab wiped meanwhile is gone here too.
async function using(work) {
  const base = await open();
  try { return await work(base); } finally { base.close(); }
}

const ownerOf = (base) => answer(base.transaction("owner").objectStore("owner").get("it"));

export const owner = () => using(ownerOf);
export const count = () => using((base) => answer(base.transaction("entries").objectStore("entries").count()));

// The phone is `who`'s from now on. What somebody else left here is wiped first.
export async function claim(who) {
  const there = await owner();
  if (there?.who === who) return;
  if (there) await wipe();
  const key = await crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
  await using((base) => {
    const change = base.transaction("owner", "readwrite");
    const store = change.objectStore("owner");
    store.get("it").onsuccess = (event) => { if (!event.target.result) store.put({ who, key }, "it"); };
    return ended(change);
  });
}

// Entries, the key and the page without a network: nothing of the person stays.
export async function wipe() {
  await using((base) => {
    const change = base.transaction(["owner", "entries"], "readwrite");
    change.objectStore("owner").clear();
    change.objectStore("entries").clear();
    return ended(change);
  });
  await globalThis.caches?.delete("log-shell");
}

const bound = (who, key) => new TextEncoder().encode(`${who}:${key}`); // no entry passes for another

export async function put(entry) {
  const mine = await owner();
  if (!mine) throw new Error("the phone is nobody's");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const seal = { name: "AES-GCM", iv, additionalData: bound(mine.who, entry.key) };
  const box = await crypto.subtle.encrypt(seal, mine.key, new TextEncoder().encode(JSON.stringify(entry)));
  await using((base) => {
    const change = base.transaction("entries", "readwrite");
    change.objectStore("entries").put({ key: entry.key, iv, box });
    return ended(change);
  });
}

export const remove = (key) => using((base) => {
  const change = base.transaction("entries", "readwrite");
  change.objectStore("entries").delete(key);
  return ended(change);
});

// In the order in which they happened. What cannot be opened was sealed with a key that is gone.
export async function all() {
  const mine = await owner();
  if (!mine) return [];
  const rows = await using((base) => answer(base.transaction("entries").objectStore("entries").getAll()));
  const opened = await Promise.all(rows.map(async ({ key, iv, box }) => {
    try {
      const seal = { name: "AES-GCM", iv, additionalData: bound(mine.who, key) };
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(seal, mine.key, box)));
    } catch { return null; }
  }));
  return opened.filter(Boolean).sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
}
