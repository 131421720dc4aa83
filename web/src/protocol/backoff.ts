const FirstDelay = 500;
const LongestDelay = 30_000;
const LongestHop = 250;

/**
 * Milliseconds before the next try to connect: half of a doubling step, and a random part as long again,
 * so that the people of a restarted server don't come back all at once.
 * @param failures tries since the last login that worked, from 0 up
 * @param random in [0, 1)
 */
export function backoff(failures: number, random: number): number {
  const step = Math.min(LongestDelay, FirstDelay * 2 ** Math.min(failures, 16));
  return Math.round(step / 2 + random * step / 2);
}

/** Milliseconds before another node is tried, when the one in use has said that it is stopping. */
export function hop(random: number): number {
  return Math.round(random * LongestHop);
}

/** `retryAfter` of the server in seconds, with up to a quarter more. */
export function retryAfter(seconds: number, random: number): number {
  return Math.round(seconds * 1000 * (1 + random / 4));
}
