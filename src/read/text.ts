import type { Content } from './open/content.ts'
import type { DirectBytes } from './open/opened.ts'
import { Dating } from './dating.ts'
import { Dispatcher, type TextReading } from './dispatch.ts'
import { LineSplitter, longestLine, type PhysicalLine } from './lines.ts'
import type { LineReader, Skim, SourceContext } from './reader.ts'
import { Monotony } from './skim/monotony.ts'
import { Skimming } from './skim/skimming.ts'

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
  const fitting = bytes >= skimFrom ? skimFor(held, content.encoding, readers, source) : undefined
  const skimming = fitting === undefined ? undefined : skimmingOf(fitting, content.encoding)
  if (fitting === undefined || skimming === undefined) return readThrough(chained(held, pieces), content.encoding, readers, source)
  if (content.direct === undefined) for await (const piece of chained(held, pieces)) skimming.add(piece)
  else skimming.addAll(content.direct)
  return chosenRead(skimming, readers, source, fitting)
}

/** Undefined where the runtime has no WebAssembly, or not the instructions needed. */
function skimmingOf({ skim, shape, sample }: Fitting, encoding: string): Skimming | undefined {
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
  const splitter = new LineSplitter()
  const dispatcher = new Dispatcher(readers, source)
  const monotony = new Monotony()
  const offer = (lines: Iterable<PhysicalLine>): void => {
    for (const line of lines) for (const one of monotony.pass(line)) dispatcher.line(one)
  }
  for await (const piece of pieces) offer(splitter.add(decoder.decode(piece, { stream: true })))
  offer(splitter.add(decoder.decode()))
  offer(splitter.end())
  for (const line of monotony.end()) dispatcher.line(line)
  for (const note of monotony.notes()) source.note(note)
  if (splitter.cut > 0)
    source.note(`${splitter.cut} overlong ${splitter.cut === 1 ? 'line was' : 'lines were'} cut: the first ${longestLine} characters were read`)
  const reading = dispatcher.end()
  return { ...reading, lines: reading.lines + monotony.skipped }
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
  const lines = [...new LineSplitter().add(new TextDecoder(encoding).decode(sample))]
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
