import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { initials, nameColour } from '../state/colours.ts';
import type { PresenceState } from '../protocol/frames.ts';
import { t } from '../texts/texts.ts';
import { Icon, type IconName } from './icons.tsx';

export function IconButton({ icon, label, onClick, pressed, badge, ...rest }: {
  icon: IconName; label: string; onClick: (event: MouseEvent) => void; pressed?: boolean; badge?: boolean;
  class?: string; disabled?: boolean; keys?: string;
}): JSX.Element {
  return (
    <button type="button" class={`icon-button ${rest.class ?? ''}`} aria-label={label} title={rest.keys === undefined ? label : `${label} (${rest.keys})`}
      aria-pressed={pressed} onClick={onClick} disabled={rest.disabled}>
      <Icon name={icon} />
      {badge === true && <span class="dot" />}
    </button>
  );
}

export function Avatar({ name, state, small }: { name: string; state?: PresenceState; small?: boolean }): JSX.Element {
  return (
    <span class={`avatar name-${nameColour(name)}${small === true ? ' small' : ''}`} aria-hidden="true">
      {initials(name)}
      {state !== undefined && <span class={`presence ${state}`} />}
    </span>
  );
}

export function Name({ name }: { name: string }): JSX.Element {
  return <span class={`name name-${nameColour(name)}`}>{name}</span>;
}

export function Field({ label, hint, error, children }: { label: string; hint?: string; error?: string | null; children: ComponentChildren }): JSX.Element {
  return (
    <label class="field">
      <span class="label">{label}</span>
      {children}
      {hint !== undefined && <span class="hint">{hint}</span>}
      {error != null && <span class="error" role="alert">{error}</span>}
    </label>
  );
}

/** A password that may be looked at. The button stands outside its label, or the field would be called by both. */
export function Password({ label, name, autocomplete, minLength, autofocus, error }: {
  label: string; name: string; autocomplete: string; minLength?: number; autofocus?: boolean; error?: string | null;
}): JSX.Element {
  const [shows, setShows] = useState(false);
  const id = useId();
  return (
    <div class="field">
      <label class="label" for={id}>{label}</label>
      <span class="password">
        <input id={id} {...(shows ? { type: 'text' as const } : { type: 'password' as const })} name={name} required autocomplete={autocomplete} minLength={minLength} maxLength={1024} autofocus={autofocus} />
        <button type="button" class="text" onClick={() => setShows(!shows)}>{t(shows ? 'hide' : 'show')}</button>
      </span>
      {error != null && <span class="error" role="alert">{error}</span>}
    </div>
  );
}

export function Switch({ label, hint, checked, onChange, disabled }: { label: string; hint?: string; checked: boolean; onChange: (on: boolean) => void; disabled?: boolean }): JSX.Element {
  return (
    <label class="switch">
      <span><span class="label">{label}</span>{hint !== undefined && <span class="hint">{hint}</span>}</span>
      <input type="checkbox" role="switch" checked={checked} disabled={disabled} onChange={event => onChange(event.currentTarget.checked)} />
    </label>
  );
}

/** A few choices of which one holds. */
export function Choice<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: readonly (readonly [T, string])[]; onChange: (value: T) => void }): JSX.Element {
  return (
    <fieldset class="choice">
      <legend class="label">{label}</legend>
      <div>
        {options.map(([option, text]) => (
          <label key={option}>
            <input type="radio" name={label} value={option} checked={option === value} onChange={() => onChange(option)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Empty({ icon, children }: { icon: IconName; children: ComponentChildren }): JSX.Element {
  return <div class="empty"><Icon name={icon} /><p>{children}</p></div>;
}
