// Keeps the page's own files, so that it works without a network. The build fills in their names and a version made from
// their content; a new version keeps its files beside the old one's and drops those once it has taken over.
const CACHE = "nonoverlap-__VERSION__";
const FILES = [__FILES__];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith("nonoverlap-") && name !== CACHE))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  // A folder's address means its index.html, as it does to the server.
  const { pathname } = new URL(request.url);
  const wanted = pathname.endsWith("/") ? `${pathname}index.html` : request;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(wanted, { ignoreSearch: true }))
      .then((kept) => kept ?? fetch(request)),
  );
});
