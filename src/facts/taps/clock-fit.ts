/** A packet at two taps: when it passed the first, and by how much the second's reading was larger; microseconds. */
export interface Delay {
  readonly us: number
  readonly differenceUs: number
}

/** How a second clock stands to a first one, as a line through the delays. */
export interface ClockFit {
  /** At `atUs` of the first clock. */
  readonly offsetUs: number
  readonly uncertaintyUs: number
  readonly atUs: number
  /** How much faster the second clock runs, in parts per million; with half the width of what the delays leave open. */
  readonly skewPpm: number
  readonly skewUncertaintyPpm: number
}

/** Quartz clocks are off by some tens of parts per million, bad ones in virtual machines by some hundreds. */
const mostPpm = 500
/** Halvings of the range of skews: to a thousandth of a part per million. */
const steps = 40

/**
 * The clocks' relation within hard bounds: what travels towards the second tap cannot arrive before it left, so it bounds the offset from above, and what
 * travels back from below. Of all lines between the two clouds it takes the one with most room on both sides; undefined where no line fits, as when a clock was set.
 */
export function fitClock(towards: readonly Delay[], back: readonly Delay[]): ClockFit | undefined {
  const times = [...towards, ...back].map(({ us }) => us)
  const atUs = Math.round((Math.min(...times) + Math.max(...times)) / 2)
  const room = (ppm: number): number => above(towards, ppm, atUs) - below(back, ppm, atUs)
  const best = widest(room)
  if (towards.length === 0 || back.length === 0 || room(best) < 0) return undefined
  const [slow, fast] = [edge(room, best, -mostPpm), edge(room, best, mostPpm)]
  const bounds = [slow, best, fast].flatMap((ppm) => [above(towards, ppm, atUs), below(back, ppm, atUs)])
  const [low, high] = [Math.min(...bounds), Math.max(...bounds)]
  const middle = (above(towards, best, atUs) + below(back, best, atUs)) / 2
  return {
    offsetUs: Math.round(middle),
    uncertaintyUs: Math.max(1, Math.ceil(Math.max(high - middle, middle - low))),
    atUs,
    skewPpm: (slow + fast) / 2,
    skewUncertaintyPpm: (fast - slow) / 2,
  }
}

function above(towards: readonly Delay[], ppm: number, atUs: number): number {
  return Math.min(...towards.map(({ us, differenceUs }) => differenceUs - (ppm * (us - atUs)) / 1e6))
}

function below(back: readonly Delay[], ppm: number, atUs: number): number {
  return Math.max(...back.map(({ us, differenceUs }) => differenceUs - (ppm * (us - atUs)) / 1e6))
}

/** The room between the clouds falls off to both sides of its one highest place. */
function widest(room: (ppm: number) => number): number {
  let [low, high] = [-mostPpm, mostPpm]
  for (let step = 0; step < 2 * steps; step += 1) {
    const [third, twoThirds] = [low + (high - low) / 3, high - (high - low) / 3]
    if (room(third) < room(twoThirds)) low = third
    else high = twoThirds
  }
  return (low + high) / 2
}

/** How far from the best skew towards a limit there is still room. */
function edge(room: (ppm: number) => number, best: number, limit: number): number {
  if (room(limit) >= 0) return limit
  let [inside, outside] = [best, limit]
  for (let step = 0; step < steps; step += 1) {
    const middle = (inside + outside) / 2
    if (room(middle) >= 0) inside = middle
    else outside = middle
  }
  return inside
}
