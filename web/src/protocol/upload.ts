import { refusalOf, Unreachable, type SharedFile } from './api.ts';

export interface Upload { done: Promise<SharedFile>; cancel(): void }

export class Cancelled extends Error {}

/**
 * Sends a file, or the small picture of one (`of`). By XMLHttpRequest, as `fetch` does not tell how far it is.
 * @param progress 0 to 1
 */
export function upload(file: Blob, name: string, lang: string, progress: (part: number) => void, of?: string): Upload {
  const request = new XMLHttpRequest();
  const query = of === undefined ? `name=${encodeURIComponent(name)}` : `name=${encodeURIComponent(name)}&of=${encodeURIComponent(of)}`;
  const done = new Promise<SharedFile>((resolve, reject) => {
    request.open('POST', `/api/v1/files?${query}`);
    request.setRequestHeader('Content-Type', file.type === '' ? 'application/octet-stream' : file.type);
    request.setRequestHeader('Accept-Language', lang);
    if (of !== undefined)
      request.setRequestHeader('X-Parley-Thumbnail', 'true');
    request.responseType = 'json';
    request.upload.onprogress = event => { if (event.lengthComputable) progress(event.loaded / event.total); };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300)
        resolve(request.response as SharedFile);
      else if (request.status >= 502 && request.response === null)
        reject(new Unreachable());
      else
        reject(refusalOf(request.response, request.status));
    };
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new Cancelled());
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}
