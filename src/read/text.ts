import { keepHeapSmall } from '../platform/heap-growth.ts'
import type { Content } from './open/content.ts'
import type { DirectBytes } from './open/opened.ts'
import { Dating } from './dating.ts'
import { Dispatcher, type TextReading } from './dispatch.ts'
import { linesOf, LineSplitter, type LineTaker, longestLine, type PhysicalLine } from './lines.ts'
import type { LineReader, Skim, SourceContext } from './reader.ts'
import { Monotony } from './skim/monotony.ts'
import type { Skimming } from './skim/skimming.ts'
import { brokenLines, divided, mayBeBroken } from './wrapped.ts'

/** Sources up to this long are read line by line. */
const skimFromBytes = 8 * 1024 ** 2
/** By these lines it is judged whether one format makes up a source, prose and other programs aside. */
const judgedBytes = 256 * 1024
const dominantShare = 0.9

/** Decoded or not; or, in place of both, straight from the file. */
export type Text = Pick<Extract<Content, { readonly kind: 'text' }>, 'bytes' | 'encoding'> & { readonly direct?: DirectBytes | undefined }

/** Reads a text with all readers; a long log of one format that can be skimmed is skimmed. */
export async function readText(content: Text, readers: readonly LineReader[], source: SourceContext, skimFrom = skimFromBytes): Promise<TextReading> {
  const pieces = content.bytes[Symbol.asyncIterator]()
  const held: Uint8Array[] = []
  let bytes = 0
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) {
    held.push(next.value)
    bytes += next.value.length
    if (bytes >= skimFrom) break
  }
  if (bytes <= longestMail && bytes < skimFrom) return readWhole(new TextDecoder(content.encoding).decode(Buffer.concat(held)), readers, source)
  if (bytes >= skimFrom) keepHeapSmall()
  const fitting = bytes >= skimFrom ? skimFor(held, content.encoding, readers, source) : undefined
  const skimming = fitting === undefined ? undefined : await skimmingOf(fitting, content.encoding)
  if (fitting === undefined || skimming === undefined) return readThrough(chained(held, pieces), content.encoding, readers, source)
  if (content.direct === undefined) for await (const piece of chained(held, pieces)) skimming.add(piece)
  else skimming.addAll(content.direct)
  return chosenRead(skimming, readers, source, fitting)
}

/** Undefined where the runtime has no WebAssembly, or not the instructions needed. */
async function skimmingOf({ skim, shape, sample }: Fitting, encoding: string): Promise<Skimming | undefined> {
  const { Skimming } = await import('./skim/skimming.ts')
  try {
    return new Skimming(skim, shape, encoding, sample)
  } catch {
    return undefined
  }
}

