import { levelledText } from '../lines.ts'
import type { LineReader, LogLine, SyslogPrefix } from '../reader.ts'
import { alternativesOf, folded, shortestWord } from './required-words.ts'
import { WordScan } from './word-scan.ts'

interface Shape {
  readonly pattern: RegExp
  readonly readers: number
}

type Writer = Required<Pick<SyslogPrefix, 'host' | 'program'>>

/** Which readers may take a line, found in one pass over it from what they say of their own lines. A set of readers is a number, one bit for each by its place. */
export class Signs {
  readonly #words: WordScan
  readonly #beginnings: readonly Shape[]
  /** All beginnings in one pattern: most lines have none of them. */
  readonly #anyBeginning: RegExp
  readonly #shapes: readonly Shape[]
  /** Those that name no signs are asked about every line. */
  readonly #always: number
  readonly #writers = new Map<string, number>()
  #last: Writer & { readonly mask: number } = { host: '', program: '', mask: 0 }

  constructor(readers: readonly LineReader[]) {
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
    const shapes = [...patterns.values()]
    const begins = ({ pattern }: Shape): boolean => pattern.source.startsWith('^') && pattern.flags === ''
    this.#beginnings = shapes.filter(begins)
    this.#anyBeginning = new RegExp(this.#beginnings.map(({ pattern }) => withoutGroups(pattern)).join('|') || '(?!)')
    this.#shapes = shapes.filter((shape) => !begins(shape))
    this.#always = always
  }

  /** The readers that may take a line. */
  of(line: LogLine): number {
    const { text, prefix } = line
    const mask = prefix === undefined ? this.#ofText(text) : this.#ofText(text) | this.#ofWriter(prefix)
    const levelled = levelledText(line)
    return levelled === text ? mask : mask | this.#ofText(levelled)
  }

  #ofText(text: string): number {
    let mask = this.#always | this.#words.maskOf(text)
    for (const { pattern, readers } of this.#shapes) if ((readers & ~mask) !== 0 && pattern.test(text)) mask |= readers
    if (!this.#anyBeginning.test(text)) return mask
    for (const { pattern, readers } of this.#beginnings) if ((readers & ~mask) !== 0 && pattern.test(text)) mask |= readers
    return mask
  }

  /** Some readers know their lines by the program that wrote them. */
  #ofWriter({ host = '', program = '' }: SyslogPrefix): number {
    if (this.#last.host === host && this.#last.program === program) return this.#last.mask
    const writer = `${host} ${program}: `
    const mask = this.#writers.get(writer) ?? this.#words.maskOf(writer)
    if (this.#writers.size < mostWriters) this.#writers.set(writer, mask)
    this.#last = { host, program, mask }
    return mask
  }
}

/** More writers than one log has. */
const mostWriters = 1_000

/** Groups that are remembered cost time where nobody asks for them. */
function withoutGroups({ source }: RegExp): string {
  return source.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)/g, (found) => (found === '(' ? '(?:' : found))
}

/** As many bits as a set has. */
const mostReaders = 32

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
