import { usPerDay, usPerMinute } from '../../model/index.ts'
import type { LogRecord, TyingRecord } from './record.ts'
import { announcingWords } from './rendezvous.ts'
import { type LoggedTuple, nameOf, tupleWords } from './tuple.ts'

/** What the lines of one thread show of who it is. */
export interface ThreadFacts {
  readonly name: string
  readonly pid: string
  readonly programs: Set<string>
  /** Addresses of its own host. */
  readonly local: Set<string>
  readonly peers: Set<string>
  /** Names that other threads of the same job show too: connections, rendezvous ports, random tokens, backup ids, child processes. */
  readonly tokens: Set<string>
  /** Times of day of its first and last record. */
  readonly firstUs: number
  lastUs: number
  endedUs?: number
}

/** A process number seen this long after its process said that it ends belongs to another process. */
const reuseAfterUs = usPerMinute

/** Connections that one thread is remembered by; a daemon that serves thousands belongs to no one job. */
const mostTokens = 5_000

/** A record ties its thread to others only where it holds one of these, or a backup's id. */
export const threadSigns: readonly string[] = [
  'EXIT STATUS',
  'child pid',
  'hash_str1: ',
  'ipc_string: ',
  'is_pbxable_server',
  ...announcingWords,
  ...tupleWords,
]

/** Gathers what each thread shows of its host, its program and its job, and tells apart processes that share a number. */
export class Threads {
  readonly #latest = new Map<string, ThreadFacts>()
  readonly #all: ThreadFacts[] = []
  /** The one that spoke or began last, by the name in its lines: most records follow one of the same thread. */
  #last: { readonly key: string; readonly thread: ThreadFacts } | undefined

  get all(): readonly ThreadFacts[] {
    return this.#all
  }

  /** The thread that wrote this record, by a name that is unique within the source. */
  threadOf(record: LogRecord): ThreadFacts {
    const known = this.#last?.key === record.thread ? this.#last.thread : this.#latest.get(record.thread)
    const thread = known === undefined || isReused(known, record.us) ? this.#start(record.thread, record.us) : known
    if (this.#last?.thread !== thread) this.#last = { key: record.thread, thread }
    thread.lastUs = record.us
    if (record.program !== undefined) thread.programs.add(record.program)
    return thread
  }

  /** A process that another source line names (`started process bpbrm (pid=7249)`), or a group of lines without a process. */
  named(name: string, us: number): ThreadFacts {
    const known = this.#latest.get(name)
    if (known !== undefined) known.lastUs = us
    return known ?? this.#start(name, us)
  }

  /** Takes in what ties a thread to others; its program is known already. */
  learn(thread: ThreadFacts, record: TyingRecord): void {
    const { text, announced, logged } = record
    if (/\bEXIT STATUS\b/.test(text)) thread.endedUs = record.us
    if (thread.tokens.size > mostTokens) return
    const child = /\bchild pid ?= ?([\w.]{1,40})/.exec(text)?.[1]
    if (child !== undefined) thread.tokens.add(`thread ${child}`)
    const backup = backupIn(text)
    if (backup !== undefined) thread.tokens.add(`backup ${backup}`)
    const hash = /\bhash_str1: ([0-9a-f]{8,64})\b/.exec(text)?.[1] ?? announced?.hash
    if (hash !== undefined) thread.tokens.add(`hash ${hash}`)
    const ipc =
      announced?.ipc ??
      /\bipc_string: (\d{1,5})\b/.exec(text)?.[1] ??
      (text.includes('is_pbxable_server') ? /\bservice: (\d{1,5})\b/.exec(text)?.[1] : undefined)
    if (ipc !== undefined) thread.tokens.add(`ipc ${ipc}`)
    if (logged !== undefined && !logged.loopback) learnTuple(thread, logged)
  }

  #start(name: string, us: number): ThreadFacts {
    const again = this.#latest.has(name) ? `#${this.#all.length}` : ''
    const end = name.indexOf('.')
    const thread: ThreadFacts = {
      name: `${name}${again}`,
      pid: end < 0 ? name : name.slice(0, end),
      programs: new Set(),
      local: new Set(),
      peers: new Set(),
      tokens: new Set(),
      firstUs: us,
      lastUs: us,
    }
    this.#latest.set(name, thread)
    this.#last = { key: name, thread }
    this.#all.push(thread)
    return thread
  }
}

function learnTuple(thread: ThreadFacts, { role, tuple }: LoggedTuple): void {
  const { from, to } = tuple
  thread.tokens.add(`tuple ${nameOf(tuple)}`)
  thread.local.add(role === 'connect' ? from.address : to.address)
  thread.peers.add(role === 'connect' ? to.address : from.address)
}

function isReused({ endedUs }: ThreadFacts, us: number): boolean {
  if (endedUs === undefined) return false
  const sinceUs = (us - endedUs + usPerDay) % usPerDay
  return sinceUs > reuseAfterUs
}

/** What every backup id holds: the time in it has begun with this digit since 2001. */
export const backupMark = '_1'

/** `myclient_1307115858`: the client's name and the time the backup began, in seconds since 1970. */
export function backupIn(text: string): string | undefined {
  return text.includes(backupMark) ? /(?<![\w./-])([A-Za-z][\w.-]{0,80}_1\d{9})(?![\w.-])/.exec(text)?.[1] : undefined
}
