import { usPerDay } from './units.ts'

export type ClockId = string

/**
 * A named clock. `wall` shows a host's local time with a date, `time-of-day` lacks the date (NetBackup),
 * `elapsed` counts from a program's own start (Amanda), `epoch` counts from 1970 in UTC.
 */
export interface Clock {
  readonly id: ClockId
  readonly kind: 'wall' | 'time-of-day' | 'elapsed' | 'epoch'
  readonly host?: string
  /** IANA zone, offset such as `+01:00`, or `UTC`; absent when nothing says it. */
  readonly zone?: string
  /** What ties the clock to a date or zone, in words for the user; begins with "assumed" when it is an assumption. */
  readonly anchoredBy?: string
  /** The clock that `offsetUs` relates to: this clock's reading minus that clock's reading at the same instant. */
  readonly relativeTo?: ClockId
  readonly offsetUs?: number
  readonly uncertaintyUs?: number
}

/**
 * An instant on a named clock, in integer microseconds. On `wall` and `epoch` clocks they count from
 * 1970-01-01T00:00 of that clock's own face; on `time-of-day` from midnight of the first day seen; on `elapsed` from the program's start.
 */
export interface Moment {
  readonly clock: ClockId
  readonly us: number
  /** ISO 8601 in UTC, only when the clock's zone and date are known. */
  readonly utc?: string
  /** Half-width of the interval the instant lies in; absent means the clock's own resolution. */
  readonly uncertaintyUs?: number
}

/** Two readings of one exchange: `sent` cannot have happened after `received`, whatever the clocks say. */
export interface MatchedPair {
  readonly key: string
  readonly sent: Moment
  readonly received: Moment
}

/** A moment this long after 1970 carries a date; smaller numbers count from a boot, a program's start or midnight. */
export const datedFromUs = 300 * usPerDay
