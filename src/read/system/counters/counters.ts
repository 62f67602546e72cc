import type { Event } from '../../../model/index.ts'
import { eventBase } from '../../generic/line-event.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../../reader.ts'
import { linuxNames, tellingCounters, windowsNames } from './names.ts'

const nstat = /^((?:Ip6?|Icmp6?|IcmpMsg|Tcp|TcpExt|Udp6?|UdpLite6?|IpExt|MPTcpExt)[A-Z][A-Za-z0-9_]{1,60})\s{1,40}(\d{1,19})\s{1,30}\d{1,19}\.\d$/
const windowsLine = /^\s{0,6}([A-Z][A-Za-z ]{4,40}?)\s{1,40}= ?(\d{1,19})$/
const heading =
  /^(?:#kernel|#\d{1,12}\.\d{1,12}|\s{0,4}(?:Tcp|TcpExt|Ip|IpExt|Icmp|IcmpMsg|Udp|UdpLite|MPTcpExt|Ip6|Icmp6|Udp6):$|\s{0,4}(?:TCP|IPv[46]|ICMPv[46]|UDP) Statistics(?: for IPv[46])?$)/

/** Kernel counters: `nstat -az`, `/proc/net/snmp`-like listings of it, `netstat -s` of Linux and Windows. */
export const counters: LineReader = {
  id: 'counters',
  signs: [heading, nstat, ...Object.keys(windowsNames)],
  open: (source) => new CountersReading(source),
}

const netstatLine = /^\s{2,8}(\d{1,19}) ([a-zA-Z][\w ,'()/-]{4,90})$/

class CountersReading implements LineReading {
  readonly #source: SourceContext
  #listing = 0
  #inside = false
  readonly #seen = new Set<string>()

  constructor(source: SourceContext) {
    this.#source = source
  }

  read(line: LogLine): readonly Event[] | undefined {
    const { text } = line
    if (text.length > 140 || line.prefix !== undefined) return undefined
    if (heading.test(text)) {
      if (text.startsWith('#kernel')) this.#next()
      this.#inside = true
      return []
    }
    const listed = nstat.exec(text)
    if (listed !== null) return this.#counted(line, listed[1] ?? '', Number(listed[2]))
    const windows = windowsLine.exec(text)
    const windowsName = windows === null ? undefined : windowsNames[(windows[1] ?? '').trim()]
    if (windows !== null && windowsName !== undefined) return this.#counted(line, windowsName, Number(windows[2]))
    if (!this.#inside) return undefined
    const told = netstatLine.exec(text)
    if (told !== null) return this.#counted(line, linuxNames[told[2] ?? ''] ?? '', Number(told[1]))
    return /^\s{4,12}[A-Za-z][\w ]{1,60}: ?\d{1,19}$/.test(text) ? [] : undefined
  }

  #counted(line: LogLine, name: string, value: number): readonly Event[] {
    if (this.#seen.has(name)) this.#next()
    this.#seen.add(name)
    if (!tellingCounters.has(name)) return []
    // Alone, a count since the last start says little: it is a failure's trace only when somebody shows it as one.
    const shown = value > 0 && alarming.has(name) && this.#inside && windowsShown.test(line.text)
    const sample = this.#sample()
    const base = eventBase(line, this.#source, 'host')
    return [
      {
        ...base,
        kind: 'counter.seen',
        name,
        value,
        set: setOf(this.#source.path),
        ...(sample === undefined ? {} : { sample }),
        ...(shown ? { symptom: 'echo' as const } : {}),
      },
    ]
  }

  #next(): void {
    if (this.#seen.size > 0) this.#listing += 1
    this.#seen.clear()
  }

  /** Files named before and after, or two listings in one. */
  #sample(): 'before' | 'after' | undefined {
    const name = this.#source.path.slice(this.#source.path.lastIndexOf('/') + 1)
    if (/before|start|old|[-_.]1\b/i.test(name)) return 'before'
    if (/after|end|new|[-_.]2\b/i.test(name)) return 'after'
    return this.#listing === 0 ? undefined : 'after'
  }
}

const alarming = new Set(['TcpEstabResets', 'TcpRetransSegs'])
const windowsShown = /=/

/** The two files of a pair differ in one word of their names. */
function setOf(path: string): string {
  return path.replace(/before|after|start|end|old|new|[-_.][12]\b/gi, '*')
}
