import type { Moment } from '../../model/index.ts'
import { timedText } from '../generic/line-time.ts'
import type { LogLine, SourceContext } from '../reader.ts'

/** No stamp is longer than this: a date, a time, a zone and some decoration. */
const longestStamp = 80

/** `### 2026-11-21T06:02:14.250`, `==== Sat Nov 21 06:02:14 UTC 2026 ====`, the bare output of date(1). */
const decoration = /^[#=*_\s-]{1,20}|[#=*_\s:-]{1,20}$/g

/** What such a line looks like, whatever the time's form. */
export const stampShape = /^(?=[#=*_\s-]{0,20}(?:\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[, ]))[\w:.,+/ \t#=*-]{8,80}$/

/** The block that a line stands in. */
export interface Block {
  readonly index: number
  readonly when?: Moment
}

/** The time that stands before each block of output when a tool is run again and again, shared by the readers of one source. */
export class SampleClock {
  readonly #source: SourceContext
  #line = -1
  #isStamp = false
  #when: Moment | undefined
  #index = 0

  constructor(source: SourceContext) {
    this.#source = source
  }

  /** The time of the block being read. */
  get when(): Moment | undefined {
    return this.#when
  }

  /** Number of stamps met so far. */
  get index(): number {
    return this.#index
  }

  /** The block being read: a reader that holds a line back keeps this with it, since the clock moves on. */
  get block(): Block {
    return { index: this.#index, ...(this.#when === undefined ? {} : { when: this.#when }) }
  }

  /** Takes notice of a line; true when it is nothing but a time. */
  note(line: LogLine): boolean {
    if (line.line === this.#line) return this.#isStamp
    this.#line = line.line
    this.#isStamp = this.#take(line)
    return this.#isStamp
  }

  #take(line: LogLine): boolean {
    if (line.prefix !== undefined || line.text.length > longestStamp || !/\d:\d\d/.test(line.text)) return false
    const text = line.text.replace(decoration, '')
    if (!/^[\w:.,+/ -]{5,60}$/.test(text)) return false
    const timed = timedText({ ...line, text }, this.#source)
    if (timed.when === undefined || timed.text.trim() !== '') return false
    this.#when = timed.when
    this.#index += 1
    return true
  }
}

const clocks = new WeakMap<SourceContext, SampleClock>()

/** The one clock of blocks of a source. */
export function sampleClockOf(source: SourceContext): SampleClock {
  const known = clocks.get(source)
  if (known !== undefined) return known
  const clock = new SampleClock(source)
  clocks.set(source, clock)
  return clock
}
