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

/** `** kind field=value` for what failed, `~` for what repeats it, `-` for context; without how the run ended. */
export function told(text: string): readonly string[] {
  return readSample(text)
    .events.filter((event) => event.kind !== 'run.ended' || event.symptom !== undefined)
    .map(brief)
}

function brief(event: Event): string {
  const {
    at: _at,
    quote: _quote,
    when: _when,
    system: _system,
    run: _run,
    program,
    pid: _pid,
    job: _job,
    side: _side,
    host: _host,
    symptom,
    kind,
    ...fields
  } = event
  const mark = symptom === 'specific' ? '**' : symptom === 'echo' ? '~' : '-'
  const missing = event.kind === 'program.missing' ? `program=${program ?? ''} ` : ''
  const { callSite: _callSite, meaning: _meaning, ...rest } = { callSite: '', meaning: '', ...fields }
  return `${mark} ${kind} ${missing}${said(rest)}`.trim()
}

/** The fields of an event as `name=value`. */
function said(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')
}
