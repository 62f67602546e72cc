import type { Event } from '../../../model/index.ts'
import { eventBase } from '../../generic/line-event.ts'
import type { LineReader, LineReading, LogLine, SourceContext } from '../../reader.ts'
import { type SampleClock, sampleClockOf, stampShape } from '../sample-clock.ts'
import { entryOf } from './entry.ts'
import { EventLog } from './event-log.ts'
import { TableLog } from './table-log.ts'

const summary = /^conntrack v[\d.]{3,12} \(conntrack-tools\): /

/** Linux' connection tracking: `conntrack -E`, `conntrack -L` once or again and again, `/proc/net/nf_conntrack`, `conntrack -S`. */
export const conntrack: LineReader = {
  id: 'conntrack',
  signs: ['[NEW]', '[UPDATE]', '[DESTROY]', 'src=', 'cpu=', summary, stampShape],
  open: (source) => new ConntrackReading(source),
}

const event = /^(?:\[(\d{9,11})\.(\d{6})\]\s{1,4})?\s{0,8}\[(NEW|UPDATE|DESTROY)\]\s(.*)$/
const statistics = /^cpu=\d{1,4}\s{1,8}(?:found|searched)=\d/
const invalidCount = /\binvalid=(\d{1,15})/
const dropCount = /(?:^|\s)drop=(\d{1,15})/

class ConntrackReading implements LineReading {
  readonly #source: SourceContext
  readonly #clock: SampleClock
  readonly #events: EventLog
  readonly #table: TableLog

  constructor(source: SourceContext) {
    this.#source = source
    this.#clock = sampleClockOf(source)
    this.#events = new EventLog()
    this.#table = new TableLog()
  }

  read(line: LogLine): readonly Event[] | undefined {
    if (this.#clock.note(line)) return /^[#=]{2,}/.test(line.text) ? [] : undefined
    const { text } = line
    const match = text.includes('[') ? event.exec(text) : null
    if (match !== null) return this.#event(match, line)
    if (text.includes('src=')) return this.#listed(line)
    if (statistics.test(text)) return this.#counted(line)
    return summary.test(text) ? [] : undefined
  }

  end(): readonly Event[] {
    return [...this.#events.events(), ...this.#table.events()]
  }

  #event(match: RegExpExecArray, line: LogLine): readonly Event[] | undefined {
    const [, seconds, fraction, kind = '', rest = ''] = match
    const entry = entryOf(rest)
    if (entry === undefined || entry === 'other') return entry === undefined ? undefined : []
    const when = seconds === undefined ? this.#clock.when : this.#source.dating.epoch(Number(`${seconds}${fraction}`))
    this.#events.take(kind, entry, eventBase(line, this.#source, 'path', when))
    return []
  }

  #listed(line: LogLine): readonly Event[] | undefined {
    const entry = entryOf(line.text)
    if (entry === undefined) return undefined
    if (entry !== 'other') this.#table.take(entry, eventBase(line, this.#source, 'path', this.#clock.when), this.#clock)
    return []
  }

  #counted(line: LogLine): readonly Event[] {
    const base = eventBase(line, this.#source, 'path')
    const counters = [
      ['conntrack invalid', invalidCount],
      ['conntrack drop', dropCount],
    ] as const
    return counters.flatMap(([name, pattern]): Event[] => {
      const value = Number(pattern.exec(line.text)?.[1] ?? 0)
      return value > 0 ? [{ ...base, kind: 'counter.seen', name, value, set: `${this.#source.path} ${line.line}` }] : []
    })
  }
}
