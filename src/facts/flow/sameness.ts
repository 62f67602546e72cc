import type { FlowEnd, FlowRecord, SegmentSample } from '../../model/index.ts'
import { directionOf, otherEndOf } from './ends.ts'

/** How two captures' flows were found to be one connection; `turned` when the second has opener and answerer the other way round. */
export interface Sameness {
  readonly by: 'numbers' | 'timestamps' | 'lengths' | 'ports'
  readonly turned: boolean
}

/** Timestamps are 32 bits from a random start: three equal pairs of value and echo, of equal length, do not happen by chance. */
const fewestStamps = 3
/** So many data segments of equal lengths in equal order, of at least so many different lengths, do not happen by chance either. */
const fewestLengths = 6
const fewestDifferentLengths = 4

/**
 * Whether flows of two captures are one connection: by sequence numbers; through renumbering by timestamps, which devices leave alone,
 * or by the lengths of what was sent; and by ports alone where nothing of that was captured and nothing contradicts it.
 */
export function sameConnection(a: FlowRecord, b: FlowRecord): Sameness | undefined {
  for (const turned of [false, true]) {
    const ports = samePorts(a, b, turned)
    if ((ports && sameNumbers(a, b, turned)) || bothNumbers(a, b, turned)) return { by: 'numbers', turned }
    if (sharedStamps(a, b, turned) >= fewestStamps) return { by: 'timestamps', turned }
    if (sameLengths(a, b, turned)) return { by: 'lengths', turned }
    if (ports && !contradicts(a, b, turned)) return { by: 'ports', turned }
  }
  return undefined
}

/** The end in the second flow that is this end of the first. */
export function endIn(end: FlowEnd, { turned }: Sameness): FlowEnd {
  return turned ? otherEndOf(end) : end
}

function samePorts({ tuple: a }: FlowRecord, { tuple: b }: FlowRecord, turned: boolean): boolean {
  const [from, to] = turned ? [b.to, b.from] : [b.from, b.to]
  return a.from.address === from.address && a.from.port === from.port && a.to.address === to.address && a.to.port === to.port
}

function sameNumbers(a: FlowRecord, b: FlowRecord, turned: boolean): boolean {
  return ends.some((end) => {
    const [one, other] = [directionOf(a, end).isn, directionOf(b, turned ? otherEndOf(end) : end).isn]
    return one !== undefined && one === other
  })
}

/** Both initial numbers, 64 bits by chance, are what a device leaves alone that rewrites only addresses and ports. Tools that hide addresses write zeros. */
function bothNumbers(a: FlowRecord, b: FlowRecord, turned: boolean): boolean {
  return ends.every((end) => {
    const [one, other] = [directionOf(a, end).isn, directionOf(b, turned ? otherEndOf(end) : end).isn]
    return one !== undefined && one !== 0 && one === other
  })
}

/** Initial numbers that differ, and no timestamps or lengths that would show a renumbering device: another connection on the same ports. */
function contradicts(a: FlowRecord, b: FlowRecord, turned: boolean): boolean {
  return ends.some((end) => {
    const [one, other] = [directionOf(a, end).isn, directionOf(b, turned ? otherEndOf(end) : end).isn]
    return one !== undefined && other !== undefined && one !== other
  })
}

const ends = ['opener', 'answerer'] as const

function sharedStamps(a: FlowRecord, b: FlowRecord, turned: boolean): number {
  return ends.reduce((sum, end) => {
    const known = new Set(samplesOf(a, end).flatMap(stampOf))
    const theirs = new Set(samplesOf(b, turned ? otherEndOf(end) : end).flatMap(stampOf))
    return sum + known.intersection(theirs).size
  }, 0)
}

/** The captured samples of one end, oldest first. */
export function samplesOf(flow: FlowRecord, end: FlowEnd): readonly SegmentSample[] {
  return flow.samples?.[end] ?? []
}

function stampOf({ tsVal, tsEcr, length }: SegmentSample): readonly string[] {
  return tsVal === null || tsEcr === null || tsEcr === 0 ? [] : [`${tsVal} ${tsEcr} ${length}`]
}

function sameLengths(a: FlowRecord, b: FlowRecord, turned: boolean): boolean {
  const [one, other] = [lengthsOf(a, false), lengthsOf(b, turned)]
  const shared = Math.min(one.length, other.length)
  if (shared < fewestLengths || new Set(one.slice(0, shared)).size < fewestDifferentLengths) return false
  return (
    a.opener.isn !== undefined && (turned ? b.answerer : b.opener).isn !== undefined && one.slice(0, shared).every((length, index) => length === other[index])
  )
}

/** Data of both ends in the order sent, as "o41", "a7"; full-size segments are left out, as offload joins and cuts them. */
function lengthsOf(flow: FlowRecord, turned: boolean): readonly string[] {
  const of = (end: FlowEnd, name: string) => samplesOf(flow, end).map((sample) => ({ ...sample, name }))
  const all = [...of(turned ? 'answerer' : 'opener', 'o'), ...of(turned ? 'opener' : 'answerer', 'a')]
  return all
    .filter(({ length }) => length > 0 && length < smallSegment)
    .toSorted((x, y) => x.us - y.us)
    .slice(0, 2 * fewestLengths)
    .map(({ name, length }) => `${name}${length}`)
}

/** Below every usual maximum segment size. */
const smallSegment = 536
