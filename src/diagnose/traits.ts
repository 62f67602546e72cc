import { type Moment, type Place, usPerDay, usPerMinute } from '../model/index.ts'
import { durationOf, type RunRecord, sizeOf, versionOf } from './runs.ts'

/** Something about a run that may differ from one night to the next. */
export type Trait = { readonly what: string; readonly at: Place } & (
  | { readonly text: string }
  | { readonly value: number; readonly unit: 'bytes' | 'us' | 'time-of-day' }
)

/** What can be compared of one run; `settings` are those its sources show outside of any run. */
export function traitsOf(record: RunRecord, start: Moment | undefined, settings: readonly Trait[]): readonly Trait[] {
  const { events } = record
  const version = versionOf(events)
  const size = sizeOf(events)
  const took = durationOf(events)
  const started = events.find((event) => event.kind === 'run.started')
  const level = events.find((event) => levelOf(event.job) !== undefined)
  const host = events.find((event) => event.host !== undefined)
  return [
    ...(version === undefined ? [] : [{ what: 'version', text: version.version, at: version.event.at }]),
    ...(level === undefined ? [] : [{ what: 'level', text: levelOf(level.job) ?? '', at: level.at }]),
    ...(host?.host === undefined ? [] : [{ what: 'host', text: host.host, at: host.at }]),
    ...(started?.kind === 'run.started' && started.peer !== undefined ? [{ what: 'peer', text: started.peer, at: started.at }] : []),
    ...(size === undefined ? [] : [{ what: 'size', value: size.bytes, unit: 'bytes' as const, at: size.event.at }]),
    ...(took === undefined ? [] : [{ what: 'duration', value: took.durationUs, unit: 'us' as const, at: took.event.at }]),
    ...(start === undefined || started === undefined || !isExact(start)
      ? []
      : [{ what: 'start', value: timeOfDay(start), unit: 'time-of-day' as const, at: started.at }]),
    ...settings,
    ...events.flatMap((event) => (event.kind === 'setting.seen' ? [{ what: event.name, text: event.value, at: event.at }] : [])),
  ]
}

/** Amanda's dump level, which its job names end with: `web1:/srv/data level 0`. */
function levelOf(job: string | undefined): string | undefined {
  return job === undefined ? undefined : / level (\d{1,3})$/.exec(job)?.[1]
}

/** The job whatever its level, and without the time that Bacula puts into each run's name: `web1.2026-11-21_05.40.00_03`. */
export function jobWithoutLevel(job: string): string {
  return job.replace(/ level \d{1,3}$/, '').replace(/\.\d{4}-\d\d-\d\d_\d\d\.\d\d\.\d\d_\d{1,6}$/, '')
}

/** Known to the minute. */
export function isExact(moment: Moment): boolean {
  return (moment.uncertaintyUs ?? 0) <= usPerMinute
}

/** Microseconds since midnight on the clock's own face. */
export function timeOfDay(moment: Moment): number {
  return ((moment.us % usPerDay) + usPerDay) % usPerDay
}
