import type { Event } from '../../model/index.ts'
import { Dating } from '../dating.ts'
import { Dispatcher, type TextReading } from '../dispatch.ts'
import type { LineReader } from '../reader.ts'

/** Reads a text with some readers as the program would read a file of that text; for tests of readers. */
export function readText(readers: readonly LineReader[], text: string): TextReading {
  const dispatcher = new Dispatcher(readers, { id: 's1', path: 'sample', dating: new Dating('s1', {}), note: () => undefined })
  for (const [index, raw] of text.split(/\r?\n/).entries()) dispatcher.line({ raw, line: index + 1 })
  return dispatcher.end()
}

/** One word for each event, as tables of expectations compare them: kind, then the fields that tell it apart. */
export function told(events: readonly Event[]): readonly string[] {
  return events.map((event) => {
    const { at: _at, quote: _quote, when: _when, system: _system, kind, symptom, reported: _reported, ...rest } = event
    const fields = Object.entries(rest)
      .filter(([name]) => !['host', 'program', 'pid', 'run', 'job'].includes(name))
      .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    return [kind, ...fields, ...(symptom === undefined ? [] : [symptom])].join(' ')
  })
}
