import { levelledText } from '../lines.ts'
import type { LineReader, LogLine, SyslogPrefix } from '../reader.ts'
import { alternativesOf, folded, shortestWord } from './required-words.ts'
import { WordScan } from './word-scan.ts'

interface Shape {
  readonly pattern: RegExp
  readonly readers: number
}

/** A program of one host, and the readers that know its lines by its name. */
interface Writer {
  readonly program: string
  readonly mask: number
}

/** Shapes that are looked for in the same way, and all of them in one pattern: most lines have none. */
interface Alike {
  readonly any: RegExp
  readonly shapes: readonly Shape[]
}

/** Which readers may take a line, found in one pass over it from what they say of their own lines. A set of readers is a number, one bit for each by its place. */
export class Signs {
  readonly #words: WordScan
  readonly #shapes: readonly Alike[]
  /** Those that name no signs are asked about every line. */
  readonly #always: number
  /** By host: few write into one log, and going through them takes less than looking one up. */
  readonly #writers = new Map<string, Writer[]>()
  #last: { readonly host: string; readonly writers: Writer[] } | undefined

  constructor(readers: readonly Pick<LineReader, 'signs'>[]) {
    if (readers.length > mostReaders) throw new RangeError(`${readers.length} readers do not fit into a set`)
    const words = new Map<string, number>()
    const patterns = new Map<string, Shape>()
    let always = 0
    for (const [place, { signs }] of readers.entries()) {
      const reader = 1 << place
      if (signs === undefined) always |= reader
      const read = signsOf(signs ?? [])
      for (const word of read.words) words.set(word, (words.get(word) ?? 0) | reader)
      for (const pattern of read.shapes) patterns.set(String(pattern), { pattern, readers: (patterns.get(String(pattern))?.readers ?? 0) | reader })
    }
    this.#words = new WordScan(words)
    const kindOf = ({ pattern: { source, flags } }: Shape): string => `${source.startsWith('^')} ${flags}`
    this.#shapes = [...Map.groupBy(patterns.values(), kindOf).values()].map(alike)
    this.#always = always
  }

  /** The readers that may take a line. */
  of(line: LogLine): number {
    const { text, prefix } = line
    const mask = prefix === undefined ? this.ofText(text) : this.ofText(text) | this.#ofWriter(prefix)
    const levelled = levelledText(line)
    return levelled === text ? mask : mask | this.ofText(levelled)
  }

  /** The same for a text that is no line of its own. */
  ofText(text: string): number {
    let mask = this.#always | this.#words.maskOf(text)
    for (const { any, shapes } of this.#shapes) {
      if (!any.test(text)) continue
      for (const { pattern, readers } of shapes) if ((readers & ~mask) !== 0 && pattern.test(text)) mask |= readers
    }
    return mask
  }

  /** Some readers know their lines by the program that wrote them. */
  #ofWriter({ host = '', program = '' }: SyslogPrefix): number {
    const writers = this.#last?.host === host ? this.#last.writers : this.#writersAt(host)
    for (const writer of writers) if (writer.program === program) return writer.mask
    const mask = this.#words.maskOf(`${host} ${program}: `)
    if (writers.length < mostPrograms) writers.push({ program, mask })
    return mask
  }

  #writersAt(host: string): Writer[] {
    const writers = this.#writers.get(host) ?? []
    if (this.#writers.size < mostHosts) this.#writers.set(host, writers)
    this.#last = { host, writers }
    return writers
  }
}

const mostHosts = 1_000
const mostPrograms = 16

function alike(shapes: readonly Shape[]): Alike {
  return { any: new RegExp(shapes.map(({ pattern }) => withoutGroups(pattern)).join('|'), shapes[0]?.pattern.flags), shapes }
}

/** Groups that are remembered cost time where nobody asks for them. */
function withoutGroups({ source }: RegExp): string {
  return source.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)/g, (found) => (found === '(' ? '(?:' : found))
}

/** A set is a number of 32 bits, of which the last is its sign. */
const mostReaders = 31

const known = new WeakMap<readonly LineReader[], Signs>()

/** The signs of these readers, worked out once: most programs read all their sources with the same. */
export function signsOfAll(readers: readonly LineReader[]): Signs {
  const before = known.get(readers)
  if (before !== undefined) return before
  const signs = new Signs(readers)
  known.set(readers, signs)
  return signs
}

/** The words that a reader's signs consist of, and those patterns that hold none and have to be tried. */
export function signsOf(signs: readonly (string | RegExp)[]): { readonly words: readonly string[]; readonly shapes: readonly RegExp[] } {
  const words: string[] = []
  const shapes: RegExp[] = []
  for (const sign of signs) {
    if (typeof sign === 'string') {
      if (sign.length < shortestWord) throw new RangeError(`the sign "${sign}" is too short`)
      words.push(folded(sign))
      continue
    }
    for (const { source, words: required } of alternativesOf(sign)) {
      if (required === undefined) shapes.push(new RegExp(source, sign.flags))
      else words.push(...required)
    }
  }
  return { words, shapes }
}
