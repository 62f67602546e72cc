import type { FlowEnd, FlowRecord, SegmentSample } from '../../model/index.ts'
import type { Death } from './deaths.ts'
import { directionOf, otherEndOf, tcpFlags } from './ends.ts'
import { samplesOf } from './sameness.ts'

/** One end scales its windows, and the other does not know. */
export interface HiddenScale {
  readonly flow: FlowRecord
  /** Whose windows are misread. */
  readonly misread: FlowEnd
  /** `divided`: an end's window shrinks at once by a power of two although its SYN's option is missing here. `unaware`: an end does not scale although both options stand here. */
  readonly sign: 'divided' | 'unaware'
  /** Window of the SYN or SYN-ACK, and the raw one that follows it. */
  readonly synWindow: number
  readonly rawWindow: number
  readonly shift: number
}

/** Windows of the first segments differ from that of the SYN by what was received meanwhile, and by rounding. */
const lowestShare = 0.7
const highestShare = 2
/** From 32 times smaller on no receiver that has just begun is meant. */
const fewestTimes = 32
/** A SYN's window is that of the first segment to within one segment's data if scaling is off. */
const unscaledShare = 0.05
/** RFC 7323 section 2.3. */
const largestShift = 14

/** A scale option that was lost between the ends, as one capture shows it; undefined where it does not. */
export function hiddenScale(flow: FlowRecord): HiddenScale | undefined {
  const { opener, answerer } = flow
  if (opener.syn?.windowShift !== undefined && answerer.syn !== undefined && answerer.syn.windowShift === undefined) return dividedWindow(flow)
  if (opener.syn?.windowShift === undefined || answerer.syn?.windowShift === undefined) return undefined
  return unawareEnd(flow)
}

/** The SYN-ACK arrives without the option, and its sender scales all the same. */
function dividedWindow(flow: FlowRecord): HiddenScale | undefined {
  const { syn, window } = flow.answerer
  const raw = window.firstRaw
  if (syn === undefined || raw === undefined || raw === 0 || syn.window / raw < fewestTimes) return undefined
  for (let shift = 1; shift <= largestShift; shift += 1) {
    const share = (raw * 2 ** shift) / syn.window
    if (share >= lowestShare && share <= highestShare) return { flow, misread: 'answerer', sign: 'divided', synWindow: syn.window, rawWindow: raw, shift }
  }
  return undefined
}

/** The opener asked for scaling and was promised it here, and its windows stay as they were in the SYN: the promise did not reach it. */
function unawareEnd(flow: FlowRecord): HiddenScale | undefined {
  const { syn, window } = flow.opener
  const shift = syn?.windowShift ?? 0
  const raw = window.firstRaw
  if (syn === undefined || raw === undefined || shift < 2 || Math.abs(raw - syn.window) > unscaledShare * syn.window) return undefined
  return { flow, misread: 'opener', sign: 'unaware', synWindow: syn.window, rawWindow: raw, shift }
}

/** Segments that a device judged by the unscaled window: those that began within it passed, those beyond were reset. */
export interface BlindWindow {
  /** The end whose window was misread, and which acknowledged what passed. */
  readonly receiver: FlowEnd
  /** Right edge of the window as the raw number says it, of the last acknowledgment before the reset; relative sequence numbers. */
  readonly rawEdge: number
  /** How far beyond it the device lets data begin: nothing, or the largest unscaled window, as connection tracking of Linux 6.18 was seen to. */
  readonly slack: number
  readonly rawWindow: number
  /** Absent where the handshake was not captured: then the scale is not known. */
  readonly scaledWindow?: number
  /** Highest number that was acknowledged after the reset: what passed. */
  readonly passedTo: number
  /** Highest number sent. */
  readonly sentTo: number
  readonly last: SegmentSample
  readonly after: SegmentSample
}

/**
 * Shows that what a device refused begins exactly where the unscaled window ends; `contradicted` when data as far beyond it passed; `possible` when
 * nothing had ever gone so far beyond it, and yet not as far as no device tolerates.
 */
