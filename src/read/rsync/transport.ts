import type { Connection } from './connection.ts'
import { failure, nothing, type Saying, context } from './saying.ts'
import { systemError } from '../error-texts.ts'

const head = /^rsync(?:_bpc)?: (?:\[([A-Za-z]{1,12})\] )?(.*)$/
const closed = /^connection unexpectedly closed \((\d[\d.,' ]*)([KMGTP]?) bytes (?:read|received) so far\)?(?: \[([A-Za-z]{1,12})\]?)?$/
const shortIo = /^(read|write) error: (.{1,140})$/
const longWrite =
  /^writefd_unbuffered failed to write -?\d+ bytes(?:: phase "[^"]{0,60}"| to (socket|message fd|fd \d+))?(?: \[([A-Za-z]{1,12})\])?: (.{1,140})$/
const safeIo = /^safe_(read|write) failed to (?:read|write) -?\d+ bytes(?: to ([a-z0-9 ]{1,20}?))?(?: \[([A-Za-z]{1,12})\])?: (.{1,140})$/
const timeout = /^(?:rsync(?:_bpc)?: )?(?:\[([A-Za-z]{1,12})\] )?io timeout after (\d{1,9}) seconds?(?: --? exiting)?$/
const handshake = /^(?:rsync: )?(?:\[([A-Za-z]{1,12})\] )?daemon handshake timeout(?: -- exiting)?$/

type Role = { readonly role?: string }

/** The parts of a line about a read or write that failed. */
interface Failing {
  readonly verb: string | undefined
  readonly reason: string | undefined
  readonly role?: string | undefined
  readonly to?: string | undefined
  readonly early?: boolean
}

/** What became of the stream between the two ends: its end, its errors, the timers over it. */
export function readTransport(text: string, connection: Connection): readonly Saying[] | undefined {
  return readTimers(text) ?? readBareError(text, connection) ?? readHeaded(text, connection)
}

function readTimers(text: string): readonly Saying[] | undefined {
  const expired = timeout.exec(text)
  if (expired !== null) {
    return failure('names', {
      kind: 'timer.expired',
      timer: 'rsync --timeout',
      setting: '--timeout',
      limitUs: Number(expired[2]) * 1_000_000,
      ...by(expired[1]),
    })
  }
  const early = handshake.exec(text)
  if (early !== null) return failure('names', { kind: 'timer.expired', timer: 'rsync daemon handshake', ...by(early[1]) })
  const adopted = /^Setting --timeout=(\d{1,9}) to match server$/.exec(text)
  if (adopted !== null) return context({ kind: 'setting.seen', name: 'rsync --timeout', value: adopted[1] ?? '' })
  if (/^(?:rsync(?:_bpc)?: )?(?:\[[A-Za-z]{1,12}\] )?stopping at requested limit$/.test(text))
    return failure('stop', { kind: 'run.stopped', by: '--stop-after' })
  if (/^Deletions stopped due to --max-delete limit \(\d{1,12} skipped\)$/.test(text)) return failure('stop', { kind: 'run.stopped', by: '--max-delete' })
  return undefined
}

/** Up to 2.5.5 errors of the stream stand without rsync's name. */
function readBareError(text: string, connection: Connection): readonly Saying[] | undefined {
  const found = connection.started || connection.daemon ? shortIo.exec(text) : null
  return found === null ? undefined : broken({ verb: found[1], reason: found[2] }, connection)
}

function readHeaded(text: string, connection: Connection): readonly Saying[] | undefined {
  const found = head.exec(text)
  if (found === null) return undefined
  const [, role, body = ''] = found
  const eof = closed.exec(body)
  if (eof !== null) return ended(bytes(eof[1] ?? '', eof[2] ?? ''), role ?? eof[3], connection)
  const short = shortIo.exec(body)
  if (short !== null) return broken({ verb: short[1], reason: short[2], role }, connection)
  const long = longWrite.exec(body)
  if (long !== null) return broken({ verb: 'write', reason: long[3], role: role ?? long[2], to: long[1] }, connection)
  const safe = safeIo.exec(body)
  // The safe_ functions carry what comes before the protocol: greetings, versions, arguments.
  if (safe !== null) return broken({ verb: safe[1], reason: safe[4], role: role ?? safe[3], to: safe[2], early: true }, connection)
  const fork = /^(?:fork|fork failed in \w{1,40}|unable to fork.{0,60}): (.{1,140})$/.exec(body)
  if (fork !== null) return failure('names', { kind: 'limit.reached', limit: `processes (fork: ${systemError(fork[1] ?? '')?.text ?? ''})` })
  if (/^didn't get server startup line$|^did not see server greeting$/.test(body))
    return failure('early', { kind: 'connection.closed', bytesReceived: 0, ...by(role) })
  return undefined
}

function ended(bytesReceived: number, role: string | undefined, connection: Connection): readonly Saying[] {
  const rank = bytesReceived === 0 ? 'early' : 'network'
  return [{ rank, beforeRequest: bytesReceived === 0 && isBeforeRequest(role, connection), told: { kind: 'connection.closed', bytesReceived, ...by(role) } }]
}

function broken({ verb, reason, role, to, early = false }: Failing, connection: Connection): readonly Saying[] | undefined {
  const error = systemError(reason ?? '')
  const operation = verb === 'read' ? 'read' : 'write'
  if (error?.local === 'full' || error?.local === 'quota') {
    return failure('names', { kind: 'storage.full', ...by(role), ...(error.local === 'quota' ? { quota: true } : {}) })
  }
  if (error?.errno === undefined) return error === undefined ? undefined : nothing
  const channel = to === 'message fd' ? 'pipe' : 'network'
  const beforeRequest = (error.errno === 'ECONNRESET' || error.errno === 'EPIPE') && isBeforeRequest(role, connection)
  return [{ rank: early ? 'early' : 'network', beforeRequest, told: { kind: 'connection.failed', errno: error.errno, operation, channel, ...by(role) } }]
}

/** The role `Receiver` with a capital is that of a process that has not forked yet; a client says the same of itself, but logs no `connect from`. */
function isBeforeRequest(role: string | undefined, { daemon, job, started, lastFile, failures }: Connection): boolean {
  const asked = job !== undefined || started || lastFile !== undefined
  return daemon && (role === undefined || role === 'Receiver') && !asked && failures.length === 0
}

/** Big numbers come with the locale's separators, or cut with a unit under --human-readable. */
function bytes(digits: string, unit: string): number {
  if (unit === '') return Number(digits.replace(/[.,' ]/g, ''))
  return Math.round(Number(digits.replace(',', '.')) * 1000 ** (1 + 'KMGTP'.indexOf(unit)))
}

function by(role: string | undefined): Role {
  return role === undefined ? {} : { role }
}
