import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../texts/texts.ts';
import { Field, Password } from '../parts.tsx';
import { closeDialog, Sheet } from '../sheet.tsx';
import { dialog, wordsOf, type Dialog } from '../ui.ts';

/** Asks for a yes, or for one line. */
export function AskDialog({ ask }: { ask: Dialog & { kind: 'ask' } }): JSX.Element {
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const value = String(new FormData(event.currentTarget as HTMLFormElement).get('value') ?? '');
    try {
      await ask.act(value);
      if (dialog.value === ask)
        closeDialog();
    } catch (failure) {
      setError(wordsOf(failure));
    }
  };
  return (
    <Sheet title={ask.title} size="small">
      <form onSubmit={event => void submit(event)}>
        {ask.text !== undefined && <p>{ask.text}</p>}
        {ask.label !== undefined && (ask.isSecret === true
          ? <Password label={ask.label} error={error} name="value" autocomplete="current-password" autofocus />
          : <Field label={ask.label} error={error}><input name="value" defaultValue={ask.value ?? ''} autocomplete="off" autofocus /></Field>)}
        {ask.label === undefined && error !== null && <p class="error" role="alert">{error}</p>}
        <div class="buttons">
          <button type="button" class="secondary" onClick={closeDialog}>{t('cancel')}</button>
          <button type="submit" class={ask.isDanger === true ? 'danger' : 'primary'} autofocus={ask.label === undefined}>{ask.action}</button>
        </div>
      </form>
    </Sheet>
  );
}
