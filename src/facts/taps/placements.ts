import {
  duration,
  type FlowDirection,
  type FlowEnd,
  type FramePoint,
  type HandshakeOptions,
  type Place,
  type Placement,
  placeOf,
  type ResetRecord,
} from '../../model/index.ts'
import type { Sight } from './capture-paths.ts'
import { directionOf, endpointOf, nearEndOf, otherEndOf, shown } from '../flow/ends.ts'
import { capturedUntil, usInB } from '../flow/pairs.ts'
import { endIn } from '../flow/sameness.ts'

/** Frames that are named for one placement. */
const mostPlaces = 6
/** Packets of one exchange at two taps lie at most this far apart beyond what the clocks leave open: a queue that holds two seconds of data. */
const longestDelayUs = 2_000_000

const ends = ['opener', 'answerer'] as const

/** What differs between neighbouring taps of one connection, which are in their order from the opener: changed, lost, or made on the stretch between them. */
export function placements(taps: readonly Sight[]): readonly Placement[] {
  const stretches = taps.slice(1).flatMap((far, index) => {
    const near = taps[index]
    return near === undefined
      ? []
      : [...rewritten(near, far), ...ends.flatMap((end) => changedOptions(near, far, end)), ...ends.flatMap((end) => passage(near, far, end))]
  })
  return [...stretches, ...ends.flatMap((end) => lostBefore(taps, end)), ...resetsPlaced(taps)]
}

function of(tap: Sight, end: FlowEnd): FlowDirection {
  return directionOf(tap.flow, endIn(end, tap.same))
}

function nameOf(tap: Sight, end: FlowEnd): string {
  return shown(endpointOf(tap.flow, endIn(end, tap.same)))
}

function between(near: Sight, far: Sight): Pick<Placement, 'after' | 'before'> {
  return { after: near.flow.source, before: far.flow.source }
}

function at(tap: Sight, ...points: readonly (FramePoint | undefined)[]): readonly Place[] {
  return points.flatMap((point) => (point === undefined || point.frame === 0 ? [] : [placeOf(tap.flow, point)]))
}

/** Addresses, ports and sequence numbers. */
function rewritten(near: Sight, far: Sight): readonly Placement[] {
  const both = [...at(near, near.flow.first), ...at(far, far.flow.first)]
  const renamed = ends.filter((end) => nameOf(near, end) !== nameOf(far, end))
  const renumbered = ends.filter((end) => {
    const [one, other] = [of(near, end).isn, of(far, end).isn]
    return one !== undefined && other !== undefined && one !== other
  })
  return [
    ...renamed.map((end): Placement => ({ what: 'translation', ...between(near, far), text: `${nameOf(near, end)} becomes ${nameOf(far, end)}`, at: both })),
    ...renumbered.map(
      (end): Placement => ({ what: 'renumbering', ...between(near, far), text: `the sequence numbers of ${nameOf(near, end)} are rewritten`, at: both }),
    ),
  ]
}

/** The options of the SYN (from the opener) or of the SYN-ACK. */
function changedOptions(near: Sight, far: Sight, end: FlowEnd): readonly Placement[] {
  const [up, down] = end === 'opener' ? [near, far] : [far, near]
  const [sent, arrived] = [of(up, end).syn, of(down, end).syn]
  if (sent === undefined || arrived === undefined) return []
  const packet = end === 'opener' ? 'SYN' : 'SYN-ACK'
  return changes(sent, arrived).map((text) => ({
    what: 'option',
    ...between(near, far),
    text: `the ${packet} of ${nameOf(up, end)}: ${text}`,
    at: [...at(up, sent), ...at(down, arrived)],
  }))
}

function changes(sent: HandshakeOptions, arrived: HandshakeOptions): readonly string[] {
  const gone = (what: string, before: boolean, after: boolean): readonly string[] =>
    before === after ? [] : [`${what} ${after ? 'is added' : 'is taken out'}`]
  const scale =
    sent.windowShift !== undefined && arrived.windowShift !== undefined && sent.windowShift !== arrived.windowShift
      ? [`the window scale ${sent.windowShift} becomes ${arrived.windowShift}`]
      : gone('the window scale option', sent.windowShift !== undefined, arrived.windowShift !== undefined)
  const mss =
    sent.mss !== undefined && arrived.mss !== undefined && sent.mss !== arrived.mss
      ? [`the largest segment ${sent.mss} becomes ${arrived.mss}, as tunnels do`]
      : gone('the largest segment size', sent.mss !== undefined, arrived.mss !== undefined)
  return [
    ...scale,
    ...mss,
    ...gone('the permission of selective acknowledgments', sent.sackPermitted, arrived.sackPermitted),
    ...gone('the timestamps option', sent.timestamps, arrived.timestamps),
  ]
}

