import { t } from '../texts/texts.ts';
import { toast } from '../view/ui.ts';

/** The shell opens without a network; a new version is offered and taken when the person says so. */
export function registerWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV)
    return;
  addEventListener('load', () => void register().catch(() => undefined));
}

async function register(): Promise<void> {
  const registration = await navigator.serviceWorker.register('/sw.js');
  let reloads = false;
  const offer = (worker: ServiceWorker): void => toast(t('update.ready'), {
    lasts: true,
    action: { label: t('update.take'), act: () => { reloads = true; worker.postMessage('take-over'); } },
  });
  navigator.serviceWorker.addEventListener('controllerchange', () => { if (reloads) location.reload(); });
  navigator.serviceWorker.addEventListener('message', event => {
    if (typeof event.data === 'string' && event.data.startsWith('#/'))
      location.hash = event.data;
  });
  if (registration.waiting !== null && navigator.serviceWorker.controller !== null)
    offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller !== null)
        offer(worker);
    });
  });
  // A page that stays open for days hears of new versions too.
  setInterval(() => void registration.update().catch(() => undefined), 3_600_000);
}
