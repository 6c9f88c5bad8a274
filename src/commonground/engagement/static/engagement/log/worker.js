// Below /team/log/ only: shows the log without a network, and sends what waits when it is back.
// What it keeps is its own files and one page of forms; no other page of the team, nobody's words.
const KEPT = `log-files-${VERSION}`;
const PATIENCE_MS = 4000;
const without = new Set(); // pages that were shown without a network: their files come from here too

self.addEventListener("install", (event) => {
  self.skipWaiting();
  const fresh = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("log-files-") && name !== KEPT).map((name) => caches.delete(name)));
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const path = new URL(url).pathname;
  if (method !== "GET") return;
  if (mode === "navigate" && path === PAGE) event.respondWith(page(event));
  else if (FILES.includes(path)) event.respondWith(file(event));
});

async function page(event) {
  const kept = await (await caches.open("log-shell")).match(PAGE);
  const asked = fetch(event.request);
  if (!kept) return asked;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
  const answer = await Promise.race([asked.catch(() => null), late]);
  if (answer && answer.status < 500) return answer;
  without.add(event.resultingClientId);
  return kept;
}

async function file(event) {
  const kept = () => caches.open(KEPT).then((cache) => cache.match(event.request, { ignoreSearch: true }));
  if (without.has(event.clientId)) return (await kept()) ?? fetch(event.request);
  return fetch(event.request).catch(async () => (await kept()) ?? Response.error());
}

self.addEventListener("sync", (event) => {
  if (event.tag !== "log") return;
  event.waitUntil(flush(SEND).then(({ state }) => { if (state === "offline") throw new Error("not yet"); }));
});
