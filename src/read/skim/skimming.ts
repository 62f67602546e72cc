import { longestLine, type PhysicalLine } from '../lines.ts'
import type { DirectBytes } from '../open/opened.ts'
import type { Skim } from '../reader.ts'
import { rarityIn, type Rarity } from './fingerprints.ts'
import { type FoundLine, mostLiterals } from './literal-scan.ts'
import { Repeats } from './repeats.ts'
import { type MetLine, Segments } from './segments.ts'
import { wordingOf } from './wording.ts'

/** What became of a log that was skimmed. */
export interface Skimmed {
  /** The lines worth reading, in their order. */
  readonly chosen: readonly PhysicalLine[]
  readonly lines: number
  /** Lines with which a new day begins. */
  readonly midnights: readonly number[]
  /** Lines that tell of a failure and that only add to a count. */
  readonly counted: number
  readonly notes: readonly string[]
}

/** A line that tells of a failure, waiting for what follows it. */
interface Telling {
  readonly line: number
  readonly names: readonly string[]
}

/** Lines around the failures of one segment that are read besides; those nearest to a failure. */
const mostAround = 3_000
/** From a process to its connection to the process at the other end. */
const rounds = 3
/** Lines of one source that are read; a source with more different failures than these needs no further evidence. */
const mostChosen = 60_000
const notedWordings = 5

/** Goes through a long log at the speed of a search, and chooses what is worth reading: what tells of a failure and what belongs to that. */
export class Skimming {
  readonly #skim: Skim
  readonly #decoder: TextDecoder
  readonly #rarity: Rarity
  readonly #segments: Segments
  readonly #tables: Uint8Array
  readonly #messageAfter: number
  readonly #repeats = new Repeats()
  readonly #chosen = new Map<number, string>()
  readonly #midnights: number[] = []
  #telling: Telling[] = []
  /** Failures of the segment that was full before, which the next one has followed now. */
  #before: Telling[] = []
  #left = 0

  constructor(skim: Skim, shape: string, encoding: string, sample: Uint8Array) {
    this.#skim = skim
    this.#messageAfter = skim.messageAfter.charCodeAt(0)
    this.#decoder = new TextDecoder(encoding)
    this.#rarity = rarityIn(sample)
    this.#segments = new Segments(
      (met) => this.#meet(met),
      () => this.#settle(),
    )
    this.#segments.scan.want({ literals: skim.telling, shape }, this.#rarity)
    this.#tables = this.#segments.scan.saved()
  }

  add(bytes: Uint8Array): void {
    this.#segments.add(bytes)
  }

  /** Reads a whole file, without a copy of it. */
  addAll(file: DirectBytes): void {
    file.begin()
    for (let position = 0, got = 1; got > 0; position += got) {
      got = file.readInto(this.#segments.room(), position)
      if (got > 0) this.#segments.took(got)
    }
  }

  end(): Skimmed {
    this.#segments.end()
    this.#settle()
    this.#settle()
    const chosen = [...this.#chosen].toSorted(([a], [b]) => a - b).map(([line, raw]) => ({ line, raw }))
    return { chosen, lines: this.#segments.lines, midnights: this.#midnights, counted: this.#repeats.counted, notes: this.#notes() }
  }

  #meet(met: MetLine): void {
    if (met.afterMidnight) this.#midnights.push(met.line)
    if (!met.foreign && !met.holdsLiteral) return
    const { bytes } = this.#segments.scan
    const message = met.foreign ? met.start : Math.max(met.start, bytes.indexOf(this.#messageAfter, met.start) + 1)
    const wording = wordingOf(bytes, message, met.end)
    const judge = () => {
      const text = this.#text(met)
      return { text, tells: met.foreign || this.#skim.tells(text) }
    }
    if (!this.#repeats.take(wording, met.line, judge)) return
    const text = this.#text(met)
    const names = met.foreign ? [] : this.#skim.names(text)
    if (this.#choose(met.line, text) && names.length > 0) this.#telling.push({ line: met.line, names })
  }

  /** A segment is full: the failures of the one before it have been followed long enough. */
  #settle(): void {
    if (this.#before.length > 0) this.#readAround(this.#before)
    this.#before = this.#telling
    this.#telling = []
  }

  #readAround(failures: readonly Telling[]): void {
    const known = new Set(failures.flatMap(({ names }) => names))
    const around = new Map<number, string>()
    let fresh: readonly string[] = [...known]
    for (let round = 0; round < rounds && fresh.length > 0 && known.size <= mostLiterals; round += 1) {
      const met = new Set<string>()
      for (const [line, text] of this.#holding(fresh, around)) {
        around.set(line, text)
        for (const name of this.#skim.names(text)) if (!known.has(name)) met.add(name)
      }
      for (const name of met) known.add(name)
      fresh = [...met].slice(0, mostLiterals)
    }
    this.#segments.scan.restore(this.#tables)
    const nearest = around.size <= mostAround ? around : nearestTo(failures, around)
    for (const [line, text] of nearest) this.#choose(line, text)
  }

  /** Lines in memory that hold one of the names and were not chosen before. */
  *#holding(names: readonly string[], around: ReadonlyMap<number, string>): Generator<readonly [number, string], void> {
    this.#segments.scan.wantNames(names)
    for (const { stretches } of this.#segments.held) {
      for (const { from, to, firstLine } of stretches) {
        for (const found of this.#segments.scan.linesNaming(from, to)) {
          const line = firstLine + found.number
          if (!around.has(line)) yield [line, this.#chosen.get(line) ?? this.#text(found)]
        }
      }
    }
  }

  #choose(line: number, text: string): boolean {
    if (this.#chosen.size >= mostChosen && !this.#chosen.has(line)) {
      this.#left += 1
      return false
    }
    this.#chosen.set(line, text)
    return true
  }

  #text({ start, end }: Pick<FoundLine, 'start' | 'end'>): string {
    const { bytes } = this.#segments.scan
    const last = end > start && bytes[end - 1] === 13 ? end - 1 : end
    return this.#decoder.decode(bytes.subarray(start, Math.min(last, start + 4 * longestLine))).slice(0, longestLine)
  }

  #notes(): readonly string[] {
    const { cut } = this.#segments
    return [
      ...this.#repeats.notes(notedWordings),
      ...(this.#left === 0 ? [] : [`${this.#left} further lines around failures were left out: the first ${mostChosen} were read`]),
      ...(cut === 0 ? [] : [`${cut} overlong ${cut === 1 ? 'line was' : 'lines were'} cut: the first ${longestLine} characters were read`]),
    ]
  }
}

function nearestTo(failures: readonly Telling[], around: ReadonlyMap<number, string>): readonly (readonly [number, string])[] {
  const apart = Array.from(around, ([line, text]) => ({
    line,
    text,
    by: failures.reduce((least, failure) => Math.min(least, Math.abs(failure.line - line)), Number.POSITIVE_INFINITY),
  }))
  return apart
    .toSorted((a, b) => a.by - b.by)
    .slice(0, mostAround)
    .map(({ line, text }) => [line, text])
}
