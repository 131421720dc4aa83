/** A name for a message: unique for ever, 22 visible ASCII characters. Not `randomUUID`, which plain http in a local network does not have. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
