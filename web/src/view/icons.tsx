import type { JSX } from 'preact';

/** Drawn on 24 × 24, in the colour of the text. */
const paths = {
  hash: 'M9 4 7 20M17 4l-2 16M4.5 9h16M3.5 15h16',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0',
  people: 'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 19.5a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.3',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20',
  plus: 'M12 5v14M5 12h14',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  down: 'M6 9.5l6 6 6-6',
  close: 'M6 6l12 12M18 6 6 18',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  send: 'M4.5 12 3.8 5.2c-.1-.9.8-1.5 1.6-1.1l14.9 7c.8.4.8 1.4 0 1.8l-14.9 7c-.8.4-1.7-.3-1.6-1.1L4.5 12Zm0 0h7',
  attach: 'M20 11.5 12.2 19a5 5 0 0 1-7-7l8-7.8a3.4 3.4 0 0 1 4.8 4.8l-7.9 7.7a1.8 1.8 0 0 1-2.5-2.5l7.2-7',
  smile: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM8.5 14.2a4.4 4.4 0 0 0 7 0M9 9.6h.01M15 9.6h.01',
  reply: 'M9.5 6 4 11.5 9.5 17M4.5 11.5h8.7A6.8 6.8 0 0 1 20 18.3v.2',
  edit: 'M4.5 19.5l.9-4L16.2 4.7a1.8 1.8 0 0 1 2.5 0l.6.6a1.8 1.8 0 0 1 0 2.5L8.5 18.6l-4 .9ZM14 7l3 3',
  trash: 'M5 7h14M10 7V4.8h4V7M7 7l.8 12.2h8.4L17 7M10.4 10.5v5.5M13.6 10.5v5.5',
  copy: 'M9 9h10v10.5H9zM15 9V4.5H5V15h4',
  link: 'M10 14a4 4 0 0 0 5.7.3l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7-.3l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  info: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11v5M12 8h.01',
  settings: 'M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9M15 9.8a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6ZM9 18.8a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z',
  bell: 'M6 16.5V11a6 6 0 1 1 12 0v5.5l1.3 1.5H4.7L6 16.5ZM10 20.5h4',
  key: 'M14.5 13.5a4.5 4.5 0 1 0-3.7-2L4.5 17.8V20h3v-2h2v-2h1.3l2-2.3M15.8 8.2h.01',
  leave: 'M13.5 4.5h-8v15h8M10 12h10M16.5 8.5 20 12l-3.5 3.5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2',
  warning: 'M12 4 2.8 19.5h18.4L12 4ZM12 10v4.5M12 17h.01',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15',
  file: 'M6 3.5h7.5L18 8v12.5H6zM13.5 3.5V8H18',
  download: 'M12 4.5v10M7.5 10.5 12 15l4.5-4.5M5 19.5h14',
  shield: 'M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6l-7-2.5Z',
  help: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM9.6 9.6a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2.9-1.2 1.7M12 16.4h.01',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 3v1.8M12 19.2V21M3 12h1.8M19.2 12H21M5.6 5.6l1.3 1.3M17.1 17.1l1.3 1.3M18.4 5.6l-1.3 1.3M6.9 17.1l-1.3 1.3',
  moon: 'M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2Z',
  away: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM8 12h8',
  lock: 'M6 10.5h12v9.5H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5',
  pin: 'M9 4h6l-.8 6 3.3 3v1.5h-11V13l3.3-3L9 4ZM12 14.5V20',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, label }: { name: IconName; label?: string }): JSX.Element {
  const named = label === undefined ? { 'aria-hidden': 'true' as const } : { role: 'img' as const, 'aria-label': label };
  return (
    <svg class="icon" viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width={name === 'more' ? 2.6 : 1.7} stroke-linecap="round" stroke-linejoin="round" focusable="false" {...named}>
      <path d={paths[name]} />
    </svg>
  );
}

/** Two speech bubbles that lean on each other. */
export function Mark({ size = 40 }: { size?: number }): JSX.Element {
  return (
    <svg viewBox="0 0 64 64" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="64" height="64" rx="16" class="mark-ground" />
      <path class="mark-back" d="M27 15h17a9 9 0 0 1 9 9v7a9 9 0 0 1-9 9h-1v6.6c0 .9-1 1.3-1.6.7L34 40h-7a9 9 0 0 1-9-9v-7a9 9 0 0 1 9-9Z" />
      <path class="mark-front" d="M20 24h15a8 8 0 0 1 8 8v4a8 8 0 0 1-8 8h-6.5l-6.8 6.6c-.6.6-1.7.2-1.7-.7V44a8 8 0 0 1-8-8v-4a8 8 0 0 1 8-8Z" />
    </svg>
  );
}