async function* chained(held: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  for (let piece = held.shift(); piece !== undefined; piece = held.shift()) yield piece
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

async function readThrough(pieces: AsyncIterable<Uint8Array>, encoding: string, readers: readonly LineReader[], source: SourceContext): Promise<TextReading> {
  const decoder = new TextDecoder(encoding)
  const reading = new LineByLine(readers, source)
  for await (const piece of pieces) reading.add(decoder.decode(piece, { stream: true }))
  reading.add(decoder.decode())
  return reading.end()
}

/** Reads a short text that is at hand; `before`: the lines of other sources that were read. */
export function readWhole(text: string, readers: readonly LineReader[], source: SourceContext, before = 0): TextReading {
  const groups = text.length > longestMail || !mayBeBroken(text) ? undefined : brokenLines(linesOf(text))
  if (groups !== undefined) return readBroken(groups, readers, source, before)
  const reading = new LineByLine(readers, source, before)
  reading.add(text)
  return reading.end()
}

/** Nobody mails more than this as text. */
const longestMail = 256 * 1024

function readBroken(groups: readonly (readonly PhysicalLine[])[], readers: readonly LineReader[], source: SourceContext, before: number): TextReading {
  const dispatcher = new Dispatcher(readers, source, before)
  for (const parts of groups.flatMap((group) => divided(group, readers, source))) dispatcher.broken(parts)
  return dispatcher.end()
}

/** One text passing through all readers, piece by piece. */
class LineByLine implements LineTaker {
  readonly #splitter = new LineSplitter()
  readonly #monotony = new Monotony()
  readonly #dispatcher: Dispatcher
  readonly #source: SourceContext

  constructor(readers: readonly LineReader[], source: SourceContext, before = 0) {
    this.#dispatcher = new Dispatcher(readers, source, before)
    this.#source = source
  }

  add(piece: string): void {
    this.#splitter.add(piece, this)
  }

  end(): TextReading {
    this.#splitter.end(this)
    for (const line of this.#monotony.end()) this.#dispatcher.line(line)
    for (const note of this.#monotony.notes()) this.#source.note(note)
    const { cut } = this.#splitter
    if (cut > 0) this.#source.note(`${cut} overlong ${cut === 1 ? 'line was' : 'lines were'} cut: the first ${longestLine} characters were read`)
    const reading = this.#dispatcher.end()
    return { ...reading, lines: reading.lines + this.#monotony.skipped }
  }

  line(physical: PhysicalLine): void {
    if (this.#monotony.isOut(physical)) return
    for (const one of this.#monotony.end()) this.#dispatcher.line(one)
    this.#dispatcher.line(physical)
  }

  sparedUntil(text: string, at: number): number {
    return this.#monotony.isWatching ? at : this.#dispatcher.plainUntil(text, at)
  }

  spared(lines: number): void {
    this.#monotony.passed(lines)
    this.#dispatcher.passed(lines)
  }
}

interface Fitting {
  readonly reader: string
  readonly skim: Skim
  readonly shape: string
  readonly sample: Uint8Array
}

/** How to skim, where one reader takes nearly every line of the beginning and those lines begin as it says. */
function skimFor(held: readonly Uint8Array[], encoding: string, readers: readonly LineReader[], source: SourceContext): Fitting | undefined {
  const sample = beginning(held)
  if (!(encoding === 'utf-8' || encoding === 'windows-1252') || !readers.some(({ skim }) => skim !== undefined)) return undefined
  const text = new TextDecoder(encoding).decode(sample)
  const lines = linesOf(text.slice(0, text.lastIndexOf('\n') + 1))
  const trial = new Dispatcher(readers, { ...source, dating: new Dating(source.id, {}), note: () => undefined })
  for (const line of lines) trial.line(line)
  const { claimed } = trial.end()
  const [first] = claimed.toSorted((a, b) => b.lines - a.lines)
  const skim = readers.find(({ id }) => id === first?.reader)?.skim
  if (first === undefined || skim === undefined || first.lines < dominantShare * lines.length) return undefined
  const shape = skim.shapes.find((one) => lines.filter(({ raw }) => hasShape(raw, one)).length >= dominantShare * lines.length)
  return shape === undefined ? undefined : { reader: first.reader, skim, shape, sample }
}

function beginning(pieces: readonly Uint8Array[]): Uint8Array {
  const first: Uint8Array[] = []
  for (let [index, bytes] = [0, 0]; bytes < judgedBytes && index < pieces.length; index += 1) {
    const piece = pieces[index] ?? new Uint8Array(0)
    first.push(piece)
    bytes += piece.length
  }
  return Buffer.concat(first).subarray(0, judgedBytes)
}

function hasShape(raw: string, shape: string): boolean {
  for (let at = 0; at < shape.length; at += 1) {
    const [char, code] = [shape[at], raw.charCodeAt(at)]
    if (char === '0' ? !(code >= 48 && code <= 57) : char !== raw[at]) return false
  }
  return true
}

function chosenRead(skimming: Skimming, readers: readonly LineReader[], source: SourceContext, fitting: Fitting): TextReading {
  const { chosen, lines, midnights, counted, notes } = skimming.end()
  source.dating.passMidnights(midnights)
  const dispatcher = new Dispatcher(readers, source)
  for (const line of chosen) dispatcher.line(line)
  const reading = dispatcher.end()
  for (const note of notes) source.note(note)
  const passed = lines - reading.lines
  const claimed = reading.claimed.some(({ reader }) => reader === fitting.reader) ? reading.claimed : [...reading.claimed, { reader: fitting.reader, lines: 0 }]
  return {
    ...reading,
    lines,
    counted: counted + reading.counted,
    claimed: claimed.map((entry) => (entry.reader === fitting.reader ? { ...entry, lines: entry.lines + passed } : entry)),
  }
}
