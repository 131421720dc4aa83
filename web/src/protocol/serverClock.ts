import type { TimeAnswer } from './frames.ts';

/** This computer's clock against the server's; both in milliseconds. */
export interface ClockOffset { offset: number; error: number }

/**
 * @param t3 this computer's clock at the arrival of the answer, Unix milliseconds
 * @returns null when the answer holds no `t0` of ours
 */
export function clockOffset(answer: TimeAnswer, t3: number): ClockOffset | null {
  const { t0, t1, t2 } = answer;
  if (t0 === undefined || !Number.isFinite(t1) || !Number.isFinite(t2) || t3 < t0)
    return null;
  return { offset: ((t1 - t0) + (t2 - t3)) / 2, error: Math.max(0, ((t3 - t0) - (t2 - t1)) / 2) };
}

/** The measure with the smaller error stands, unless it is older than `lifetime` measures' worth of drift. */
export function better(old: ClockOffset | null, measured: ClockOffset): ClockOffset {
  return old !== null && old.error + Math.abs(old.offset - measured.offset) / 2 < measured.error ? old : measured;
}