/** What one end sent and how much of it passed a stretch: nothing from an instant on, or all but some. */
function passage(near: Sight, far: Sight, end: FlowEnd): readonly Placement[] {
  const [up, down] = end === 'opener' ? [near, far] : [far, near]
  const silence = silenced(near, far, up, down, end)
  if (silence !== undefined) return [silence]
  const [sent, arrived] = [of(up, end).resends, of(down, end).resends]
  const again = (one: typeof sent): number => one.certain + one.partial + one.ofSyn + one.ofFin
  const count = Math.max(again(sent) - again(arrived), arrived.holeFills - sent.holeFills)
  if (count <= 0 || !sawAll(down, up, sent.last) || !sawAll(up, down, arrived.last)) return []
  const missed = (arrived.segments ?? []).filter(({ seen }) => seen === 'nothing').slice(0, mostPlaces / 2)
  const repeated = (sent.segments ?? []).filter(
    ({ seq, seen }) => seen !== 'nothing' && !(arrived.segments ?? []).some((one) => one.seq === seq && one.seen !== 'nothing'),
  )
  const places = [...at(up, ...repeated.slice(0, mostPlaces / 2)), ...at(down, ...missed)]
  const text = `${count} ${count === 1 ? 'segment' : 'segments'} of ${nameOf(up, end)} passed the one and not the other: lost, and sent again`
  return [{ what: 'loss', ...between(near, far), text, count, at: places.length > 0 ? places : at(up, sent.first, sent.last) }]
}

/** Whether a tap would have seen all that was sent again till then at another: it was there from the beginning, lost nothing itself, and still ran. */
function sawAll(tap: Sight, other: Sight, last: FramePoint | undefined): boolean {
  const due = last === undefined ? undefined : relation(other, tap)?.(last.us)
  return !lostByCapture(tap) && !tap.flow.beganBeforeCapture && (due === undefined || capturedUntil(tap.flow) >= due - longestDelayUs)
}

/** A capture that lost packets itself proves no loss between. */
function lostByCapture({ flow }: Sight): boolean {
  return flow.captureLossBytes > 0 || flow.oneSided
}

/** Data that goes on passing the tap before a stretch long after the last packet passed the one behind it. */
function silenced(near: Sight, far: Sight, up: Sight, down: Sight, end: FlowEnd): Placement | undefined {
  const [lastUp, lastDown] = [of(up, end).last, of(down, end).last]
  const due = lastUp === undefined ? undefined : relation(up, down)?.(lastUp.us)
  if (lastUp === undefined || lastDown === undefined || due === undefined || due - lastDown.us <= longestDelayUs) return undefined
  const packets = of(up, end).packets - of(down, end).packets
  if (packets <= 0) return undefined
  const ran = capturedUntil(down.flow) >= due - longestDelayUs
  const more = `${packets} more ${packets === 1 ? 'packet passes' : 'packets pass'} the one tap, the last ${duration(due - lastDown.us)} later, and none the other`
  const text = `nothing of ${nameOf(up, end)} gets through from here on: ${more}${ran ? '' : ', whose capture holds nothing later at all and may have ended'}`
  return { what: 'silence', ...between(near, far), text, count: packets, at: [...at(up, of(up, end).chains.at(-1)?.start, lastUp), ...at(down, lastDown)] }
}

/** Turns an instant of one tap's clock into the other's, through the first tap's; undefined where they are not tied. */
export function relation(from: Sight, to: Sight): ((us: number) => number) | undefined {
  const shift = ({ pair }: Sight, us: number): number | undefined => (pair === undefined ? 0 : (usInB(pair, us) ?? Number.NaN) - us)
  const base = (from.pair ?? to.pair)?.a.first.us ?? from.flow.first.us
  const apart = (shift(to, base) ?? Number.NaN) - (shift(from, base) ?? Number.NaN)
  return Number.isFinite(apart) ? (us) => us + apart : undefined
}

/** Losses between an end and the tap nearest to it: what filled a gap there had been lost before. */
function lostBefore(taps: readonly Sight[], end: FlowEnd): readonly Placement[] {
  const nearest = end === 'opener' ? taps[0] : taps.at(-1)
  if (nearest === undefined || nearEndOf(nearest.flow) === endIn(end, nearest.same) || lostByCapture(nearest)) return []
  const { holeFills, segments = [] } = of(nearest, end).resends
  if (holeFills === 0) return []
  const side: Pick<Placement, 'after' | 'before'> = end === 'opener' ? { before: nearest.flow.source } : { after: nearest.flow.source }
  const text = `${holeFills} ${holeFills === 1 ? 'segment' : 'segments'} of ${nameOf(nearest, end)} did not get here at first, and ${holeFills === 1 ? 'was' : 'were'} sent again`
  return [{ what: 'loss', ...side, text, count: holeFills, at: at(nearest, ...segments.filter(({ seen }) => seen === 'nothing').slice(0, mostPlaces)) }]
}

