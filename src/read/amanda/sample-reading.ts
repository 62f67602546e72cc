import type { Clock, Event } from '../../model/index.ts'
import { Dating } from '../dating.ts'
import { Dispatcher, type TextReading } from '../dispatch.ts'
import type { LineReader } from '../reader.ts'
import { amanda } from './amanda.ts'

/** Stands for the two readers that come last and take what nobody else claims. */
const last: LineReader = { id: 'none', open: () => ({ read: () => undefined }) }

export interface SampleReading extends TextReading {
  readonly clocks: readonly Clock[]
  readonly notes: readonly string[]
}

/** Reads a text as the program does, with this reader alone; for tests. */
export function readSample(text: string): SampleReading {
  const dating = new Dating('s1', {})
  const notes: string[] = []
  const dispatcher = new Dispatcher([amanda, last, last], { id: 's1', path: 'sample', dating, note: (note) => void notes.push(note) })
  for (const [index, raw] of text.split('\n').entries()) dispatcher.line({ raw, line: index + 1 })
  return { ...dispatcher.end(), clocks: dating.clocks, notes }
}

/** One line for an event, as golden files and tables hold it: line, weight, kind, job, time, fields. */
export function summary(event: Event): string {
  const { at, quote: _quote, system: _system, when, host: _host, side, program, pid: _pid, run, job, symptom, reported: _reported, kind, ...fields } = event
  const place = 'line' in at ? `${at.line}${at.lastLine === undefined ? '' : `-${at.lastLine}`}` : ''
  const time = when === undefined ? '' : `${when.clock.replace('s1 ', '')} ${when.us / 1e6}`
  const text = Object.entries(fields).map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
  return [place, symptom ?? '-', kind, [side, program].filter((part) => part !== undefined).join('/'), time, run ?? '', job ?? '', text.join(' ')].join(' | ')
}
