import type { Clock, Event, Source, SourceDate, SourceId } from '../model/index.ts'
import { attribute, type AttributionOptions } from './attribution.ts'
import { captureEvents } from './capture/capture.ts'
import { readCapture } from './capture/source.ts'
import { Dating } from './dating.ts'
import type { TextReading } from './dispatch.ts'
import { lineReaders } from './index.ts'
import { Copies } from './copies.ts'
import { contentOf } from './open/content.ts'
import type { OpenedSource } from './open/opened.ts'
import { type Datable, namedDate, sourceDates } from './source-date.ts'
import { readText } from './text.ts'

export interface Gathered {
  readonly sources: readonly Source[]
  readonly clocks: readonly Clock[]
  readonly events: readonly Event[]
  /** When what a source tells of took place, for lines that do not say it themselves. */
  readonly dates?: ReadonlyMap<SourceId, SourceDate>
}

/** Reads every opened source with every reader. Bad input is told in the source's notes, never thrown. */
export async function readEvidence(opened: AsyncIterable<OpenedSource>, options: AttributionOptions): Promise<Gathered> {
  const sources: Source[] = []
  const clocks: Clock[] = []
  const events: Event[] = []
  const datable: Datable[] = []
  const copies = new Copies()
  for await (const one of opened) {
    const result = await readSource(one, `s${sources.length + 1}`, options)
    const named = namedDate(one)
    const twin = copies.originalOf(result.source, named)
    if (twin !== undefined) {
      sources.push({
        ...result.source,
        read: { ...result.source.read, events: 0 },
        notes: [...result.source.notes, `the same content as ${twin.path}: counted once`],
      })
      continue
    }
    datable.push({
      id: result.source.id,
      ...(named === undefined ? {} : { named }),
      ...(one.modifiedMs === undefined ? {} : { modifiedMs: one.modifiedMs }),
    })
    sources.push(result.source)
    for (const clock of result.clocks) clocks.push(clock)
    for (const event of result.events) events.push(event)
  }
  return { sources, clocks, events, dates: sourceDates(datable) }
}

async function readSource(
  opened: OpenedSource,
  id: string,
  options: AttributionOptions,
): Promise<{ source: Source; clocks: readonly Clock[]; events: readonly Event[] }> {
  const { host, side, hints } = attribute(opened, options)
  const notes: string[] = []
  const dating = new Dating(id, hints, host ?? side)
  const path = opened.member === undefined ? opened.path : `${opened.path}/${opened.member}`
  const context = {
    id,
    path,
    dating,
    note: (text: string) => void notes.push(text),
    ...(host === undefined ? {} : { host }),
    ...(side === undefined ? {} : { side }),
  }
  const content = await contentOf(opened.chunks())
  const capture = content.kind === 'capture' ? await readCapture(id, host ?? side, content.rest, opened.direct) : undefined
  let reading: TextReading = { events: [], lines: 0, claimed: [], unread: { count: 0 }, counted: 0 }
  if (content.kind === 'text') {
    reading = await readText({ ...content, direct: opened.direct }, lineReaders, context)
  } else if (content.kind === 'binary') {
    notes.push(content.reason)
    await drain(content.rest)
  }
  const { sha256, bytes } = opened.stored()
  const reader = capture === undefined ? mainReader(reading) : 'capture'
  const found = capture === undefined ? reading.events : captureEvents(capture)
  const known = capture === undefined ? dating.clocks : [capture.clock]
  const source: Source = {
    id,
    path: opened.path,
    ...(opened.member === undefined ? {} : { member: opened.member }),
    sha256,
    bytes,
    reader,
    ...(host === undefined ? {} : { host }),
    ...(known[0] === undefined ? {} : { clock: known[0].id }),
    read:
      content.kind === 'text'
        ? { lines: reading.lines, events: reading.events.length + reading.counted }
        : { ...(capture === undefined ? {} : { frames: capture.capture.frames }), events: found.length },
    unread: content.kind === 'text' ? reading.unread : { count: capture === undefined ? bytes : 0 },
    notes: [...opened.notes, ...notes, ...(capture?.notes ?? [])],
  }
  const defaults = { ...(host === undefined ? {} : { host }), ...(side === undefined ? {} : { side }) }
  return { source, clocks: known, events: found.map((event) => ({ ...defaults, ...event })) }
}

/** Prose and generic text give way to any reader that knows its format. */
function mainReader(reading: TextReading): string | null {
  const ranked = reading.claimed.toSorted((a, b) => Number(isFallback(a.reader)) - Number(isFallback(b.reader)) || b.lines - a.lines)
  return ranked[0]?.reader ?? null
}

function isFallback(reader: string): boolean {
  return reader === lineReaders.at(-1)?.id || reader === lineReaders.at(-2)?.id
}

async function drain(rest: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of rest) {
    // Reading to the end gives the size and the digest.
  }
}
