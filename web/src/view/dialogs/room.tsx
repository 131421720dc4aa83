import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { flags, lists, rulesFully, values } from '../../commands/rules.ts';
import { run } from '../../commands/run.ts';
import type { RulesShown } from '../../protocol/frames.ts';
import type { Conversation } from '../../state/conversation.ts';
import { t, type TextKey } from '../../texts/texts.ts';
import { useAnswer, useChat } from '../hooks.ts';
import { Icon } from '../icons.tsx';
import { Field, Switch } from '../parts.tsx';
import { maskText, ruleName } from '../rowTexts.ts';
import { Sheet } from '../sheet.tsx';

/** The rules of a room: all may read them, some change them. */
export function RoomDialog({ conversation }: { conversation: Conversation }): JSX.Element {
  const chat = useChat();
  const { value: shown, error, reload } = useAnswer(() => chat.request<RulesShown>({ t: 'show-rules', room: conversation.name }), conversation);
  const own = shown?.ranks.find(r => r.login === chat.login)?.rank;
  const may = chat.me.value?.role !== 'user' || conversation.owner === chat.login || rulesFully(own);
  const change = async (rule: string, on: boolean, value: string | null = null): Promise<void> => {
    await run(chat, { do: 'rule', rule, on, value });
    reload();
  };
  const valueOf = (rule: string): string | undefined => shown?.rules.find(r => r.rule === rule)?.value;
  return (
    <Sheet title={t('rules.of', { room: conversation.name })}>
      {error !== null && <p class="banner error" role="alert">{error}</p>}
      {shown !== null && <>
        {!may && <p class="hint">{t('rules.read-only')}</p>}
        <div class="switches">
          {flags.map(rule => (
            <Switch key={`${rule}${shown.rules.length}`} label={ruleName(rule)} hint={t(`rule.${rule}.hint` as TextKey)} disabled={!may}
              checked={shown.rules.some(r => r.rule === rule)} onChange={on => void change(rule, on)} />
          ))}
        </div>
        {values.map(rule => <ValueRule key={`${rule}${valueOf(rule) ?? ''}`} rule={rule} value={valueOf(rule) ?? ''} isSet={shown.rules.some(r => r.rule === rule)} may={may} change={change} />)}
        {lists.map(rule => <ListRule key={rule} rule={rule} masks={shown.rules.filter(r => r.rule === rule).map(r => r.value ?? '')} may={may} change={change} />)}
        <section>
          <h3>{t('ranks')}</h3>
          {shown.ranks.length === 0 ? <p class="hint">{t('ranks.none')}</p> : <ul class="chips">{shown.ranks.map(r => <li key={r.login + r.rank}>{r.login}<span class="hint">{ruleName(r.rank)}</span></li>)}</ul>}
        </section>
      </>}
    </Sheet>
  );
}

type Change = (rule: string, on: boolean, value?: string | null) => Promise<void>;

function ValueRule({ rule, value, isSet, may, change }: { rule: string; value: string; isSet: boolean; may: boolean; change: Change }): JSX.Element {
  return (
    <form class="row-form" onSubmit={event => {
      event.preventDefault();
      const text = String(new FormData(event.currentTarget).get('value') ?? '').trim();
      void change(rule, text !== '', text === '' ? (value === '' ? null : value) : text);
    }}>
      <Field label={ruleName(rule)} hint={t(`rule.${rule}.hint` as TextKey)}>
        <input name="value" defaultValue={value} disabled={!may} placeholder={isSet && value === '' ? '••••' : '—'} inputMode={rule === 'limit' ? 'numeric' : 'text'} maxLength={32} autocomplete="off" />
      </Field>
      {may && <button type="submit" class="secondary">{t('save')}</button>}
    </form>
  );
}

function ListRule({ rule, masks, may, change }: { rule: string; masks: string[]; may: boolean; change: Change }): JSX.Element {
  const [isAdding, setAdding] = useState(false);
  return (
    <section>
      <h3>{ruleName(rule)}<span class="hint"> {t(`rule.${rule}.hint` as TextKey)}</span></h3>
      <ul class="chips">
        {masks.map(mask => (
          <li key={mask}>{maskText(mask)}{may && <button type="button" class="icon-button small" aria-label={t('rule.lift', { value: maskText(mask) })} onClick={() => void change(rule, false, mask)}><Icon name="close" /></button>}</li>
        ))}
        {masks.length === 0 && !isAdding && <li class="none">{t('none')}</li>}
        {may && !isAdding && <li class="add"><button type="button" class="text" onClick={() => setAdding(true)}>{t('add')}</button></li>}
      </ul>
      {isAdding && (
        <form class="row-form" onSubmit={event => { event.preventDefault(); const text = String(new FormData(event.currentTarget).get('mask') ?? '').trim(); setAdding(false); if (text !== '') void change(rule, true, text); }}>
          <input name="mask" aria-label={t('mask')} placeholder={t('mask')} autocomplete="off" autocapitalize="none" autofocus />
          <button type="submit" class="secondary">{t('add')}</button>
        </form>
      )}
    </section>
  );
}
