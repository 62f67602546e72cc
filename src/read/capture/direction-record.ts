import type { FlowDirection, FramePoint, HandshakeOptions, InFlight, WindowHistory } from '../../model/index.ts'
import { firstSendOf } from './chains.ts'
import type { Engine } from './engine.ts'
import { flowBits, halves, ints, octets, reals, synBits, watchBits } from './layout.ts'
import { DirectionTrouble } from './trouble.ts'

/** Reads the numbers of one direction by name. */
export class DirectionNumbers {
  readonly slot: number
  readonly direction: number
  readonly #real: Float64Array
  readonly #int: Int32Array
  readonly #half: Uint16Array
  readonly #byte: Uint8Array
  readonly #at: number

  constructor(engine: Engine, slot: number, direction: number) {
    this.slot = slot
    this.direction = direction
    this.#real = engine.state.real
    this.#int = engine.state.int
    this.#half = engine.state.half
    this.#byte = engine.state.byte
    this.#at = engine.state.at(slot, direction).real
  }

  real(name: keyof typeof reals): number {
    return this.#real[this.#at + reals[name]] ?? 0
  }

  int(name: keyof typeof ints): number {
    return this.#int[this.#at * 2 + ints[name]] ?? 0
  }

  half(name: keyof typeof halves): number {
    return this.#half[this.#at * 4 + halves[name]] ?? 0
  }

  octet(name: keyof typeof octets): number {
    return this.#byte[this.#at * 8 + octets[name]] ?? 0
  }
}

/** A record whose optional fields are still to be set. */
export type Draft<Made> = { -readonly [Field in keyof Made]: Made[Field] }

/** What one end sent, out of the engine's numbers. Optional fields are set afterwards: spreading them in takes longer than all the rest. */
export function directionRecord(engine: Engine, slot: number, direction: number, isOneSided: boolean): FlowDirection {
  const own = new DirectionNumbers(engine, slot, direction)
  const trouble = engine.troubles[slot]?.known(direction) ?? untroubled
  const bits = engine.state.headerInt(slot, 'bits')
  const packets = own.int('packets')
  const watch = own.int('watch')
  const shift = own.octet('shift')
  const record: Draft<FlowDirection> = {
    packets,
    dataSegments: own.int('dataSegments'),
    bytes: own.real('bytes'),
    resentBytes: trouble.resentBytes,
    windowScale: { is: (bits & flowBits.scaleKnown) !== 0 ? 'known' : (bits & flowBits.scaleOff) !== 0 ? 'off' : 'unknown', shift },
    window: windowHistory(own, shift),
    ttl: own.octet('ttlMax') === 0 ? { min: 0, max: 0, mode: 0 } : { min: own.octet('ttlMin'), max: own.octet('ttlMax'), mode: own.octet('ttlMode') },
    ipIdStyle: ipIdStyle(own, trouble),
    resends: resends(trouble),
    chains: trouble.chains.list(),
    chainCount: trouble.chains.count,
    duplicateAcks: own.int('dupAcks'),
    reordered: trouble.reordered,
    ackedUnseenBytes: isOneSided ? 0 : trouble.unseenBytes,
    keepalives: keepalives(trouble),
    zeroWindow: { episodes: trouble.zeroWindows.list(), count: trouble.zeroCount, totalUs: trouble.zeroTotalUs, longestUs: trouble.zeroLongestUs },
    windowProbes: { count: trouble.probes, answered: trouble.probesAnswered, style: probeStyle(trouble) },
    windowFull: own.int('windowFull'),
    inFlight: inFlight(engine, own, trouble, isOneSided),
    segments: {
      largest: own.int('largest'),
      largestAcked: own.int('largestAcked'),
      largestFrame: own.int('largestFrame'),
      dontFragment: (watch & watchBits.whole) === 0 ? 'none' : (watch & watchBits.fragmentable) === 0 ? 'all' : 'some',
    },
    oddFlags: trouble.oddFlags,
    sackOutside: trouble.sackOutside,
    sackBlocks: trouble.sackBlocks,
  }
  if (packets > 0) {
    record.first = firstOf(own)
    record.last = point(own.int('lastFrame'), own.real('lastTime'))
  }
  const lastData = engine.samples.lastWithData(own.half('sampleHead'), own.half('sampleTail'), packets)
  if (lastData !== undefined) record.lastData = lastData
  const syn = handshakeOptions(engine, own, trouble)
  if (syn !== undefined) {
    record.isn = (own.int('nxtSeq') - own.real('nxt')) >>> 0
    record.syn = syn
  }
  if (own.int('tsFirstFrame') > 0) {
    record.timestamps = {
      first: { frame: own.int('tsFirstFrame'), us: own.real('tsFirstTime'), value: own.int('tsFirst') >>> 0 },
      last: { frame: own.int('lastFrame'), us: own.real('lastTime'), value: own.int('tsLast') >>> 0 },
      wentBack: own.int('tsBack'),
    }
  }
  if (own.int('rttSamples') > 0) {
    record.rtt = {
      samples: own.int('rttSamples'),
      minUs: own.real('rttMin'),
      maxUs: own.real('rttMax'),
      smoothedUs: Math.round(own.real('rttSmooth')),
      // As Linux and FreeBSD add at least 0.2 s (TCP_RTO_MIN, TCPTV_CPU_VAR).
      timeoutUs: Math.round(own.real('rttSmooth') + Math.max(200_000, 4 * own.real('rttVar'))),
    }
  }
  const silence = own.real('silence')
  if (silence > 0) {
    const after = own.real('silenceAfter')
    record.longestSilence = { us: silence, before: point(own.int('silenceBefore'), after - silence), after: point(own.int('silenceAfterFrame'), after) }
  }
  return record
}

