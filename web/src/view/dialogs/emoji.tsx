import type { JSX } from 'preact';
import { t } from '../../texts/texts.ts';
import { quickEmoji } from '../emoji.ts';
import { closeDialog, Sheet } from '../sheet.tsx';

export function EmojiDialog({ pick }: { pick: (emoji: string) => void }): JSX.Element {
  const move = (event: KeyboardEvent): void => {
    const all = [...(event.currentTarget as HTMLElement).querySelectorAll('button')];
    const now = all.indexOf(document.activeElement as HTMLButtonElement);
    const way = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 6, ArrowUp: -6 }[event.key];
    if (way === undefined || now < 0)
      return;
    event.preventDefault();
    all[(now + way + all.length) % all.length]?.focus();
  };
  return (
    <Sheet title={t('emoji')} size="small">
      <div class="emoji-grid" onKeyDown={move}>
        {quickEmoji.map((emoji, i) => <button key={emoji} type="button" autofocus={i === 0} onClick={() => { closeDialog(); pick(emoji); }}>{emoji}</button>)}
      </div>
    </Sheet>
  );
}
