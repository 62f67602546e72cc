import type { Event, EventBase, Tuple } from '../../../model/index.ts'
import { eventBase } from '../../generic/line-event.ts'
import { timedText } from '../../generic/line-time.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../../reader.ts'

/** Packets that netfilter's LOG target wrote down under a rule whose words call them invalid; other words are the firewall reader's. */
export const refused: LineReader = {
  id: 'netfilter',
  signs: ['SRC='],
  open: (source) => new RefusedReading(source),
}

const invalid = /invalid|out.of.state|not.?syn|bad.?state/i
const logged = /^(.{0,80}?)IN=\S{0,20} (?:OUT=|PHYSIN=)/
const field = /\b(SRC|DST|LEN|PROTO|SPT|DPT)=(\S{1,60})/g
const flags = / (?:RES=\S{1,6} )?((?:(?:CWR|ECE|URG|ACK|PSH|RST|SYN|FIN) )+)/
/** Packets of one connection are told one by one up to here; their number is told at the end. */
const mostOfOne = 3
const mostConnections = 2_000

interface Flow {
  told: number
  count: number
  largest: number
  last: { readonly base: EventBase; readonly rule: string; readonly tuple: Tuple }
}

class RefusedReading implements LineReading {
  readonly #source: SourceContext
  readonly #flows = new Map<string, Flow>()

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    if (!line.text.includes('IN=') || !line.text.includes('SRC=')) return undefined
    const { text, when } = timedText(line, this.#source)
    const match = logged.exec(text)
    if (match === null) return undefined
    // A rule's words that end in a colon have been split off as the name of a program.
    const rule = `${line.prefix?.program === 'kernel' ? '' : (line.prefix?.program ?? '')} ${match[1] ?? ''}`.trim()
    const fields = new Map([...text.matchAll(field)].toReversed().map(([, name = '', value = '']) => [name, value]))
    if (!invalid.test(rule) || fields.get('PROTO') !== 'TCP') return undefined
    return this.#packet(fields, rule, flags.exec(text)?.[1] ?? '', eventBase(line, this.#source, 'path', when))
  }

  end(): readonly Event[] {
    return [...this.#flows.values()].flatMap(({ count, told, largest, last }): Event[] =>
      count > told ? [{ ...last.base, kind: 'packet.refused', rule: last.rule, tuple: last.tuple, alive: true, lengthBytes: largest, count }] : [],
    )
  }

  #packet(fields: ReadonlyMap<string, string>, rule: string, flagged: string, base: EventBase): readonly Event[] {
    const end = (address: string, port: string) => ({ address: fields.get(address) ?? '', port: Number(fields.get(port)) })
    const tuple = { from: end('SRC', 'SPT'), to: end('DST', 'DPT') }
    if (!Number.isInteger(tuple.from.port) || !Number.isInteger(tuple.to.port)) return []
    const lengthBytes = Number(fields.get('LEN'))
    // A late FIN or RST is the tail of an orderly end, and a stray SYN-ACK that of an attempt.
    const alive = !/RST|FIN|SYN/.test(flagged)
    if (!alive) return [{ ...base, kind: 'packet.refused', rule, tuple, alive, lengthBytes }]
    const key = `${tuple.from.address} ${tuple.from.port} ${tuple.to.address} ${tuple.to.port}`
    const known = this.#flows.get(key)
    const flow = known ?? { told: 0, count: 0, largest: 0, last: { base, rule, tuple } }
    if (known === undefined && this.#flows.size < mostConnections) this.#flows.set(key, flow)
    flow.count += 1
    flow.largest = Math.max(flow.largest, lengthBytes)
    flow.last = { base, rule, tuple }
    if (flow.told >= mostOfOne) return []
    flow.told += 1
    return [{ ...base, kind: 'packet.refused', rule, tuple, alive, lengthBytes }]
  }
}
