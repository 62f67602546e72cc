import { type Clock, type Moment, usPerMs, zoneOffsetUs } from '../model/index.ts'

/** More relations than this in a row is a circle, not a chain. */
const longestChain = 8

/** Adds the UTC time to moments whose clock is tied, by however many steps, to a dated clock with a known zone. */
export function dateMoments(clocks: readonly Clock[]): (moment: Moment) => Moment {
  const byId = new Map(clocks.map((clock) => [clock.id, clock]))
  return (moment) => {
    if (moment.utc !== undefined) return moment
    let clock = byId.get(moment.clock)
    let { us } = moment
    for (let step = 0; step < longestChain && clock !== undefined; step += 1) {
      const utc = utcOn(clock, us)
      if (utc !== undefined) return { ...moment, utc }
      if (clock.relativeTo === undefined) return moment
      us -= clock.offsetUs ?? 0
      clock = byId.get(clock.relativeTo)
    }
    return moment
  }
}

function utcOn(clock: Clock, us: number): string | undefined {
  if ((clock.kind !== 'wall' && clock.kind !== 'epoch') || clock.zone === undefined) return undefined
  const offset = clock.kind === 'epoch' ? 0 : zoneOffsetUs(clock.zone, us)
  const time = offset === undefined ? Number.NaN : (us - offset) / usPerMs
  return Math.abs(time) < 8.64e15 ? new Date(time).toISOString() : undefined
}
