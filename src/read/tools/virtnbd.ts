import { errnoInText, type Event } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import type { LineReading, LogLine, SourceContext } from '../reader.ts'

/** `[2025-01-31 20:14:04] INFO nbd client - connect [vda]:  Waiting until NBD server at [nbd://host:10809/vda] is up.` */
const waitsFor = /Waiting until NBD server at \[nbd(s)?(\+unix)?:\/\/(?:([\w.-]{1,120}|\[[\da-fA-F:]{2,45}\])(?::(\d{1,5}))?)?[/?\]]/
const refused = /Waiting for NBD [Ss]erver(?: connection)?, Retry: \d{1,4} \[(Unable to connect nbd server: .{1,300})\]/
const connected = /Connection to NBD backend succeeded|\bGot \d{1,9} extents\b/
/** The port of NBD (IANA). */
const usualPort = 10_809

/** The same words stand in every line of its log about a connection. */
export const virtNbdSigns = ['NBD server', 'NBD Server', 'NBD backend'] as const

/** virtnbdbackup, which waits for the NBD server that QEMU starts for it. */
export const virtNbd = (source: SourceContext): Required<Pick<LineReading, 'read' | 'end'>> => new VirtNbdReading(source)

class VirtNbdReading implements LineReading {
  readonly #source: SourceContext
  #server: { readonly peer?: string; readonly port?: number; readonly local?: true } = {}
  /** The first attempt that failed; QEMU needs a moment, so that later ones often succeed. */
  #failed: Event | undefined

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    if (!line.text.includes('NBD ') || line.text.length > 1_000) return undefined
    const waiting = waitsFor.exec(line.text)
    if (waiting !== null) {
      const [, , unix, peer, port] = waiting
      const told = this.end()
      this.#server = unix === undefined ? { ...(peer === undefined ? {} : { peer }), port: Number(port ?? usualPort) } : { local: true }
      return told
    }
    if (connected.test(line.text)) {
      this.#failed = undefined
      return []
    }
    const words = refused.exec(line.text)?.[1]
    const errno = words === undefined ? undefined : errnoInText(words)
    if (errno === undefined) return words === undefined ? undefined : []
    const { when } = timedText(line, this.#source)
    const base = { ...eventBase(line, this.#source, 'other', when), program: 'virtnbdbackup' }
    this.#failed ??= { ...base, kind: 'connect.failed', errno, ...this.#server, symptom: 'specific' }
    return []
  }

  end(): readonly Event[] {
    const told = this.#failed === undefined ? [] : [this.#failed]
    this.#failed = undefined
    return told
  }
}
