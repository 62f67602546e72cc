import type { Body, Weight } from './draft.ts'
import { meaningOf } from './status-codes.ts'
import { impliedBy } from './status-words.ts'

/** An event that a line tells of, not yet tied to a thread. */
export interface Told {
  readonly body: Body
  readonly weight: Weight
}

/** What the exit status of a job tells (`words` is the text beside it, for a code of no known text): how the run ended, the status itself, and what it stands for where no other line says it. */
export function endedWith(code: number, words?: string): readonly Told[] {
  const text = meaningOf(code) ?? words
  const said = text === undefined ? {} : { text }
  if (good.has(code)) return [{ body: { kind: 'run.ended', outcome: 'completed', ...said }, weight: 'context' }]
  if (usable.has(code)) return [{ body: { kind: 'run.ended', outcome: 'completed-with-warnings', ...said }, weight: 'context' }]
  return [...reported(code, words), { body: { kind: 'run.ended', outcome: 'failed', ...said }, weight: 'context' }]
}

/** Success of a backup, of tar, of a validation, and a scheduler that had nothing to do. */
const good: ReadonlySet<number> = new Set([0, 180, 200, 831])
/** The copy was made, and something beside it was not done or was put right. */
const usable: ReadonlySet<number> = new Set([1, 3, 4, 1058])

/** A status that a line reports without saying that the job ended with it. */
export function reported(code: number, words?: string): readonly Told[] {
  if (good.has(code) || usable.has(code)) return []
  const meaning = meaningOf(code) ?? words
  const status: Told = { body: { kind: 'status.reported', code, ...(meaning === undefined ? {} : { meaning }) }, weight: 'status' }
  const body = standsFor(code) ?? (meaning === undefined ? undefined : impliedBy(meaning))
  return body === undefined ? [status] : [{ body, weight: 'fallback' }, status]
}

/** Codes whose text names one kind of failure. The others (13, 23, 40, 42 …) stay a bare status. */
function standsFor(code: number): Body | undefined {
  switch (code) {
    case 24:
      // The text does not name the errno; a write on a connection known to be gone gives EPIPE and claims least.
      return { kind: 'connection.failed', errno: 'EPIPE', operation: 'write', channel: 'network', stream: 'DATA', role: 'client' }
    case 29:
      return { kind: 'program.missing', ...detailOf(code) }
    case 39:
    case 46:
    case 59:
    case 153:
    case 206:
    case 254:
      return { kind: 'access.refused', reason: 'host-list', ...detailOf(code) }
    case 45:
    case 55:
      return { kind: 'access.refused', reason: 'permission', ...detailOf(code) }
    case 48:
      return { kind: 'access.refused', reason: 'name', ...detailOf(code) }
    case 47:
      return { kind: 'connect.failed', errno: 'EHOSTUNREACH' }
    case 56:
    case 203:
      return { kind: 'connect.failed', errno: 'ENETUNREACH' }
    case 57:
    case 204:
      return { kind: 'connect.failed', errno: 'ECONNREFUSED' }
    case 54:
    case 202:
      return { kind: 'connect.failed', errno: 'ETIMEDOUT' }
    case 50:
      return { kind: 'program.killed', by: 'unknown', victim: 'the backup program on the client' }
    case 27:
    case 63:
    case 82:
      return { kind: 'program.killed', by: 'signal' }
    case 52:
    case 83:
    case 84:
    case 85:
    case 86:
    case 87:
    case 94:
    case 96:
    case 213:
    case 219:
    case 2039:
    case 2074:
    case 2075:
    case 2089:
    case 2106:
      return { kind: 'media.failed', ...detailOf(code) }
    case 129:
    case 155:
      return { kind: 'storage.full', role: 'server' }
    case 89:
      return { kind: 'limit.reached', limit: 'shared memory of the media server' }
    case 134:
      return { kind: 'limit.reached', limit: 'drives or streams of the storage unit' }
    case 2:
    case 69:
    case 71:
    case 156:
      return { kind: 'source.failed', reason: 'other' }
    case 196:
    case 1579:
      return { kind: 'run.stopped', by: 'the backup window' }
    case 2112:
      return { kind: 'versions.mismatched', ...detailOf(code) }
    case 7641:
    case 7653:
      return { kind: 'tls.failed', ...reasonOf(code) }
    case 7658:
    case 7659:
      return { kind: 'access.refused', reason: 'host-list', ...detailOf(code) }
    case 150:
    case 906:
    case 907:
    case 1000:
    case 1586:
      return { kind: 'run.stopped', by: 'administrator' }
    default:
      return undefined
  }
}

function detailOf(code: number): { readonly detail?: string } {
  const detail = meaningOf(code)
  return detail === undefined ? {} : { detail }
}

function reasonOf(code: number): { readonly reason?: string } {
  const reason = meaningOf(code)
  return reason === undefined ? {} : { reason }
}