/** Of directions that nothing rare happened to. */
const untroubled = new DirectionTrouble()

function resends(trouble: DirectionTrouble): FlowDirection['resends'] {
  const { certain, partial, holeFills, finResends: ofFin } = trouble
  const counts = {
    certain,
    partial,
    holeFills,
    reordered: trouble.reordered,
    fast: trouble.fast,
    timeout: trouble.timeout,
    tailProbes: trouble.tailProbes,
    // A selective acknowledgment of something twice is also what a copy made on the way brings about (RFC 3708).
    needless: Math.min(Math.max(trouble.dsack, trouble.eifel), certain + partial + holeFills + ofFin),
    ofSyn: trouble.synResends,
    ofFin,
  }
  if (trouble.firstResend === undefined || trouble.lastResend === undefined) return counts
  return { ...counts, first: trouble.firstResend, last: trouble.lastResend, ...(trouble.resends.count === 0 ? {} : { segments: trouble.resends.list() }) }
}

function keepalives(trouble: DirectionTrouble): FlowDirection['keepalives'] {
  const counts = {
    count: trouble.keepalives,
    answered: trouble.keepalivesAnswered,
    unansweredAtEnd: trouble.keepalivesInARow,
    payload: trouble.keepalivePayload,
  }
  if (trouble.keepalives === 0) return counts
  return {
    ...counts,
    ...(trouble.keepaliveIdleUs > 0 ? { idleUs: trouble.keepaliveIdleUs } : {}),
    ...(trouble.keepaliveIntervalUs > 0 ? { intervalUs: trouble.keepaliveIntervalUs } : {}),
    first: trouble.keepaliveFirst,
    last: trouble.keepaliveLast,
  }
}

export function point(frame: number, us: number): FramePoint {
  return { frame, us }
}

function firstOf(own: DirectionNumbers): FramePoint {
  return point(own.int('firstFrame'), own.real('firstTime'))
}

function handshakeOptions(engine: Engine, own: DirectionNumbers, trouble: DirectionTrouble): HandshakeOptions | undefined {
  const bits = own.octet('synBits')
  if ((bits & synBits.seen) === 0) return undefined
  return {
    ...((bits & synBits.late) === 0 ? firstOf(own) : trouble.synAt),
    window: own.half('synWindow'),
    ...((bits & synBits.mss) === 0 ? {} : { mss: own.half('synMss') }),
    ...(own.octet('synShift') === 0 ? {} : { windowShift: own.octet('synShift') - 1 }),
    sackPermitted: (bits & synBits.sack) !== 0,
    timestamps: (bits & synBits.timestamps) !== 0,
    order: engine.optionOrders.name(own.half('synOrder')),
    blanked: (bits & synBits.blanked) !== 0,
    ttl: own.octet('synTtl'),
  }
}

function windowHistory(own: DirectionNumbers, shift: number): WindowHistory {
  const max = own.half('windowMax')
  return {
    ...((own.octet('synBits') & synBits.seen) === 0 ? {} : { inSyn: own.half('synWindow') }),
    ...((own.int('watch') & watchBits.windowSeen) === 0 ? {} : { firstRaw: own.half('windowFirst') }),
    lastRaw: Math.max(own.int('window'), 0),
    minRaw: Math.min(own.half('windowMin'), max),
    maxRaw: max,
    maxBytes: max * 2 ** shift,
    shrinks: own.int('shrinks'),
    largestShrink: own.int('largestShrink') >>> 0,
    ...(own.int('shrinks') === 0 ? {} : { firstShrink: point(own.int('shrinkFrame'), own.real('shrinkTime')) }),
  }
}

function inFlight(engine: Engine, own: DirectionNumbers, trouble: DirectionTrouble, isOneSided: boolean): InFlight {
  const una = own.real('una')
  const atEnd = isOneSided ? 0 : Math.max(own.real('nxt') - una, 0)
  // The head's own mark is the time of the last acknowledgment when only a part was acknowledged: the samples know better.
  const first = atEnd > 0 ? (firstSendOf(engine, own.slot, own.direction, una) ?? headOf(own, trouble)) : undefined
  return {
    atEnd,
    ...(first === undefined || first.frame === 0 ? {} : { since: first }),
    most: own.real('mostInFlight'),
    mostAcked: own.real('flightAcked'),
  }
}

/** The oldest byte not acknowledged; where it was sent again, the timer tells of that. */
function headOf(own: DirectionNumbers, trouble: DirectionTrouble): FramePoint {
  const frame = own.int('headFrame')
  return point(frame, trouble.headFrame === frame ? trouble.headTime : own.real('timer'))
}

function probeStyle(trouble: DirectionTrouble): FlowDirection['windowProbes']['style'] {
  if (trouble.emptyProbes > 0 && trouble.bytesProbes > 0) return 'both'
  if (trouble.emptyProbes > 0) return 'empty'
  return trouble.bytesProbes > 0 ? 'one-byte' : 'none'
}

/** Two packets tell nothing yet. */
function ipIdStyle(own: DirectionNumbers, trouble: DirectionTrouble): FlowDirection['ipIdStyle'] {
  const [zero, step, same, other] = [own.int('ipIdZero'), own.int('ipIdStep'), trouble.ipIdSame, own.int('ipIdOther')]
  const all = zero + step + same + other
  if (all < 3 || own.octet('ttlMax') === 0) return 'none'
  if (step >= all * 0.6) return 'counter'
  if (zero >= all * 0.6) return 'zero'
  return same >= all * 0.6 ? 'constant' : 'random'
}
