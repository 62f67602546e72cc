import { type Errno, errnoInText, errnoOfNumber, type OperatingSystem, usPerDay, usPerMinute, usPerSecond } from '../../model/index.ts'
import type { Draft } from './draft.ts'
import type { Emit } from './emit.ts'
import type { PlacedRecord, TyingRecord } from './record.ts'
import { type LoggedTuple, nameOf, tupleWords } from './tuple.ts'

/** Shorter waits are round trips or a refusal that was not logged. */
const shortestWaitUs = usPerSecond
/** Longer ones belong to two different connections of a thread whose number came round again: CLIENT_CONNECT_TIMEOUT is 300 s. */
const longestWaitUs = 10 * usPerMinute
/** A connection made this soon after a failed attempt on the same thread is its retry. */
const retryWithinUs = usPerMinute

interface Thread {
  /** The attempt whose outcome is awaited. */
  pending?: { readonly us: number; readonly index: number } | undefined
  /** The rendezvous port on the host itself that the thread was told to use. */
  local?: { readonly port: number; attempts: number } | undefined
  /** Attempts since the last connection that came about. */
  failed: Draft[]
  abandoned: Draft[]
  failedAtUs?: number
  lastTuple?: string
}

/** Follows each thread through its connection attempts: candidate ports in turn, how each ended, and what waiting cost. */
export class ConnectAttempts {
  readonly #threads = new Map<string, Thread>()
  readonly #emit: Emit

  constructor(emit: Emit) {
    this.#emit = emit
  }

  record(record: TyingRecord): void {
    const { text, logged } = record
    const thread = this.#threads.get(record.thread) ?? { failed: [], abandoned: [] }
    this.#threads.set(record.thread, thread)
    const started = inProgress.exec(text)
    const returned = outcome.exec(text)
    if (started !== null) this.#started(record, thread, Number(started[1]))
    else if (returned !== null) this.#returned(record, thread, Number(returned[1]))
    else if (logged !== undefined) this.#opened(record, thread, logged)
    else if (text.includes('is_pbxable_server')) thread.local = localService(text)
    else if (allFailed.test(text)) this.#gaveUp(record, thread)
  }

  /** Lines were cut out: what lies on both sides of the cut is not one wait. */
  snip(): void {
    for (const thread of this.#threads.values()) {
      thread.pending = undefined
      thread.failed = []
      thread.abandoned = []
    }
  }

  #started(record: PlacedRecord, thread: Thread, index: number): void {
    const { local, pending } = thread
    if (local !== undefined) local.attempts += 1
    else if (pending !== undefined && pending.index === index - 1) this.#abandoned(record, thread, pending)
    const body = local === undefined ? { attempt: index } : { port: local.port, attempt: local.attempts }
    this.#emit(record, { kind: 'connect.started', ...body })
    thread.pending = { us: record.us, index }
  }

  #abandoned(record: PlacedRecord, thread: Thread, pending: { readonly us: number; readonly index: number }): void {
    const waitedUs = sinceUs(pending.us, record.us)
    if (waitedUs < shortestWaitUs || waitedUs > longestWaitUs) return
    const { port, service, fallback } = candidates[pending.index - 1] ?? {}
    const named = port === undefined || service === undefined || fallback === undefined ? {} : { port, service, fallback }
    thread.abandoned.push(this.#emit(record, { kind: 'connect.abandoned', waitedUs, ...named }, 'waiting'))
  }

  #returned(record: PlacedRecord, thread: Thread, value: number): void {
    const { local, pending } = thread
    thread.pending = undefined
    const errno = errnoInText(record.text) ?? errnoAnywhere(value)
    if (errno === undefined) return
    const waited = pending === undefined ? {} : { waitedUs: sinceUs(pending.us, record.us) }
    if (local !== undefined) {
      const attempt = Math.max(1, local.attempts)
      thread.failed.push(this.#emit(record, { kind: 'connect.failed', errno, port: local.port, local: true, attempt, ...waited }, 'specific'))
      return
    }
    const fresh = thread.failed.length === 0 && thread.abandoned.length === 0
    const port = pending?.index === 1 && fresh ? { port: 1556 } : {}
    const attempt = pending === undefined ? {} : { attempt: pending.index }
    // One port that refuses is how the next one comes to be tried; it matters only when all of them fail.
    thread.failed.push(this.#emit(record, { kind: 'connect.failed', errno, local: false, ...attempt, ...port, ...waited }))
  }

  #opened(record: PlacedRecord, thread: Thread, { tuple, role, loopback }: LoggedTuple): void {
    const name = nameOf(tuple)
    if (name === thread.lastTuple) return
    thread.lastTuple = name
    this.#emit(record, { kind: 'connection.opened', tuple, port: tuple.to.port })
    if (role === 'accept') return
    thread.pending = undefined
    const repaired = thread.failedAtUs === undefined || sinceUs(thread.failedAtUs, record.us) <= retryWithinUs
    if (repaired) for (const draft of thread.failed) draft.weight = 'context'
    if (!loopback) doubtPorts(thread.abandoned, tuple.to.port)
    thread.failed = []
    thread.abandoned = []
    delete thread.failedAtUs
    if (loopback) thread.local = undefined
  }

  /** The thread says that no candidate worked, so each failed attempt counts; only the first is sure to have gone to PBX. */
  #gaveUp(record: PlacedRecord, thread: Thread): void {
    const rendezvous = /get_vnetd_forward_socket|vnet_connect_by_vnetd/.test(record.text)
    for (const draft of thread.failed) {
      draft.weight = 'specific'
      if (rendezvous && draft.body.kind === 'connect.failed') draft.body = { ...draft.body, local: true }
    }
    forgetPorts(thread.abandoned.slice(1))
    thread.failedAtUs = record.us
    thread.pending = undefined
  }
}

