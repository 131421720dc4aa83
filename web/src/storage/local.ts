/** What must not fail when a browser forbids storage: then nothing is remembered. */
export function read(key: string): string | null {
  try {
    return localStorage.getItem(`parley.${key}`);
  } catch {
    return null;
  }
}

export function write(key: string, value: string | null): void {
  try {
    if (value === null)
      localStorage.removeItem(`parley.${key}`);
    else
      localStorage.setItem(`parley.${key}`, value);
  } catch {
    // full or forbidden
  }
}

export function readJson<T>(key: string): T | null {
  const text = read(key);
  if (text === null)
    return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

export function writeJson(key: string, value: unknown): void {
  write(key, JSON.stringify(value));
}

/** All that is remembered of one login goes: it was erased, or somebody else sits here now. */
export function forget(login: string): void {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(`parley.of.${login}.`))
        localStorage.removeItem(key);
  } catch {
    // forbidden
  }
}
