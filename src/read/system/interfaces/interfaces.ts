import type { Event } from '../../../model/index.ts'
import { eventBase } from '../../generic/line-event.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../../reader.ts'

const device = /^\d{1,5}: ([\w.@-]{1,40}): <([A-Z0-9_,-]{1,160})> mtu \d{1,6} /
const route = /^(?:default|(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?|unreachable|blackhole|prohibit) (?:via \S{1,60} )?dev \S{1,20}(?: |$)/

/** `ip -s link`, `ip addr`, `ip route`: interfaces without carrier and counted errors; the rest is recognised and says nothing. */
export const interfaces: LineReader = {
  id: 'ip',
  signs: [device, route],
  open: (source) => new InterfacesReading(source),
}

const detail = /^\s{2,8}(?:link\/\w{2,20}|inet6? |valid_lft |veth|bridge|vlan|bond|tun |altname |RX: |TX: |RX errors: |TX errors: )/
const counts = /^\s{2,12}\d{1,20}(?:\s{1,16}\d{1,20}){3,6}\s?$/

class InterfacesReading implements LineReading {
  readonly #source: SourceContext
  #device = ''
  #direction = ''
  #columns: readonly string[] = []

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    const { text } = line
    if (text.length > 500 || line.prefix !== undefined) return undefined
    const named = device.exec(text)
    if (named !== null) return this.#named(named, line)
    if (this.#device !== '' && detail.test(text)) {
      const head = /^\s{2,8}(RX|TX)(?: errors)?: (.{0,120})$/.exec(text)
      this.#direction = head?.[1] ?? ''
      this.#columns = (head?.[2] ?? '').trim().split(/\s+/)
      return []
    }
    if (this.#direction !== '' && counts.test(text)) return this.#counted(line)
    return route.test(text) ? [] : undefined
  }

  #named(match: RegExpExecArray, line: LogLine): readonly Event[] {
    const [, name = '', flags = ''] = match
    this.#device = name.replace(/@.*$/, '')
    this.#direction = ''
    return flags.split(',').includes('NO-CARRIER') ? [this.#said(line, `carrier of ${this.#device}`, 'none')] : []
  }

  #counted(line: LogLine): readonly Event[] {
    const values = line.text.trim().split(/\s+/)
    const at = this.#columns.indexOf('errors')
    const errors = Number(values[at] ?? 0)
    const direction = this.#direction
    this.#direction = ''
    return at >= 0 && errors > 0 ? [this.#said(line, `${direction} errors of ${this.#device}`, String(errors))] : []
  }

  #said(line: LogLine, name: string, value: string): Event {
    return { ...eventBase(line, this.#source, 'host'), kind: 'setting.seen', name, value }
  }
}
