import { asContext, type Event } from '../../model/index.ts'
import { startsLikeLog } from '../paste/line-shape.ts'
import type { LogLine } from '../reader.ts'

/** So many attempts in a row are no hiccup. */
const stubborn = 3
const gotThrough = /\b(?:success\w*|succeeded|completed?|connected|finished|done|ok|resumed|recovered)\b/i

/** Failures after which a program said that it would try again, until a line says that it got through or the text ends. */
export class Attempts {
  #first: Event | undefined
  #count = 0
  #linesSince = 0
  readonly #repaired: Event[] = []

  /** Takes a failure that is to be tried again; the first is kept until it is known what became of it. */
  failed(event: Event): readonly Event[] {
    this.#count += 1
    this.#linesSince = 0
    if (this.#first !== undefined) return [asContext(event)]
    this.#first = event
    return []
  }

  /** A line that told no failure. */
  pass({ prefix, text }: LogLine): void {
    if (this.#first === undefined || (prefix === undefined && !startsLikeLog(text))) return
    this.#linesSince += 1
    if (!gotThrough.test(text)) return
    this.#repaired.push(asContext(this.#first))
    this.#first = undefined
    this.#count = 0
  }

  /** The failure, where the program still tries as the text breaks off, or tried again and again and never said that it got through. */
  get inVain(): Event | undefined {
    return this.#count >= stubborn || this.#linesSince === 0 ? this.#first : undefined
  }

  /** What was kept and is no failure; `told` is what the text's failure was taken to be. */
  context(told: readonly Event[]): readonly Event[] {
    return this.#first === undefined || told.includes(this.#first) ? this.#repaired : [...this.#repaired, asContext(this.#first)]
  }
}
