/** Colours and styles of IRC, and other controls but tab and line break. */
const colours = /\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[0-9a-fA-F]{6}(?:,[0-9a-fA-F]{6})?)?/g;
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
/** Characters that turn the reading direction can make a text pass for another. */
const directions = /[\u202a-\u202e\u2066-\u2069]/g;

export function stripControls(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(colours, '').replace(controls, '').replace(directions, '');
}

/** What somebody does, `/me waves` on IRC; null for what is said. */
export function actionOf(text: string): string | null {
  const match = /^\x01ACTION(?: ([\s\S]*?))?\x01?$/.exec(text);
  return match === null ? null : stripControls(match[1] ?? '').trim();
}
