import { captureEvents, CaptureReader, type CaptureReading } from '../../src/read/capture/capture.ts'
import { lineReaders } from '../../src/read/index.ts'
import type { LineReader } from '../../src/read/reader.ts'
import { Chance } from './chance.ts'
import { captures, readersSamples, readLines, type Sample, slicesByReader } from './corpus.ts'
import { damagedBytes, damagedText } from './damage.ts'
import { noteTexts } from '../../src/read/note.ts'
import { verify } from './verify.ts'

/** One damaged input, to be read and checked; throws where something does not hold. */
export interface Step {
  /** The input, for the message of a failure. */
  readonly input: () => string
  readonly run: () => void
}

/** A part of the sweep: so many damaged inputs of one reader, or all truncations of one reader's samples. */
export interface Part {
  readonly reader: string
  readonly kind: 'mutation' | 'truncation'
  readonly steps: Iterable<Step>
}

/** Up to so many mutations, the sweep is part of every test run and must be quick. */
const cheapTimes = 10_000
/** Lines that stand before a cut one, so that a reader has a state when it meets the cut. */
const before = 3

/** Everything there is to be swept, reader by reader; equal seeds give equal inputs. */
export function* parts(seed: number, times: number): Generator<Part, void> {
  const samples = readersSamples()
  const slices = slicesByReader(samples)
  const others = [...slices.values()].flat()
  for (const [reader, own] of slices) yield { reader: reader.id, kind: 'mutation', steps: mutations([reader], own, others, new Chance(seed), times) }
  yield { reader: 'all together', kind: 'mutation', steps: mutations(lineReaders, others, others, new Chance(seed), Math.ceil(times / 2)) }
  const recorded = captures()
  yield { reader: 'capture', kind: 'mutation', steps: captureMutations(recorded, new Chance(seed), times) }
  for (const [reader, own] of Map.groupBy(samples, ({ path }) => path.split('/')[2] ?? path))
    yield { reader, kind: 'truncation', steps: own.values().flatMap(truncations) }
  yield { reader: 'capture', kind: 'truncation', steps: recorded.values().flatMap((bytes) => captureTruncations(bytes, times > cheapTimes)) }
}

function* mutations(readers: readonly LineReader[], own: readonly string[], others: readonly string[], chance: Chance, times: number): Generator<Step, void> {
  if (own.length === 0) return
  for (let index = 0; index < times; index += 1) yield textStep(readers, damagedText(chance.of(own) ?? '', chance.of(others) ?? '', chance))
}

/** Cut at every byte, behind the lines right before it; and at the end of every line, behind all lines before it. */
function* truncations({ bytes, readers }: Sample): Generator<Step, void> {
  const starts = [0]
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1)
  for (const [index, start] of starts.entries()) {
    const from = starts[Math.max(0, index - before)] ?? 0
    for (let end = start; end < (starts[index + 1] ?? bytes.length); end += 1) yield textStep(readers, bytes.toString('utf8', from, end))
    yield textStep(readers, bytes.toString('utf8', 0, start))
  }
}

function textStep(readers: readonly LineReader[], text: string): Step {
  return {
    input: () => text,
    run: () => {
      const lines = text.split('\n')
      verify(readLines(readers, lines), lines)
    },
  }
}

function* captureMutations(recorded: readonly Buffer[], chance: Chance, times: number): Generator<Step, void> {
  for (let index = 0; index < times; index += 1) yield captureStep(damagedBytes(chance.of(recorded) ?? new Uint8Array(0), chance), 1 + chance.below(3_000))
}

/** Of a long capture every byte of its head and first packets, then as many cuts again: a capture takes a hundred times as long as a line. */
function* captureTruncations(bytes: Buffer, everyByte: boolean): Generator<Step, void> {
  const step = everyByte ? 1 : Math.max(1, Math.ceil((bytes.length - headBytes) / headBytes))
  const isFaultless = readCapture(bytes, bytes.length + 1).notes.length === 0
  for (let end = 0; end <= bytes.length; end += end < headBytes ? 1 : step) yield captureStep(bytes.subarray(0, end), bytes.length + 1, isFaultless)
}

/** The file's header, and its first packet or part of it. */
const headBytes = 56

/** The smallest record of a capture's framing (pcap-savefile(5)). */
const recordBytes = 16

function readCapture(bytes: Uint8Array, pieceBytes: number): CaptureReading {
  const reader = new CaptureReader('s1')
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.feed(bytes.subarray(at, at + pieceBytes))
  return reader.end()
}

/** `isFaultless`: nothing but that it is cut off may be said of it. */
function captureStep(bytes: Uint8Array, pieceBytes: number, isFaultless = false): Step {
  return {
    input: () => Buffer.from(bytes).toString('base64'),
    run: () => {
      const reading = readCapture(bytes, pieceBytes)
      const { frames, tcpFrames, flows, truncated } = reading.capture
      if (frames * recordBytes > bytes.length) throw new Error(`${frames} frames in ${bytes.length} bytes`)
      if (isFaultless && !truncated && tcpFrames > 0 && reading.notes.length > 0) throw new Error(`not truncated, but ${noteTexts(reading.notes).join()}`)
      if (captureEvents(reading).length > flows + 1) throw new Error('more flows told than counted')
    },
  }
}
