import type { Clock, Event, Source, SourceDate, SourceId } from '../model/index.ts'
import { attribute, type Attribution, type AttributionOptions } from './attribution.ts'
import { Dating } from './dating.ts'
import type { TextReading } from './dispatch.ts'
import { fallbackReaders } from './fallback-readers.ts'
import { type Content, Copies } from './copies.ts'
import { contentOf, textOf } from './open/content.ts'
import type { OpenedSource } from './open/opened.ts'
import type { SourceContext } from './reader.ts'
import { type Datable, namedDate, sourceDates } from './source-date.ts'
import { type Note, noteTexts, remark } from './note.ts'

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
  let lines = 0
  let texts: Texts | undefined
  for await (const one of opened) {
    const index = sources.length
    const id = `s${index + 1}`
    const attribution = attribute(one, options)
    const { host } = attribution
    const named = namedDate(one)
    // Of what is at hand the digest is known before it is read: of a thousand copies one is read.
    const before = one.whole === undefined ? undefined : copies.originalOf(contentAs(index, one, host), named)
    const first = before === undefined ? undefined : sources[before.index]
    if (first !== undefined) {
      const copy = copyOf(first, id, one, host)
      lines += copy.read.lines ?? 0
      sources.push(copy)
      continue
    }
    if (one.whole !== undefined) texts ??= await forTexts()
    const result =
      texts === undefined || one.whole === undefined ? await readSource(one, id, attribution) : readWholeSource(one, one.whole, id, attribution, texts, lines)
    lines += result.source.read.lines ?? 0
    if (one.repeats !== undefined) {
      sources.push(result.source)
      continue
    }
    const after = one.whole === undefined ? copies.originalOf(contentAs(index, one, host), named) : undefined
    const twin = after === undefined ? undefined : sources[after.index]
    if (twin !== undefined) {
      sources.push(countedOnce(result.source, twin))
      continue
    }
    datable.push({
      id,
      ...(named === undefined ? {} : { named }),
      ...(one.modifiedMs === undefined ? {} : { modifiedMs: one.modifiedMs }),
    })
    sources.push(result.source)
    for (const clock of result.clocks) clocks.push(clock)
    for (const event of result.events) events.push(event)
  }
  return { sources, clocks, events, dates: sourceDates(datable) }
}

function contentAs(index: number, { path, member, stored }: OpenedSource, host: string | undefined): Content {
  return { index, path, ...(member === undefined ? {} : { member }), ...(host === undefined ? {} : { host }), stored: stored() }
}

/** What reading a source again under another name would tell of it. */
function copyOf(first: Source, id: SourceId, { path, stored }: OpenedSource, host: string | undefined): Source {
  const { member: _, host: __, ...told } = first
  return countedOnce({ ...told, id, path, ...stored(), ...(host === undefined ? {} : { host }) }, first)
}

/** Its lines were read by the clock of the first. */
function countedOnce({ clock: _, ...source }: Source, { clock, path }: Source): Source {
  const notes = [...source.notes, `the same content as ${path}: counted once`]
  return { ...source, ...(clock === undefined ? {} : { clock }), read: { ...source.read, events: 0 }, notes }
}

/** A source with its clocks and events. */
interface Result {
  readonly source: Source
  readonly clocks: readonly Clock[]
  readonly events: readonly Event[]
}

async function readSource(opened: OpenedSource, id: string, attribution: Attribution): Promise<Result> {
  const notes: Note[] = []
  const context = contextOf(opened, id, attribution, notes)
  return resultOf(opened, context, await toldBy(opened, context), notes)
}

/** The same without a promise: for thousands of small files, those cost as much as reading. */
function readWholeSource(
  opened: OpenedSource,
  whole: Uint8Array,
  id: string,
  attribution: Attribution,
  { readWhole, lineReaders }: Texts,
  before: number,
): Result {
  const notes: Note[] = []
  const context = contextOf(opened, id, attribution, notes)
  const found = textOf(whole)
  return resultOf(
    opened,
    context,
    'reason' in found ? unreadable(found.reason) : toldByText(readWhole(found.text, lineReaders, context, before), context),
    notes,
  )
}

