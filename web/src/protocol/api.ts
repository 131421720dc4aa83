import { Refusal, type Role, type Profile } from './frames.ts';

/** The HTTP API, same origin, by cookie. */

export interface Me { login: string; role: Role; lang: string; profile: Profile; created: string }
export interface SharedFile { id: string; name: string; type: string; size: number; url: string }
export interface Registration { login: string; password: string; givenNames?: string; surnames?: string; age?: number; gender?: string; lang?: string }

/** There is no way to the server just now. */
export class Unreachable extends Error {
  constructor() {
    super('unreachable');
    this.name = 'Unreachable';
  }
}

export class Api {
  readonly #lang: () => string;

  constructor(lang: () => string) {
    this.#lang = lang;
  }

  /** Whose cookie this browser has; null for nobody's. */
  async me(): Promise<Me | null> {
    const response = await this.#fetch('GET', '/api/v1/me');
    if (response.status === 401)
      return null;
    return await this.#read<Me>(response);
  }

  async logIn(login: string, password: string): Promise<void> {
    await this.#post('/api/v1/login', { login, password, cookie: true });
  }

  async register(registration: Registration): Promise<void> {
    await this.#post('/api/v1/register', { ...registration, cookie: true });
  }

  async logOut(): Promise<void> {
    await this.#post('/api/v1/logout', {});
  }

  async #post(path: string, body: unknown): Promise<void> {
    const response = await this.#fetch('POST', path, JSON.stringify(body));
    if (!response.ok)
      throw await problem(response);
  }

  async #read<T>(response: Response): Promise<T> {
    if (!response.ok)
      throw await problem(response);
    return await response.json() as T;
  }

  async #fetch(method: string, path: string, body?: string): Promise<Response> {
    try {
      return await fetch(path, {
        method,
        credentials: 'same-origin',
        headers: { 'Accept-Language': this.#lang(), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
        ...(body === undefined ? {} : { body }),
      });
    } catch {
      throw new Unreachable();
    }
  }
}

/** RFC 9457, as far as it is there; a proxy in between may answer with anything. */
async function problem(response: Response): Promise<Error> {
  if (response.status >= 502 && response.status <= 504 && response.headers.get('content-type')?.includes('problem') !== true)
    return new Unreachable();
  try {
    return refusalOf(await response.json(), response.status);
  } catch {
    return new Refusal(0, `${response.status} ${response.statusText}`);
  }
}

export function refusalOf(body: unknown, status: number): Refusal {
  const { detail, title, code, args } = (body ?? {}) as { detail?: string; title?: string; code?: number; args?: Record<string, string> };
  return new Refusal(code ?? 0, detail ?? title ?? String(status), args ?? {});
}
