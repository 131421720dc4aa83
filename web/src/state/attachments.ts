/** A file that a message shares: its text is `NAME (SIZE) URL`, with a line before it if the person wrote one. */
export interface Attachment { name: string; size: string; url: string; id: string; isPicture: boolean; comment: string }

const pictures = /\.(?:png|jpe?g|gif|webp|avif)$/i;

/** @param origin of this server, as `https://chat.example`; files of others are plain links */
export function attachmentOf(text: string, origin: string): Attachment | null {
  const lineEnd = text.lastIndexOf('\n');
  const line = text.slice(lineEnd + 1);
  const match = /^(.{1,255}) \(([^()]{1,32})\) (https?:\/\/\S+)$/u.exec(line);
  if (match === null)
    return null;
  const [, name, size, address] = match as unknown as [string, string, string, string];
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  // The same host by another scheme is the same server behind a proxy that ends TLS.
  if (url.host !== new URL(origin).host || url.search !== '' || url.hash !== '')
    return null;
  const path = /^\/files\/([A-Za-z0-9_-]{1,128})\/[^/]+$/u.exec(url.pathname);
  if (path === null)
    return null;
  return { name, size, url: url.pathname, id: path[1]!, isPicture: pictures.test(name), comment: lineEnd < 0 ? '' : text.slice(0, lineEnd) };
}

export function attachmentText(name: string, size: string, url: string, comment: string): string {
  // What ends the form must not stand in the name: the server keeps the name of the file as it is.
  const line = `${name.replace(/[\r\n]/g, ' ')} (${size}) ${url}`;
  return comment.trim() === '' ? line : `${comment.trim()}\n${line}`;
}

/** Bytes in the unit that fits: `1,4 MB`. */
export function sizeText(bytes: number, lang: string): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${new Intl.NumberFormat(lang, { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value)} ${units[unit]}`;
}
