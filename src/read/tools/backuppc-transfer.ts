import type { Event, EventBase } from '../../model/index.ts'
import type { LogLine } from '../reader.ts'

const symptom = 'specific' as const

/** What BackupPC writes as it starts the program that copies. */
const begins = /^(?:Running: \S{1,120}|Xfer PIDs are now |(?:full|incr) backup started )/
/** So many lines of that program may follow. */
const mostLines = 60

/** The first lines of the program that BackupPC started; elsewhere the same words are anybody's. */
export class BackupPcTransfer {
  #line = -mostLines
  #silent = -mostLines

  /** What this line says of the transfer that began above it; undefined where it says nothing of its own. */
  read(line: LogLine, base: () => EventBase): readonly Event[] | undefined {
    const { text } = line
    if (begins.test(text)) this.#line = line.lastLine
    if (text.startsWith('timeout connecting to ')) this.#silent = line.lastLine
    if (line.line > this.#line + mostLines) return undefined
    // smbclient tries two ports and reports the status that it had begun with.
    if (line.line <= this.#silent + 2 && /^Connection to \S{1,120} failed \(Error NT_STATUS_\w{1,40}\)$/.test(text))
      return [{ ...base(), kind: 'run.ended', outcome: 'failed', text, symptom: 'echo' }]
    if (/^\[sudo\] password for \S{1,60}: ?/.test(text))
      return [{ ...base(), kind: 'access.refused', reason: 'permission', detail: 'sudo asks for a password, and nobody is there', symptom }]
    const share = noSuchShare(text)
    return share === undefined ? undefined : [{ ...base(), ...share }]
  }
}

/** A share that the host backed up does not offer under this name, or not to this user; undefined in any other text. */
export function noSuchShare(
  text: string,
): { readonly kind: 'access.refused'; readonly reason: 'permission'; readonly detail: string; readonly symptom: 'specific' } | undefined {
  const status = /\btree connect failed: (NT_STATUS_(?:BAD_NETWORK_NAME|ACCESS_DENIED|NETWORK_ACCESS_DENIED))\b/.exec(text)?.[1]
  if (status === undefined) return undefined
  const detail = status === 'NT_STATUS_BAD_NETWORK_NAME' ? `${status}: no share of that name` : status
  return { kind: 'access.refused', reason: 'permission', detail, symptom }
}
