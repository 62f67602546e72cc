import { type Moment, usPerDay, usPerHour } from '../../model/index.ts'
import type { Dating } from '../dating.ts'

interface Seen {
  readonly earliestUs: number
  readonly lastUs: number
  readonly stretch: number
}

/** A failure and the excerpts that tell of it span less than this. */
const oneFailureUs = 12 * usPerHour
/** How far before all that was seen so far a later excerpt may begin. */
const lookBackUs = usPerHour

/**
 * Times of day of excerpts that go back and forth. Past midnight, an excerpt that returns to 23:50 means the evening before and
 * not the one to come, if prose stands between and all told so far is of one night.
 */
export class ExcerptDays {
  readonly #dating: Dating
  readonly #seen = new Map<string | undefined, Seen>()

  constructor(dating: Dating) {
    this.#dating = dating
  }

  moment(us: number, who: string | undefined, { stretch, line }: { readonly stretch: number; readonly line: number }): Moment {
    const seen = this.#seen.get(who)
    const moment = this.#dating.timeOfDay(seen !== undefined && returnsToEvening(us, seen, stretch) ? us - usPerDay : us, who, line)
    this.#seen.set(who, { earliestUs: Math.min(seen?.earliestUs ?? moment.us, moment.us), lastUs: moment.us, stretch })
    return moment
  }
}

function returnsToEvening(us: number, { earliestUs, lastUs, stretch }: Seen, now: number): boolean {
  if (now === stretch || lastUs - earliestUs > oneFailureUs) return false
  const sameDay = lastUs - (lastUs % usPerDay) + us
  const dayBefore = sameDay - usPerDay
  return sameDay - lastUs > oneFailureUs && dayBefore >= earliestUs - lookBackUs
}
