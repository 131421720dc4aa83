import { Unreachable, type SharedFile } from '../protocol/api.ts';
import { Refusal } from '../protocol/frames.ts';
import { Cancelled, upload } from '../protocol/upload.ts';
import { attachmentText, sizeText } from '../state/attachments.ts';
import type { Chat } from '../state/chat.ts';
import type { Conversation } from '../state/conversation.ts';
import { Signal } from '../state/signal.ts';
import { lang, t } from '../texts/texts.ts';

export interface UploadState {
  n: number; conversation: Conversation; name: string;
  /** 0 to 1 */
  part: number;
  error: string | null;
  cancel(): void;
  retry: (() => void) | null;
}

export const uploads = new Signal<readonly UploadState[]>([]);
let count = 0;

/** More at once would be a mistake of the hand. */
const MostFiles = 10;
const ThumbnailSide = 320;
const ThumbnailBytes = 64 * 1024;

/** @returns whether anything was taken */
export function startUploads(chat: Chat, conversation: Conversation, files: File[], comment: string): boolean {
  files.slice(0, MostFiles).forEach((file, i) => start(chat, conversation, file, i === 0 ? comment : ''));
  return files.length > 0;
}

function start(chat: Chat, conversation: Conversation, file: File, comment: string): void {
  const n = ++count;
  const name = file.name === '' ? 'file' : file.name.normalize('NFC');
  const sent = upload(file, name, lang.value, part => change(n, { part }));
  uploads.value = [...uploads.value, { n, conversation, name, part: 0, error: null, cancel: () => { sent.cancel(); remove(n); }, retry: null }];
  void (async () => {
    try {
      const shared = await sent.done;
      await sendThumbnail(file, shared);
      chat.post(conversation, attachmentText(shared.name, sizeText(shared.size, lang.value), shared.url, comment));
      remove(n);
    } catch (error) {
      if (error instanceof Cancelled)
        return;
      change(n, {
        error: wordsFor(error),
        cancel: () => remove(n),
        retry: error instanceof Unreachable ? () => { remove(n); start(chat, conversation, file, comment); } : null,
      });
    }
  })();
}

function wordsFor(error: unknown): string {
  if (error instanceof Unreachable)
    return t('file.unreachable');
  if (error instanceof Refusal && error.code === 215 && Number(error.args['limit']) > 0)
    return t('file.too-large', { limit: sizeText(Number(error.args['limit']), lang.value) });
  return error instanceof Refusal && error.message !== '' ? error.message : t('file.failed');
}

/** Without a small picture the file is shared all the same. */
async function sendThumbnail(file: File, shared: SharedFile): Promise<void> {
  try {
    const picture = await thumbnail(file);
    if (picture !== null)
      await upload(picture, shared.name, lang.value, () => undefined, shared.id).done;
  } catch {
    // no picture after all, or refused
  }
}

async function thumbnail(file: File): Promise<Blob | null> {
  if (!/^image\/(?:png|jpeg|gif|webp|avif)$/.test(file.type))
    return null;
  const image = await createImageBitmap(file);
  const scale = Math.min(1, ThumbnailSide / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  for (const [type, quality] of [['image/webp', 0.8], ['image/webp', 0.5], ['image/jpeg', 0.7], ['image/jpeg', 0.4]] as const) {
    const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, type, quality));
    if (blob !== null && blob.type === type && blob.size <= ThumbnailBytes)
      return blob;
  }
  return null;
}

function change(n: number, to: Partial<UploadState>): void {
  uploads.value = uploads.value.map(u => u.n === n ? { ...u, ...to } : u);
}

function remove(n: number): void {
  uploads.value = uploads.value.filter(u => u.n !== n);
}
