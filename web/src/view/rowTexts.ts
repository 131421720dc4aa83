import type { RuleChange } from '../protocol/frames.ts';
import { plainText } from '../markdown/parse.ts';
import { actionOf } from '../markdown/irc.ts';
import type { Item, NoticePart } from '../state/timeline.ts';
import { attachmentOf } from '../state/attachments.ts';
import { has, t } from '../texts/texts.ts';

/** The default room has a name in each language; all others have their own. */
export function roomText(name: string): string {
  return name === 'default' ? t('room.default') : name;
}

/** What happened, in words. */
export function noticeText(part: NoticePart): string {
  switch (part.what) {
    case 'joined': return t('notice.joined', part);
    case 'parted': return part.reason === undefined ? t('notice.parted', part) : t('notice.parted.reason', { ...part, reason: part.reason });
    case 'lost': return t('notice.lost', part);
    case 'renamed': return t('notice.renamed', part);
    case 'kicked': return part.reason === undefined ? t('notice.kicked', part) : t('notice.kicked.reason', { ...part, reason: part.reason });
    case 'invited': return t('notice.invited', part);
    case 'text': return part.text;
  }
}

export function ruleName(rule: string): string {
  const key = `rule.${rule}`;
  return has(key) ? t(key) : rule;
}

/** A mask of an account reads as its login. */
export function maskText(value: string): string {
  return value.startsWith('a:') ? value.slice(2) : value;
}

export function changeText(by: string, change: RuleChange): string {
  const rule = ruleName(change.rule);
  const value = change.value === undefined ? '' : ` ${maskText(change.value)}`;
  return t(change.on ? 'notice.rule.on' : 'notice.rule.off', { by, rule, value });
}

/** The text of a message in one line, for previews and screen readers. */
export function previewText(text: string): string {
  const action = actionOf(text);
  if (action !== null)
    return action;
  const file = attachmentOf(text, location.origin);
  return file === null ? plainText(text) : `${file.comment === '' ? '' : plainText(file.comment) + ' · '}${file.name}`;
}

/** A row as a sentence. */
export function itemText(item: Item): string {
  switch (item.t) {
    case 'msg': return previewText(item.text);
    case 'topic': return item.text === '' ? t('notice.topic.none', { by: item.from }) : t('notice.topic', { by: item.from, topic: item.text });
    case 'rules': return item.changes.map(c => changeText(item.from, c)).join(' · ');
    case 'notice': return item.parts.map(noticeText).join(' · ');
  }
}
