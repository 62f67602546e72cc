import { globSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Dating } from '../../src/read/dating.ts'
import { Dispatcher, type TextReading } from '../../src/read/dispatch.ts'
import { lineReaders } from '../../src/read/index.ts'
import type { LineReader } from '../../src/read/reader.ts'
import { texts } from './texts.ts'

const root = join(import.meta.dirname, '../..')
/** Enough lines for a story, few enough to be read a hundred thousand times. */
const sliceLines = 8
/** Of a reader with many samples, slices from all over them. */
const mostSlices = 150

/** A text that some readers know. */
export interface Sample {
  readonly path: string
  readonly bytes: Buffer
  /** Those that claim a line of it, apart from the two that take what is left. */
  readonly readers: readonly LineReader[]
}

/** Stands where the two readers that take what is left stand, which the dispatcher never asks first. */
const nobody: LineReader = { id: 'nobody', open: () => ({ read: () => undefined }) }

/** Reads lines with these readers and no others. */
export function readLines(readers: readonly LineReader[], lines: readonly string[]): TextReading {
  const source = { id: 's1', path: 'sweep.log', dating: new Dating('s1', {}), note: () => undefined }
  const dispatcher = new Dispatcher(readers === lineReaders ? readers : [...readers, nobody, nobody], source)
  for (const [index, raw] of lines.entries()) dispatcher.line({ raw, line: index + 1 })
  return dispatcher.end()
}

/** Every text in a reader's folder of samples. */
export function readersSamples(): readonly Sample[] {
  return sampled('src/read/*/samples/**')
}

/** Readers' samples and the inputs of causes' cases: for each reader, short texts of which it claims a line. */
export function slicesByReader(samples: readonly Sample[]): ReadonlyMap<LineReader, readonly string[]> {
  const slices = [...samples, ...sampled('src/causes/*/cases/*/input/**'), ...texts.map((text) => sampleOf('written', Buffer.from(text)))].flatMap(
    ({ bytes, readers }) => sliced(bytes.toString('utf8')).map((slice) => ({ slice, readers })),
  )
  return new Map(
    lineReaders.map((reader) => {
      const own = slices.filter(({ slice, readers }) => readers.includes(reader) && claims(reader, slice))
      const step = Math.max(1, own.length / mostSlices)
      return [reader, Array.from({ length: Math.min(own.length, mostSlices) }, (_, index) => own[Math.floor(index * step)]?.slice ?? '')]
    }),
  )
}

/** Every recorded capture. */
export function captures(): readonly Buffer[] {
  return filesLike('src/read/capture/samples/**/*.pcap*').map((path) => readFileSync(path))
}

function sampled(pattern: string): readonly Sample[] {
  return filesLike(pattern).flatMap((path) => {
    const bytes = readFileSync(path)
    if (bytes.length > longest || isBinary(bytes)) return []
    return [sampleOf(relative(root, path), bytes)]
  })
}

function sampleOf(path: string, bytes: Buffer): Sample {
  const { claimed } = readLines(lineReaders, bytes.toString('utf8').split('\n'))
  return { path, bytes, readers: lineReaders.filter(({ id }) => claimed.some(({ reader }) => reader === id)) }
}

/** More is read by other tests. */
const longest = 64 * 1024

/** Expectations and notes beside samples are no samples. */
function filesLike(pattern: string): readonly string[] {
  const files = globSync(pattern, { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile() && !/expected|source\.md$|\.json$/.test(entry.name))
  return files.map((entry) => join(entry.parentPath, entry.name)).toSorted()
}

function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).includes(0) || [0xa1b2c3d4, 0xd4c3b2a1, 0x0a0d0d0a].includes(bytes.length < 4 ? 0 : bytes.readUInt32BE(0))
}

function sliced(text: string): readonly string[] {
  const lines = text.split('\n')
  return Array.from({ length: Math.ceil(lines.length / sliceLines) }, (_, index) => lines.slice(index * sliceLines, (index + 1) * sliceLines).join('\n'))
}

function claims(reader: LineReader, slice: string): boolean {
  return readLines([reader], slice.split('\n')).claimed.length > 0
}