export function blindWindow({ flow, reset }: Death): BlindWindow | 'contradicted' | 'possible' | undefined {
  if (reset === undefined || reset.origin !== 'device') return undefined
  const receiver = reset.record.from
  const { windowScale } = directionOf(flow, receiver)
  const [last, after] = genuineAround(flow, receiver, reset.record.frame, reset.record.ttl)
  if (windowScale.is === 'off' || (windowScale.is === 'known' && windowScale.shift === 0) || last === undefined || after === undefined) return undefined
  const sender = otherEndOf(receiver)
  const rawEdge = last.ack + last.window
  const segment = directionOf(flow, sender).segments.largest
  const sentTo = Math.max(...samplesOf(flow, sender).map(({ seq, length }) => seq + length))
  if (sentTo <= rawEdge + segment) return undefined
  const { window, syn } = directionOf(flow, receiver)
  const largest = Math.max(window.maxRaw, syn?.window ?? 0)
  if (after.ack > rawEdge + largest + segment) {
    const isFarther = after.ack > rawEdge + 2 * largest || passedBeyond(flow, receiver, last, after.ack - rawEdge)
    return isFarther ? 'contradicted' : 'possible'
  }
  if (sentTo - after.ack < fewestRefused * segment && passedBeyond(flow, receiver, last)) return 'contradicted'
  const slack = [0, largest].find((beyond) => after.ack > rawEdge + beyond && after.ack <= rawEdge + beyond + segment)
  if (after.ack <= last.ack || slack === undefined) return undefined
  return {
    receiver,
    rawEdge,
    slack,
    rawWindow: last.window,
    ...(windowScale.is === 'known' ? { scaledWindow: last.window * 2 ** windowScale.shift } : {}),
    passedTo: after.ack,
    sentTo,
    last,
    after,
  }
}

/** Where the window ends after one segment, any device that resets the second looks the same; of so many at once, few let exactly the first pass. */
const fewestRefused = 4

/**
 * A segment that began beyond every unscaled window granted till then, and was acknowledged before the reset all the same. The window of the SYN, which
 * is never scaled, counts where devices that keep the furthest edge would have let pass what was reset; where they did not, none does.
 */
function passedBeyond(flow: FlowRecord, receiver: FlowEnd, last: SegmentSample, by = 0): boolean {
  const granted = samplesOf(flow, receiver).filter(({ flags, frame }) => (flags & (tcpFlags.ack | tcpFlags.rst)) === tcpFlags.ack && frame <= last.frame)
  const counted = granted.filter(({ flags, ack, window }) => (flags & tcpFlags.syn) === 0 || ack + window <= last.ack)
  return samplesOf(flow, otherEndOf(receiver)).some(({ frame, seq, length }) => {
    const edges = counted.filter((ack) => ack.frame < frame).map(({ ack, window }) => ack + window)
    const isAfterFirst = granted.some((ack) => ack.frame < frame && (ack.flags & tcpFlags.syn) === 0)
    return length > 0 && isAfterFirst && seq > Math.max(...edges) + by && seq + length <= last.ack
  })
}

/** The last packets before a reset and after it that the end in whose name it came really sent. */
export function genuineAround(
  flow: FlowRecord,
  end: FlowEnd,
  frame: number,
  foreignTtl: number,
): readonly [SegmentSample | undefined, SegmentSample | undefined] {
  const own = samplesOf(flow, end).filter(({ flags, ttl }) => (flags & tcpFlags.rst) === 0 && ttl !== foreignTtl)
  return [own.findLast((sample) => sample.frame < frame && (sample.flags & tcpFlags.ack) !== 0), own.find((sample) => sample.frame > frame)]
}

/** Fewer data segments than this are no transfer. */
const fewestSegments = 20

/**
 * Whether the misread window throttled the connection: read as it stands, it never held two full segments, so that each waited for the acknowledgment of
 * the one before, which may be delayed (RFC 1122 section 4.2.3.2). Recorded connections without the fault have windows of some forty segments and more.
 */
export function isCrippled({ flow }: HiddenScale): boolean {
  const [sender, receiver] = flow.opener.bytes >= flow.answerer.bytes ? [flow.opener, flow.answerer] : [flow.answerer, flow.opener]
  const full = Math.min(flow.opener.syn?.mss ?? fullSegment, flow.answerer.syn?.mss ?? fullSegment)
  return sender.dataSegments >= fewestSegments && receiver.window.maxRaw < 2 * full
}

/** Ethernet without options: 1500 bytes less 40 of headers. */
const fullSegment = 1460
