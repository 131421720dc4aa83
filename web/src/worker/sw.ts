/** Keeps the files of one version of the page, so that it opens without a network. Talks and files are never kept. */

interface ExtendableEvent extends Event { waitUntil(work: Promise<unknown>): void }
interface FetchEvent extends ExtendableEvent { readonly request: Request; respondWith(response: Promise<Response>): void }
interface NotificationEvent extends ExtendableEvent { readonly notification: Notification & { readonly data: unknown } }
interface WindowClient { focus(): Promise<WindowClient>; postMessage(message: unknown): void }
interface Worker {
  readonly clients: { claim(): Promise<void>; matchAll(options: { type: 'window' }): Promise<WindowClient[]>; openWindow(url: string): Promise<WindowClient | null> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  addEventListener(type: 'notificationclick', listener: (event: NotificationEvent) => void): void;
}
declare const __SHELL_FILES__: string[];
declare const __SHELL_VERSION__: string;

const worker = self as unknown as Worker;
const cacheName = `parley-${__SHELL_VERSION__}`;
const files = new Set(__SHELL_FILES__);

worker.addEventListener('install', event => {
  event.waitUntil(caches.open(cacheName).then(cache => cache.addAll([...files].map(file => new Request(file, { cache: 'reload' })))));
});

worker.addEventListener('activate', event => {
  event.waitUntil((async () => {
    for (const old of await caches.keys())
      if (old.startsWith('parley-') && old !== cacheName)
        await caches.delete(old);
    await worker.clients.claim();
  })());
});

worker.addEventListener('message', event => {
  if (event.data === 'take-over')
    void worker.skipWaiting();
});

worker.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin)
    return;
  if (request.mode === 'navigate' && url.pathname === '/')
    event.respondWith(page(request));
  else if (files.has(url.pathname))
    event.respondWith(kept(request));
});

worker.addEventListener('notificationclick', event => {
  event.notification.close();
  const hash = String(event.notification.data);
  event.waitUntil((async () => {
    const [open] = await worker.clients.matchAll({ type: 'window' });
    if (open === undefined)
      await worker.clients.openWindow(`/${hash}`);
    else
      (await open.focus()).postMessage(hash);
  })());
});

/** The kept page belongs to the kept files: a newer one would name files of its own. A new version comes with its own worker. */
async function page(request: Request): Promise<Response> {
  return await caches.match('/', { cacheName }) ?? await fetch(request);
}

async function kept(request: Request): Promise<Response> {
  return await caches.match(request, { cacheName, ignoreSearch: true }) ?? await fetch(request);
}
