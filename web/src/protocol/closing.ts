/** Reasons after which coming back would end the same way, or somebody wanted the end. docs/protocol/json.md, "Errors and the end". */
const final: ReadonlySet<string> = new Set(['Quit', 'Revoked', 'LoginTimeout', 'ProtocolError', 'Flood']);

export function comesBack(reason: string): boolean {
  return !final.has(reason);
}
