import { type Clock, type ClockId, type Moment, type SourceId, usPerDay, usPerMs, usPerSecond, zoneOffsetUs } from '../model/index.ts'

/** A date and time as a log line shows it; what the line leaves out is absent. */
export interface WallTime {
  readonly year?: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** 0 to 999,999. */
  readonly micros?: number
  /** `UTC`, `Z`, `+01:00`, `CEST`. */
  readonly zone?: string
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 1 to 12 by its short English name (strftime's %b); 0 for any other word. */
export function monthOf(name: string): number {
  return months.indexOf(name) + 1
}

/** A count of seconds since 1970 as a date in UTC, to the second. */
export function utcOf(seconds: number): Required<Pick<WallTime, 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'>> {
  const date = new Date(Math.floor(seconds * 1_000))
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  }
}

/** What is known from outside the lines: options, the file's name, its time of change. */
export interface DatingHints {
  /** `--date`, or the date in a file name. */
  readonly date?: { readonly year: number; readonly month: number; readonly day: number; readonly from: string }
  /** `--zone`. */
  readonly zone?: string
  /** Milliseconds since 1970, UTC. */
  readonly modifiedMs?: number
}

/** Turns the times of one source into moments on named clocks, and remembers which clocks those were and what was assumed. */
export class Dating {
  readonly #source: SourceId
  readonly #host: string | undefined
  readonly #hints: DatingHints
  readonly #clocks = new Map<ClockId, Clock>()
  readonly #lastOfDay = new Map<ClockId, number>()
  #midnights: readonly number[] | undefined
  /** The first whole date of each writer, in milliseconds since 1970. */
  readonly #explicit = new Map<string, number>()
  #hasAssumed = false
  #lastId: { readonly kind: Clock['kind']; readonly who: string | undefined; readonly id: ClockId } | undefined

  constructor(source: SourceId, hints: DatingHints, host?: string) {
    this.#source = source
    this.#hints = hints
    this.#host = host
  }

  get clocks(): readonly Clock[] {
    return [...this.#clocks.values()]
  }

  /** A dated line in the writer's local time. `who` tells apart clocks of several hosts in one source. */
  wall(time: WallTime, who?: string): Moment {
    const known = this.#explicit.get(who ?? '')
    const year =
      time.year === undefined ? (known === undefined ? this.#guessYear(time.month, time.day) : { value: nearestYear(time, known) }) : { value: time.year }
    if (time.year !== undefined && known === undefined) this.#explicit.set(who ?? '', Date.UTC(time.year, time.month - 1, time.day))
    this.#hasAssumed ||= 'assumed' in year
    const us = Date.UTC(year.value, time.month - 1, time.day, time.hour, time.minute, time.second) * usPerMs + (time.micros ?? 0)
    const zone = time.zone ?? this.#hints.zone
    const offset = zone === undefined ? undefined : zoneOffsetUs(zone, us)
    const clock =
      time.year !== undefined && this.#hasAssumed && this.#guessedOtherwise(time, who)
        ? this.#wholeClock(who)
        : zone === undefined && !('assumed' in year)
          ? this.#clock('wall', who, nothingMore)
          : this.#clock('wall', who, { ...(zone === undefined ? {} : { zone }), ...('assumed' in year ? { anchoredBy: year.assumed } : {}) })
    const utc = offset === undefined ? undefined : isoOf(us - offset)
    return utc === undefined ? { clock, us } : { clock, us, utc }
  }

  /** Lines before this one left the year out, and what was assumed for them is not the year that this one shows. */
  #guessedOtherwise({ year, month, day }: WallTime, who: string | undefined): boolean {
    const clock = this.#clocks.get(this.#idOf('wall', who))
    return clock?.anchoredBy?.startsWith('assumed') === true && this.#guessYear(month, day).value !== year
  }

  /** The same clock, whose readings carry the year. */
  #wholeClock(who: string | undefined): ClockId {
    return this.#clock('wall', `${who ?? ''} with years`.trim(), { relativeTo: this.#idOf('wall', who), offsetUs: 0, uncertaintyUs: usPerSecond })
  }