/** Ports in the order NetBackup 7.0.1 and later tries them. */
const candidates = [
  { port: 1556, service: 'PBX', fallback: 'vnetd 13724' },
  { port: 13_724, service: 'vnetd', fallback: 'bpcd 13782' },
] as const

const allFailed =
  /\b(?:vnet_async_connect|connect_to_service|vnet_connect_by_vnetd|vnet_connect_to_\w{1,40})(?:\(\))? failed: \d|\bget_vnetd_forward_socket failed: \d|\bConnectToBPCD\([^)]{0,80}\) failed: \d|\bcannot connect\b/

const inProgress = /\bconnect in progress: (\d{1,3})\b/
const outcome = /\bSO_ERROR returned: (\d{1,6})\b/

/** A record tells of an attempt only where it holds one of these. */
export const connectSigns: readonly (string | RegExp)[] = [inProgress, outcome, 'is_pbxable_server', allFailed, ...tupleWords]

/** A service that is a number is a rendezvous port on the host itself; a name leads to another host or its PBX. */
function localService(text: string): Thread['local'] {
  const service = /\bservice: (\d{1,5})\b/.exec(text)
  return service === null ? undefined : { port: Number(service[1]), attempts: 0 }
}

/** Another port answered than the one expected next (releases before 7.0.1 and connect options change the order): then the silent port is not known either. */
function doubtPorts(abandoned: readonly Draft[], answered: number): void {
  const last = abandoned.at(-1)?.body
  if (last?.kind !== 'connect.abandoned' || last.fallback?.endsWith(` ${answered}`) === true) return
  forgetPorts(abandoned)
}

function forgetPorts(abandoned: readonly Draft[]): void {
  for (const draft of abandoned) if (draft.body.kind === 'connect.abandoned') draft.body = { kind: 'connect.abandoned', waitedUs: draft.body.waitedUs }
}

const systems: readonly OperatingSystem[] = ['linux', 'solaris', 'aix', 'hp-ux', 'freebsd']

/** The log does not say its system; connect() errors of the systems NetBackup runs on share few numbers. */
function errnoAnywhere(value: number): Errno | undefined {
  for (const system of systems) {
    const errno = errnoOfNumber(value, system)
    if (errno !== undefined) return errno
  }
  return undefined
}

/** From one time of day to a later one, across midnight if need be. */
function sinceUs(earlier: number, later: number): number {
  return later >= earlier ? later - earlier : later - earlier + usPerDay
}