/** A reset was made where the row of taps that hold it begins, as seen from the end in whose name it came; and got as far as where the row ends. */
function resetsPlaced(taps: readonly Sight[]): readonly Placement[] {
  return ends.flatMap((end) => {
    // From the end that it names to the one that it is sent to.
    const way = end === 'opener' ? taps : taps.toReversed()
    return distinctResets(way, end).flatMap((reset) => resetPlaced(way, end, reset))
  })
}

/** More are repeats, or answers to data that was still under way. */
const mostResets = 2

/** One of each number, as several taps hold it. */
function distinctResets(way: readonly Sight[], end: FlowEnd): readonly ResetRecord[] {
  const all = way.flatMap((tap) => tap.flow.resets.filter(({ from }) => from === endIn(end, tap.same)))
  return [...Map.groupBy(all, identityOf).values()].flatMap(([first]) => (first === undefined ? [] : [first])).slice(0, mostResets)
}

/** What a router leaves as it is; the IP id may be rewritten. */
function identityOf({ seq, withAck, window }: ResetRecord): string {
  return `${seq} ${withAck} ${window}`
}

function resetPlaced(way: readonly Sight[], end: FlowEnd, reset: ResetRecord): readonly Placement[] {
  const held = way.map((tap) => tap.flow.resets.find((one) => one.from === endIn(end, tap.same) && identityOf(one) === identityOf(reset)))
  const [first, lastOne] = [held.findIndex((one) => one !== undefined), held.findLastIndex((one) => one !== undefined)]
  const [tap, last, before, stopped] = [way[first], way[lastOne], way[first - 1], way[lastOne + 1]]
  const [seen, seenLast] = [held[first], held[lastOne]]
  if (tap === undefined || last === undefined || seen === undefined || seenLast === undefined) return []
  const name = nameOf(tap, end)
  const isAtEnd = before === undefined && nearEndOf(tap.flow) === endIn(end, tap.same)
  if (isAtEnd && wasResetBefore(tap, seen)) return []
  const places = way.flatMap((one, index) => at(one, held[index]))
  const stretch = (from: Sight | undefined, to: Sight | undefined): Pick<Placement, 'after' | 'before'> => {
    const [near, far] = end === 'opener' ? [from, to] : [to, from]
    return { ...(near === undefined ? {} : { after: near.flow.source }), ...(far === undefined ? {} : { before: far.flow.source }) }
  }
  const origin = isAtEnd ? `${name} reset the connection itself` : `a reset in the name of ${name} comes from there, or from a device on the way to this tap`
  const made = before === undefined ? origin : `a reset in the name of ${name} ${foreign(seen)}`
  const reach: Placement[] =
    stopped !== undefined && lacks(stopped, end, last, seenLast)
      ? [{ what: 'reset', ...stretch(last, stopped), text: `the reset in the name of ${name} gets no further than this`, at: at(last, seenLast) }]
      : []
  if (before !== undefined && !lacks(before, end, tap, seen)) return reach
  return [{ what: 'reset', ...stretch(before, tap), text: made, at: places }, ...reach]
}

/** A distance that is not that of the end's other packets proves that it was made elsewhere; without it, the other capture may have lost it. */
function foreign({ ttl, ttlOff }: ResetRecord): string {
  if (ttlOff === null || ttlOff === 0) return 'passes the one tap and is not in the capture of the other: made on this stretch, unless that capture lost it'
  return `was made here: it passes the one tap with a TTL of ${ttl}, off by ${Math.abs(ttlOff)} from that host's other packets, and the other tap never saw it`
}

/** An end that was reset answers what still comes with resets of its own: they follow, and place nothing. */
function wasResetBefore({ flow }: Sight, { from, frame }: ResetRecord): boolean {
  return flow.resets.some((other) => other.from === otherEndOf(from) && other.frame < frame)
}

/** Whether a tap was listening when a reset would have passed it, and holds none at that time, by any number. */
function lacks(tap: Sight, end: FlowEnd, other: Sight, reset: ResetRecord): boolean {
  const due = relation(other, tap)?.(reset.us)
  if (due === undefined || !covers(tap, due)) return false
  return !tap.flow.resets.some(({ from, us }) => from === endIn(end, tap.same) && Math.abs(us - due) <= longestDelayUs)
}

/** Whether a tap was listening at an instant of its own clock. */
function covers(tap: Sight, us: number): boolean {
  return !lostByCapture(tap) && tap.flow.first.us <= us && capturedUntil(tap.flow) >= us
}
