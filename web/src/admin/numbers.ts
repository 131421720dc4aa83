import { lang } from '../texts/texts.ts';

function number(value: number, digits: number): string {
  return new Intl.NumberFormat(lang.value === 'es' ? 'es' : 'en-GB', { maximumFractionDigits: digits }).format(value);
}

export function countText(value: number): string {
  return number(value, value !== 0 && Math.abs(value) < 10 ? 1 : 0);
}

/** `0.4 ms`, `12 ms`, `1.2 s` */
export function secondsText(seconds: number): string {
  return seconds >= 1 ? `${number(seconds, 1)} s` : `${number(seconds * 1000, seconds < 0.01 ? 2 : 0)} ms`;
}

/** `512 B`, `12 kB`, `91 MB` */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) {
    bytes /= 1000;
    unit++;
  }
  return `${number(bytes, bytes < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

/** `3 d 4 h`, `12 min` */
export function spanText(seconds: number): string {
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return days > 0 ? `${days} d ${hours} h` : hours > 0 ? `${hours} h ${minutes} min` : minutes > 0 ? `${minutes} min` : `${Math.floor(seconds)} s`;
}

/** Easy to read out: no letters or digits that look alike. 16 of 54 signs are 92 bits. */
export function makePassword(): string {
  const signs = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const password: string[] = [];
  while (password.length < 16) {
    // Numbers past the last whole multiple would make some signs likelier.
    const [random] = crypto.getRandomValues(new Uint8Array(1));
    if (random! < 256 - (256 % signs.length))
      password.push(signs[random! % signs.length]!);
  }
  return password.join('');
}
