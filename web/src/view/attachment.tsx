import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Attachment } from '../state/attachments.ts';
import { t } from '../texts/texts.ts';
import { Icon } from './icons.tsx';

/** A shared file: its small picture where there is one, else a card. The space of a picture is kept before it comes. */
export function AttachmentCard({ file }: { file: Attachment }): JSX.Element {
  const [failed, setFailed] = useState(false);
  const label = `${t('file.open')}: ${file.name}, ${file.size}`;
  if (file.isPicture && !failed) {
    return (
      <a class="picture" href={file.url} target="_blank" rel="noopener noreferrer" aria-label={label} title={`${file.name} · ${file.size}`}>
        <img src={`${file.url}?thumb=1`} alt={file.name} loading="lazy" decoding="async" onError={() => setFailed(true)} />
      </a>
    );
  }
  return (
    <a class="file-card" href={file.url} target="_blank" rel="noopener noreferrer" aria-label={label}>
      <Icon name="file" />
      <span><span class="file-name">{file.name}</span><span class="hint">{file.size}</span></span>
      <Icon name="download" />
    </a>
  );
}
