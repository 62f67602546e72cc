import { usPerSecond } from '../../model/index.ts'
import type { Emit } from './emit.ts'
import type { PlacedRecord, TyingRecord } from './record.ts'
import { tupleWords } from './tuple.ts'

/** What a record holds that announces a rendezvous port. */
export const announcingWords: readonly string[] = ['NCB_DATASOCKET', 'mpx_ipc']

interface Thread {
  /** Rendezvous sockets that vnetd opened on this thread and nobody has come for, oldest first. */
  waiting: string[]
  limitUs?: number | undefined
  /** The thread has said that its wait failed and says it again on the way out. */
  expired: boolean
}

/** A record tells of such a socket only where it holds one of these. */
export const rendezvousSigns: readonly string[] = [
  'process_connect_forward_socket',
  'vnet_sock_ready',
  'vnet_verify_local_accept',
  ...announcingWords,
  ...tupleWords,
]

/** Follows the sockets that vnetd opens on the client's loopback for a later pick-up: opened, picked up, or given up. */
export class Rendezvous {
  readonly #threads = new Map<string, Thread>()
  readonly #announced = new Set<string>()
  readonly #emit: Emit

  constructor(emit: Emit) {
    this.#emit = emit
  }

  record(record: TyingRecord): void {
    const { text, announced, logged } = record
    const thread = this.#threads.get(record.thread) ?? { waiting: [], expired: false }
    this.#threads.set(record.thread, thread)
    if (announced !== undefined) this.#announce(record, announced.ipc, announced.afresh)
    else if (logged?.role === 'connect' && logged.loopback) this.#pickUp(String(logged.tuple.to.port))
    else if (text.includes('process_connect_forward_socket')) this.#forward(record, thread)
    else if (text.includes('vnet_sock_ready')) this.#waited(record, thread)
    else if (text.includes('vnet_verify_local_accept')) thread.waiting.pop()
  }

  #announce(record: PlacedRecord, ipc: string, afresh: boolean): void {
    if (!afresh && this.#announced.has(ipc)) return
    this.#announced.add(ipc)
    this.#emit(record, { kind: 'listener.opened', key: keyOf(ipc) })
  }

  #forward(record: PlacedRecord, thread: Thread): void {
    const ipc = /\bipc_string: (\d{1,5})\b/.exec(record.text)?.[1]
    if (ipc !== undefined) {
      thread.waiting.push(ipc)
      thread.expired = false
      this.#emit(record, { kind: 'listener.opened', key: keyOf(ipc) })
    } else if (/\bstatus: 11\b/.test(record.text) && !thread.expired) this.#expire(record, thread)
  }

  /** vnet's own status 11 is its timeout; it is no exit status of NetBackup. */
  #waited(record: PlacedRecord, thread: Thread): void {
    const limit = /\bmax_time: (\d{1,7}(?:\.\d{1,3})?)/.exec(record.text)?.[1]
    if (limit !== undefined) thread.limitUs = Math.round(Number(limit) * usPerSecond)
    else if (/\bFunction failed: 11\b/.test(record.text) && thread.waiting.length > 0) this.#expire(record, thread)
  }

  #expire(record: PlacedRecord, thread: Thread): void {
    const limit = thread.limitUs === undefined ? {} : { limitUs: thread.limitUs }
    this.#emit(record, { kind: 'listener.expired', key: keyOf(thread.waiting.pop()), ...limit }, 'waiting')
    thread.expired = true
    thread.limitUs = undefined
  }

  #pickUp(ipc: string): void {
    for (const thread of this.#threads.values()) thread.waiting = thread.waiting.filter((waiting) => waiting !== ipc)
  }
}

/** A rendezvous port that bptm tells bpbrm (`afresh`), or that bpbrm repeats in its own lines. */
export interface Announced {
  readonly ipc: string
  readonly hash?: string
  readonly backup?: string
  readonly afresh: boolean
}

/** The rendezvous port that a record names; undefined when it names none. */
export function announcedIn(text: string): Announced | undefined {
  if (!announcingWords.some((word) => text.includes(word))) return undefined
  const told = /\bNCB_DATASOCKET (\S{1,128}) (\d{1,5})(?:;([0-9a-f]{8,64}))?/.exec(text)
  if (told !== null)
    return { ipc: told[2] ?? '', afresh: true, ...(told[1] === undefined ? {} : { backup: told[1] }), ...(told[3] === undefined ? {} : { hash: told[3] }) }
  const repeated = /\bmpx_ipc: (\d{1,5});([0-9a-f]{8,64})/.exec(text)
  return repeated === null ? undefined : { ipc: repeated[1] ?? '', afresh: false, ...(repeated[2] === undefined ? {} : { hash: repeated[2] }) }
}

function keyOf(ipc: string | undefined): string {
  return ipc === undefined ? 'ipc' : `ipc ${ipc}`
}
