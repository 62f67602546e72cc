import type { Emit } from './emit.ts'
import type { PlacedRecord, TyingRecord } from './record.ts'
import { announcingWords } from './rendezvous.ts'
import { nameOf, tupleWords } from './tuple.ts'

/** A connection needs a handful of requests; more means that its name never comes. */
const mostUnnamed = 20

interface Thread {
  /** The connection the thread's next lines belong to. */
  tuple?: string | undefined
  /** What a requester logged before it named the connection: key prefix and direction. */
  unnamed: { readonly record: PlacedRecord; readonly what: string; readonly sent: boolean }[]
  /** The rendezvous port that this thread last asked for or was asked for. */
  asked?: string | undefined
}

/** A record tells of a message only where it holds one of these. */
export const exchangeSigns: readonly string[] = [
  'connect in progress',
  'VN_REQUEST_',
  'remote host supports PBX',
  'vnet_generate_hashes',
  'vnet_vnetd_connect_forward_socket_begin',
  'process_connect_forward_socket',
  'is_pbxable_server',
  'bpcd returned failure',
  'get_vnetd_forward_socket failed',
  ...announcingWords,
  ...tupleWords,
]

/**
 * Finds lines that two hosts wrote about one message. The requester logs its request and often names the connection only
 * afterwards; the acceptor names the connection first. Keys hold the connection's ports or a random token, so that both ends agree.
 */
export class Exchanges {
  readonly #threads = new Map<string, Thread>()
  readonly #receivedHashes = new Set<string>()
  readonly #emit: Emit

  constructor(emit: Emit) {
    this.#emit = emit
  }

  record(record: TyingRecord): void {
    const { text } = record
    const thread = this.#threads.get(record.thread) ?? { unnamed: [] }
    this.#threads.set(record.thread, thread)
    this.#connection(record, thread)
    this.#request(record, thread)
    this.#token(record)
    this.#rendezvous(record, thread)
    if (thread.asked === undefined) return
    if (/\bbpcd returned failure: \d/.test(text)) this.#say(record, `ipc ${thread.asked} refused`, false)
    if (/\bget_vnetd_forward_socket failed: \d/.test(text)) this.#say(record, `ipc ${thread.asked} refused`, true)
  }

  /** Lines were cut out: what follows may belong to another connection. */
  snip(): void {
    for (const thread of this.#threads.values()) thread.unnamed = []
  }

  #connection(record: TyingRecord, thread: Thread): void {
    const { logged } = record
    if (/\bconnect in progress: \d/.test(record.text)) {
      thread.tuple = undefined
      thread.unnamed = [{ record, what: 'SYN', sent: true }]
      return
    }
    if (logged === undefined || logged.loopback) return
    const tuple = nameOf(logged.tuple)
    if (logged.role === 'accept') {
      // bpcd logs the connection it inherits once more, later.
      if (/\b(?:VNETD|PBX) ACCEPT\b/.test(record.text) && thread.tuple !== tuple) this.#say(record, `SYN ${tuple}`, false)
    } else {
      for (const { record: earlier, what, sent } of thread.unnamed) this.#say(earlier, `${what} ${tuple}`, sent)
    }
    thread.unnamed = []
    thread.tuple = tuple
  }

  #request(record: PlacedRecord, thread: Thread): void {
    const { text } = record
    const request = /\b(Request )?VN_REQUEST_([A-Z_]{2,60})(?:: |\()\d/.exec(text)
    if (request !== null && request[2] !== 'DISCONNECT') {
      const received = request[1] !== undefined
      this.#sayOnConnection(record, thread, `VN_REQUEST_${request[2]}`, !received)
      if (received && request[2] === 'PBX_C_SUPPORTED') this.#sayOnConnection(record, thread, 'PBX answer', true)
    }
    if (text.includes('remote host supports PBX')) this.#sayOnConnection(record, thread, 'PBX answer', false)
  }

  #sayOnConnection(record: PlacedRecord, thread: Thread, what: string, sent: boolean): void {
    if (thread.tuple !== undefined) this.#say(record, `${what} ${thread.tuple}`, sent)
    else if (thread.unnamed.length < mostUnnamed) thread.unnamed.push({ record, what, sent })
  }

  /** vnetd makes the random token; the first time the other host shows it, it has arrived. */
  #token(record: TyingRecord): void {
    const { text, announced } = record
    const own = text.includes('vnet_generate_hashes')
    if (!own && !text.includes('vnet_vnetd_connect_forward_socket_begin') && announced === undefined) return
    const hash = /\bhash_str1: ([0-9a-f]{8,64})\b/.exec(text)?.[1] ?? announced?.hash
    if (hash === undefined || (!own && this.#receivedHashes.has(hash))) return
    if (!own) this.#receivedHashes.add(hash)
    this.#say(record, `hash ${hash}`, own)
  }

  /** The client's vnetd tells the server a rendezvous port; later the server asks the client's bpcd to use it. */
  #rendezvous(record: TyingRecord, thread: Thread): void {
    const { text, announced } = record
    if (announced?.afresh === true) this.#say(record, `ipc ${announced.ipc} opened`, false)
    if (announced !== undefined && text.includes('handle_backup')) {
      thread.asked = announced.ipc
      this.#say(record, `ipc ${announced.ipc} asked for`, true)
    }
    const opened = text.includes('process_connect_forward_socket') ? /\bipc_string: (\d{1,5})\b/.exec(text)?.[1] : undefined
    if (opened !== undefined) this.#say(record, `ipc ${opened} opened`, true)
    const service = text.includes('is_pbxable_server') ? /\bservice: (\d{1,5})\b/.exec(text)?.[1] : undefined
    if (service === undefined) return
    thread.asked = service
    this.#say(record, `ipc ${service} asked for`, false)
  }

  #say(record: PlacedRecord, what: string, sent: boolean): void {
    this.#emit(record, { kind: sent ? 'message.sent' : 'message.received', key: `netbackup ${what}` })
  }
}