  /**
   * A line that shows the time of day only. Each clock starts on the hinted date (or day 0) and moves on by a day
   * when its time falls back by more than half a day, which is midnight and not disorder; `line` counts where midnights were told.
   */
  timeOfDay(us: number, who?: string, line = 0): Moment {
    const hinted = this.#hints.date
    const first = hinted === undefined ? 0 : Date.UTC(hinted.year, hinted.month - 1, hinted.day) * usPerMs
    const clock = this.#clock('time-of-day', who, hinted === undefined ? {} : { anchoredBy: `date from ${hinted.from}` })
    const last = this.#lastOfDay.get(clock)
    let at = first + us + this.#daysUntil(line) * usPerDay
    if (last !== undefined && this.#midnights === undefined) {
      at = last - ((((last - first) % usPerDay) + usPerDay) % usPerDay) + us
      if (last - at > usPerDay / 2) at += usPerDay
    }
    this.#lastOfDay.set(clock, at)
    return { clock, us: at }
  }

  /** Says at which lines a new day begins, in a source of which not every line is read. */
  passMidnights(lines: readonly number[]): void {
    this.#midnights = lines
  }

  #daysUntil(line: number): number {
    return this.#midnights?.filter((midnight) => midnight <= line).length ?? 0
  }

  /** Microseconds since the start of the program `who`; `anchor` is the wall moment of its zero, once known. */
  elapsed(us: number, who: string): Moment {
    return { clock: this.#clock('elapsed', who, {}), us }
  }

  /** Ties the zero of an elapsed clock to a wall moment of the same source. */
  anchor(who: string, zero: Moment, by: string): void {
    const id = this.#clock('elapsed', who, {})
    const clock = this.#clocks.get(id)
    if (clock !== undefined) this.#clocks.set(id, { ...clock, relativeTo: zero.clock, offsetUs: -zero.us, uncertaintyUs: usPerSecond, anchoredBy: by })
  }

  /** Microseconds since 1970 in UTC, as epoch-stamped logs print. */
  epoch(us: number): Moment {
    const utc = isoOf(us)
    const clock = this.#clock('epoch', undefined, { zone: 'UTC' })
    return utc === undefined ? { clock, us } : { clock, us, utc }
  }

  /** Says which host a clock of this source belongs to, once the content shows it. */
  assignHost(kind: Clock['kind'], who: string | undefined, host: string): void {
    const id = this.#clock(kind, who, {})
    const clock = this.#clocks.get(id)
    if (clock !== undefined) this.#clocks.set(id, { ...clock, host })
  }

  #clock(kind: Clock['kind'], who: string | undefined, extra: Partial<Clock>): ClockId {
    const id = this.#idOf(kind, who)
    if (!this.#clocks.has(id)) this.#clocks.set(id, { id, kind, ...(this.#host === undefined ? {} : { host: this.#host }), ...extra })
    return id
  }

  /** A new text for each line would have to be looked up letter by letter. */
  #idOf(kind: Clock['kind'], who: string | undefined): ClockId {
    if (this.#lastId?.kind === kind && this.#lastId.who === who) return this.#lastId.id
    const id = `${this.#source} ${kind}${who === undefined ? '' : ` ${who}`}`
    this.#lastId = { kind, who, id }
    return id
  }

  /** A date without a year: the hint's year, else the last such date not after the file changed. */
  #guessYear(month: number, day: number): { readonly value: number; readonly assumed: string } {
    const { date, modifiedMs } = this.#hints
    if (date !== undefined) return { value: date.year, assumed: `year from ${date.from}` }
    if (modifiedMs === undefined) return { value: 1970, assumed: 'assumed no particular year: nothing says it' }
    const modified = new Date(modifiedMs)
    const year = modified.getUTCFullYear()
    const ahead = Date.UTC(year, month - 1, day) > modifiedMs + 2 * (usPerDay / usPerMs)
    return { value: ahead ? year - 1 : year, assumed: 'assumed year from the time the file last changed' }
  }
}

/** The year in which a date without one lies nearest to a whole date of the same log. */
function nearestYear({ month, day }: WallTime, knownMs: number): number {
  const year = new Date(knownMs).getUTCFullYear()
  const apart = (candidate: number): number => Math.abs(Date.UTC(candidate, month - 1, day) - knownMs)
  return [year - 1, year, year + 1].toSorted((a, b) => apart(a) - apart(b))[0] ?? year
}

/** Most lines show a whole date and no zone. */
const nothingMore: Partial<Clock> = {}

function isoOf(us: number): string | undefined {
  const ms = us / usPerMs
  return Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : undefined
}