function contextOf(opened: OpenedSource, id: string, { host, side, hints }: Attribution, notes: Note[]): SourceContext {
  return {
    id,
    path: opened.member === undefined ? opened.path : `${opened.path}/${opened.member}`,
    dating: new Dating(id, hints, host ?? side),
    note: (text: string) => void notes.push(remark(text)),
    ...(host === undefined ? {} : { host }),
    ...(side === undefined ? {} : { side }),
  }
}

function resultOf(opened: OpenedSource, { id, host, side }: SourceContext, told: Told, notes: readonly Note[]): Result {
  const stored = opened.stored()
  const isLate = opened.direct !== undefined || opened.repeats !== undefined
  const said = [...opened.notes, ...notes, ...told.notes]
  const source: Source = {
    id,
    path: opened.path,
    ...(opened.member === undefined ? {} : { member: opened.member }),
    sha256: isLate ? '' : stored.sha256,
    bytes: stored.bytes,
    reader: told.reader,
    ...(host === undefined ? {} : { host }),
    ...(told.clocks[0] === undefined ? {} : { clock: told.clocks[0].id }),
    read: told.read,
    unread: told.unread ?? { count: opened.repeats === undefined ? stored.bytes : 0 },
    notes: noteTexts(said),
    ...(said.some(({ lost }) => lost) ? { incomplete: true } : {}),
  }
  // A large file is hashed when an output shows it or an equal size asks for it.
  if (isLate) Object.defineProperty(source, 'sha256', { get: () => stored.sha256, enumerable: true })
  if (host === undefined && side === undefined) return { source, clocks: told.clocks, events: told.events }
  const defaults = { ...(host === undefined ? {} : { host }), ...(side === undefined ? {} : { side }) }
  return { source, clocks: told.clocks, events: told.events.map((event) => ({ ...defaults, ...event })) }
}

/** What the content of one source comes to; without `unread` nothing of it was read. */
interface Told extends Pick<Source, 'read' | 'reader'> {
  readonly notes: readonly Note[]
  readonly events: readonly Event[]
  readonly clocks: readonly Clock[]
  readonly unread?: Source['unread']
}

async function toldBy(opened: OpenedSource, context: SourceContext): Promise<Told> {
  const content = await contentOf(opened.chunks())
  if (content.kind === 'text') {
    const { readText, lineReaders } = await forTexts()
    return toldByText(await readText({ ...content, direct: opened.direct }, lineReaders, context), context)
  }
  if (content.kind === 'binary') {
    await drain(content.rest)
    return unreadable(content.reason)
  }
  // Loaded with the first capture: most evidence has none, and it is a tenth of the program.
  const [{ readCapture }, { captureEvents }] = await Promise.all([import('./capture/source.ts'), import('./capture/capture.ts')])
  const reading = await readCapture(context.id, context.host ?? context.side, content.rest, opened.direct)
  const events = captureEvents(reading)
  const read = { frames: reading.capture.frames, events: events.length }
  return { reader: 'capture', events, clocks: [reading.clock], read, unread: { count: 0 }, notes: reading.notes }
}

type Texts = Pick<typeof import('./index.ts') & typeof import('./text.ts'), 'lineReaders' | 'readText' | 'readWhole'>

/** What reads texts; loaded with the first one, for a capture needs none of it and it is a third of the program. */
async function forTexts(): Promise<Texts> {
  const [{ lineReaders }, { readText, readWhole }] = await Promise.all([import('./index.ts'), import('./text.ts')])
  return { lineReaders, readText, readWhole }
}

function toldByText(reading: TextReading, { dating }: SourceContext): Told {
  const { events, lines, counted, unread } = reading
  return { reader: mainReader(reading), events, clocks: dating.clocks, read: { lines, events: events.length + counted }, unread, notes: [] }
}

function unreadable(reason: Note): Told {
  return { reader: null, events: [], clocks: [], read: { events: 0 }, notes: [reason] }
}

/** Prose and generic text give way to any reader that knows its format. */
function mainReader(reading: TextReading): string | null {
  const { claimed } = reading
  const ranked = claimed.length < 2 ? claimed : claimed.toSorted((a, b) => Number(isFallback(a.reader)) - Number(isFallback(b.reader)) || b.lines - a.lines)
  return ranked[0]?.reader ?? null
}

function isFallback(reader: string): boolean {
  return fallbackReaders.includes(reader)
}

async function drain(rest: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of rest) {
    // Reading to the end gives the size and the digest.
  }
}
