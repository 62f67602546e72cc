import type { Event } from '../../model/index.ts'
import { Dating } from '../dating.ts'
import { Dispatcher, type TextReading } from '../dispatch.ts'
import type { LineReader } from '../reader.ts'
import { rsync } from './rsync.ts'

/** Stands for the two readers that come last and take what nobody else claims. */
const last: LineReader = { id: 'none', open: () => ({ read: () => undefined }) }

/** Reads a text as the program does, with this reader alone; for tests. */
export function readSample(text: string, path = 'sample'): TextReading & { readonly notes: readonly string[] } {
  const notes: string[] = []
  const dispatcher = new Dispatcher([rsync, last, last], { id: 's1', path, dating: new Dating('s1', {}), note: (note) => void notes.push(note) })
  for (const [index, raw] of text.split('\n').entries()) dispatcher.line({ raw, line: index + 1 })
  return { ...dispatcher.end(), notes }
}

/** One line for an event, as golden files hold it: line, weight, kind, who, time, run, job, fields. */
export function summary(event: Event): string {
  const { at, quote: _quote, system, when, host, side, program, pid: _pid, run, job, symptom, reported: _reported, kind, ...fields } = event
  const place = 'line' in at ? `${at.line}${at.lastLine === undefined ? '' : `-${at.lastLine}`}` : ''
  const time = when === undefined ? '' : new Date(when.us / 1_000).toISOString().slice(0, 19)
  const who = [system, side, program, host].filter((part) => part !== undefined).join('/')
  return [place, symptom ?? '-', kind, who, time, run ?? '', job ?? '', said(fields)].join(' | ')
}

/** The fields of an event as `name=value`. */
export function said(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')
}
