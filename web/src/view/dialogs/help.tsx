import type { JSX } from 'preact';
import { commands } from '../../commands/parse.ts';
import { t, type TextKey } from '../../texts/texts.ts';
import { commandHint } from '../composer.tsx';
import { Sheet } from '../sheet.tsx';

const keys: readonly (readonly [string, TextKey])[] = [
  ['Ctrl K', 'keys.palette'], ['Alt ↑ ↓', 'keys.step'], ['Alt ⇧ ↑ ↓', 'keys.unread'], ['Ctrl ⇧ F', 'keys.search'], ['Ctrl ⇧ U', 'keys.people'],
  ['Enter', 'keys.send'], ['⇧ Enter', 'keys.line'], ['↑', 'keys.edit'], ['@', 'keys.mention'], ['#', 'keys.command'],
  ['⇧ Tab ↑ ↓', 'keys.messages'], ['R · E · +', 'keys.act'], ['Esc', 'keys.escape'], ['?', 'keys.help'],
];

export function HelpDialog(): JSX.Element {
  return (
    <Sheet title={t('help')} size="large">
      <div class="help">
        <section>
          <h3>{t('help.keys')}</h3>
          <dl class="keys">{keys.map(([key, text]) => <div key={key}><dt>{key.split(' ').map(k => k === '·' ? ' · ' : <kbd key={k}>{k}</kbd>)}</dt><dd>{t(text)}</dd></div>)}</dl>
          <h3>{t('help.text')}</h3>
          <p class="plain">{'**' + t('help.bold') + '**  _' + t('help.italic') + '_  `' + t('help.code') + '`\n> ' + t('help.quote') + '\n- ' + t('help.list')}</p>
        </section>
        <section>
          <h3>{t('help.commands')}</h3>
          <p class="hint">{t('help.escape')}</p>
          <dl class="commands">
            {commands.filter(c => c.hidden !== true).map(c => (
              <div key={c.names[0]}><dt><code>#{c.names[0]} {c.usage}</code></dt><dd>{commandHint(c.names[0]!)}</dd></div>
            ))}
          </dl>
        </section>
      </div>
    </Sheet>
  );
}
