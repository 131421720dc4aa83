/** Few enough to be seen at once. */
export const quickEmoji = [
  '👍', '❤️', '😂', '🙏', '✅', '👀',
  '🎉', '😊', '😅', '😮', '😢', '😡',
  '👏', '💪', '🤔', '👋', '🙌', '👎',
  '⏳', '❗', '❓', '💊', '🩺', '☕',
] as const;
