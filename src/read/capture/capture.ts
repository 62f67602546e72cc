import type { CaptureRecord, Clock, Event, FlowRecord, SourceId } from '../../model/index.ts'
import { endsInsideFrame, momentOf, placeOf } from '../../model/index.ts'
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

/** Link types are numbers of tcpdump.org/linktypes.html; the note about one that is not read names it so. */
const unreadLink = 'frames of a link type that is not read'

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
      notes: [...(facts?.notes ?? []).map(remark), ...this.#ending(capture), ...[...this.#counted(capture), ...limitsOf(capture, flows)].map(remark)],
    }
  }

  /** A capture ends inside a frame whenever it is still being written, or its program was killed: only damage is a loss. */
  #ending({ frames, truncated }: CaptureRecord): readonly Note[] {
    if (this.#framing.damage !== undefined) return [loss(`reading stopped at ${this.#framing.damage}: the ${frames} frames before it were read`)]
    return truncated ? [remark(`${endsInsideFrame}: the ${frames} before it were read`)] : []
  }

  #counted(capture: CaptureRecord): readonly string[] {
    const { counts, untracked, linkTypes } = this.#flows
    const notes: string[] = []
    if ((capture.dropped ?? 0) > 0)
      notes.push(`${capture.dropped} packets were dropped while it was captured: missing packets there are no proof of loss on the path`)
    if ((counts[seen.unknownLink] ?? 0) > 0) notes.push(`${counts[seen.unknownLink]} ${unreadLink} (${[...linkTypes].join(', ')})`)
    if (capture.cutFrames > 0) notes.push(`${capture.cutFrames} frames are cut before the end of their TCP header: capture with a snap length of 128 or more`)
    if (capture.laterFragments > 0) notes.push(`${capture.laterFragments} later fragments of IP packets: only the first of each is looked at`)
    if ((counts[seen.badHeader] ?? 0) > 0) notes.push(`${counts[seen.badHeader]} packets with headers that contradict themselves`)
    if (untracked > 0) notes.push(`${untracked} packets of connections that found no room`)
    if (this.#crowd.evicted) notes.push('more connections were open at a time than are kept: the ones silent longest were settled early')
    const alike = this.#crowd.troubledNotListed
    const healthy = capture.flowsNotListed - alike
    if (healthy > 0) notes.push(`${healthy} of ${capture.flows} connections are healthy and short, and only counted`)
    if (alike > 0) notes.push(`${alike} of ${capture.flows} connections ended like others and carried less, and are only counted`)
    return notes
  }
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
