/** The few forms that messages may have. There is no form for HTML: what is not one of these is text. */
export type Inline =
  | { t: 'text'; text: string }
  | { t: 'strong' | 'em'; children: Inline[] }
  | { t: 'code'; text: string }
  /** `href` is http, https or mailto. */
  | { t: 'link'; href: string; text: string }
  /** Somebody's name behind an `@`, without it. */
  | { t: 'mention'; name: string };

export type Block =
  | { t: 'paragraph'; children: Inline[] }
  | { t: 'quote'; children: Block[] }
  | { t: 'code'; text: string }
  | { t: 'list'; ordered: boolean; start: number; items: Inline[][] };
