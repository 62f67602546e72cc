import type { Body } from './draft.ts'

/** Kinds of trouble by the words of a status text, the most telling first; texts of policies and catalogs name none. */
const words: readonly (readonly [pattern: RegExp, body: (text: string) => Body])[] = [
  [/\b(?:re-?issue|authori[sz]ation) token\b/i, (detail) => ({ kind: 'access.refused', reason: 'authentication', detail })],
  [/certificate|\bSSL\b|\bTLS\b|secure (?:handshake|channel)/i, (reason) => ({ kind: 'tls.failed', reason })],
  [/(?:requested|aborted) by administrator|administrator request/i, () => ({ kind: 'run.stopped', by: 'administrator' })],
  [/authentication (?:failed|is re)|authorization failed/i, (detail) => ({ kind: 'access.refused', reason: 'authentication', detail })],
  [/invalid server|not validated to use the server|server is not allowed/i, (detail) => ({ kind: 'access.refused', reason: 'host-list', detail })],
  [/access denied|not validated|not superuser|not approved for execution/i, (detail) => ({ kind: 'access.refused', reason: 'permission', detail })],
  [/(?:disk|storage unit|file ?system)[\w ]{0,20} full\b|insufficient (?:disk|free) space|no space left/i, () => ({ kind: 'storage.full', role: 'server' })],
  [/\b(?:drives?|streams|media|resources) (?:are|is) (?:all )?(?:in use|busy)\b/i, (limit) => ({ kind: 'limit.reached', limit })],
  [/\b(?:maximum|throttled) (?:job count|number of mounts)\b.{0,60}\b(?:reached|exceeded)\b/i, (limit) => ({ kind: 'limit.reached', limit })],
  [/\bfork\b|message queue|licensed use/i, (limit) => ({ kind: 'limit.reached', limit })],
  [/^allocation failed|allocate memory|out of memory/i, () => ({ kind: 'program.killed', by: 'allocation' })],
  [/extension package/i, (detail) => ({ kind: 'program.missing', detail })],
  [
    /\bmedia\b(?! (?:server|manager))|\btape\b|\bdrives?\b|\brobot|\bstorage (?:unit|server)|\bdisk (?:volume|pool)|volume pool|\b(?:ltid|vmd)\b/i,
    (detail) => ({ kind: 'media.failed', detail }),
  ],
  [/snapshot|virtual machine|mount table|bp(?:start|end)_notify|specified system command/i, () => ({ kind: 'source.failed', reason: 'other' })],
]

/** What a status of no meaning of its own stands for by its published words; undefined where they name no kind of trouble. */
export function impliedBy(text: string): Body | undefined {
  return words.find(([pattern]) => pattern.test(text))?.[1](text)
}
