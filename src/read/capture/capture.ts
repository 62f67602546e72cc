import type { CaptureRecord, Clock, Event, FlowRecord, SourceId } from '../../model/index.ts'
import { count, endsInsideFrame, momentOf, placeOf, thousands } from '../../model/index.ts'
import { loss, type Note, remark } from '../note.ts'
import { Crowd } from './crowd.ts'
import { Flows } from './flows.ts'
import { Framing } from './framing.ts'
import { limitsOf } from './limits.ts'
import { seen } from './packet.ts'
import { flowLine } from './quote.ts'

/** A capture, read to its end. */
export interface CaptureReading {
  readonly capture: CaptureRecord
  readonly flows: readonly FlowRecord[]
  readonly clock: Clock
  /** What the user should know of how it was read. */
  readonly notes: readonly Note[]
}

/** Stands for the link type of a packet whose interface the capture does not describe. */
const undescribed = -1

/** Reads one pcap or pcapng capture, arriving in chunks of any size; no bytes make it throw. */
export class CaptureReader {
  readonly #source: SourceId
  readonly #host: string | undefined
  readonly #flows = new Flows()
  readonly #framing = new Framing(this.#flows)
  readonly #crowd: Crowd

  /** `mostHealthy`: as many healthy flows are told one by one; more are counted. */
  constructor(source: SourceId, host?: string, mostHealthy?: number) {
    this.#source = source
    this.#host = host
    this.#crowd = new Crowd(
      this.#flows,
      () => ({ source, clock: `${source} epoch`, captureEndUs: this.#flows.lastUs, streamsMatch: this.#flows.counts[seen.fragment] === 0 }),
      mostHealthy,
    )
  }

  /** Takes bytes that lie anywhere. */
  feed(chunk: Uint8Array): void {
    const { input } = this.#flows
    for (let at = 0; at < chunk.length; at += input.length) {
      const piece = chunk.subarray(at, at + input.length)
      input.set(piece)
      this.take(input.subarray(0, piece.length))
    }
  }

  /** Where bytes may be put for `take`, which saves a copy. */
  get input(): Uint8Array {
    return this.#flows.input
  }

  /** Takes the begin of `input`. */
  take(filled: Uint8Array): void {
    this.#framing.feed(filled)
  }

  /** What was read. Nothing may be fed afterwards. */
  end(): CaptureReading {
    const reading = this.#reading()
    this.#flows.release()
    return reading
  }

  #reading(): CaptureReading {
    const flows = this.#crowd.finish()
    const facts = this.#framing.units?.facts()
    const { counts, frames, firstUs, lastUs } = this.#flows
    const truncated = this.#framing.damage !== undefined || this.#framing.unfinished > 0
    const snap = facts?.snapLength ?? 0
    const clock = `${this.#source} epoch`
    const capture: CaptureRecord = {
      source: this.#source,
      clock,
      format: facts?.format ?? 'pcap',
      frames,
      tcpFrames: counts[seen.tcp] ?? 0,
      ...(frames === 0 ? {} : { first: { frame: 1, us: firstUs }, last: { frame: frames, us: lastUs } }),
      ...(snap > 0 && snap < 65_535 ? { snapLength: snap } : {}),
      ...(facts?.dropped === undefined ? {} : { dropped: facts.dropped }),
      unseenBytes: this.#crowd.unseenBytes,
      laterFragments: counts[seen.fragment] ?? 0,
      cutFrames: counts[seen.cut] ?? 0,
      flows: this.#crowd.total,
      flowsNotListed: this.#crowd.notListed,
      truncated,
    }
    return {
      capture,
      flows,
      clock: { id: clock, kind: 'epoch', zone: 'UTC', ...(this.#host === undefined ? {} : { host: this.#host }) },
      notes: [...(facts?.notes ?? []).map(remark), ...this.#ending(capture), ...this.#links(capture), ...this.#counted(capture, flows).map(remark)],
    }
  }

  /** A capture ends inside a frame whenever it is still being written, or its program was killed: only damage is a loss. */
  #ending({ frames, truncated }: CaptureRecord): readonly Note[] {
    if (this.#framing.damage !== undefined) return [loss(`reading stopped at ${this.#framing.damage}: ${before(frames)}`)]
    return truncated ? [remark(`${endsInsideFrame}: ${before(frames)}`)] : []
  }

  /** A link type that is not read may be that of a bus beside the network's; where nothing else was captured, nothing was read. */
  #links({ frames }: CaptureRecord): readonly Note[] {
    const { counts, linkTypes } = this.#flows
    const unread = counts[seen.unknownLink] ?? 0
    if (unread === 0) return []
    // Link types are numbers of tcpdump.org/linktypes.html.
    const named = [...linkTypes].filter((type) => type !== undescribed)
    const of = named.length === 0 ? 'an interface that the capture does not describe' : `a link type that is not read (${named.join(', ')})`
    const are = unread === 1 ? 'is' : 'are'
    return unread === frames ? [loss(`not read: its ${count(unread, 'frame')} ${are} of ${of}`)] : [remark(`${count(unread, 'frame')} ${are} of ${of}`)]
  }

  #counted(capture: CaptureRecord, flows: readonly FlowRecord[]): readonly string[] {
    const { counts, untracked } = this.#flows
    const notes: string[] = []
    if ((capture.dropped ?? 0) > 0)
      notes.push(
        `${count(capture.dropped ?? 0, 'packet')} ${capture.dropped === 1 ? 'was' : 'were'} dropped while it was captured: missing packets there are no proof of loss on the path`,
      )
    if (capture.cutFrames > 0)
      notes.push(`cut before the end of their TCP header: ${count(capture.cutFrames, 'frame')}: capture with a snap length of 128 or more`)
    if (capture.laterFragments > 0) notes.push(`${count(capture.laterFragments, 'later fragment')} of IP packets: only the first of each is looked at`)
    const contradicting = counts[seen.badHeader] ?? 0
    if (contradicting > 0) notes.push(`${count(contradicting, 'packet')} with headers that contradict themselves`)
    if (untracked > 0) notes.push(`${count(untracked, 'packet')} of connections that found no room`)
    if (this.#crowd.evicted) notes.push('more connections were open at a time than are kept: the ones silent longest were settled early')
    const alike = this.#crowd.troubledNotListed
    const healthy = capture.flowsNotListed - alike
    if (healthy > 0) notes.push(`${thousands(healthy)} of ${thousands(capture.flows)} connections are healthy and short, and only counted`)
    if (alike > 0) notes.push(`${thousands(alike)} of ${thousands(capture.flows)} connections ended like others and carried less, and are only counted`)
    return counts[seen.unknownLink] === capture.frames && capture.frames > 0 ? notes : [...notes, ...limitsOf(capture, flows)]
  }
}

function before(frames: number): string {
  if (frames === 0) return 'no frame stands before it'
  return `the ${count(frames, 'frame')} before it ${frames === 1 ? 'was' : 'were'} read`
}

/** The events of a capture: one of its own, one for each flow. */
export function captureEvents({ capture, flows }: CaptureReading): readonly Event[] {
  const own: readonly Event[] =
    capture.first === undefined
      ? []
      : [
          {
            kind: 'capture.observed',
            system: 'path',
            at: { source: capture.source, frame: 1, filter: 'frame' },
            when: momentOf(capture, capture.first),
            quote: `${capture.frames} frames, ${capture.flows} connections`,
            capture,
          },
        ]
  return [
    ...own,
    ...flows.map(
      (flow): Event => ({
        kind: 'flow.observed',
        system: 'path',
        at: placeOf(flow, flow.first),
        when: momentOf(flow, flow.first),
        quote: flowLine(flow),
        flow,
      }),
    ),
  ]
}
