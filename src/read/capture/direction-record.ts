import type { FlowDirection, FramePoint, HandshakeOptions, InFlight, WindowHistory } from '../../model/index.ts'
import { firstSendOf } from './chains.ts'
import type { Engine } from './engine.ts'
import { flowBits, type ints, type reals, synBits, watchBits } from './layout.ts'
import { DirectionTrouble } from './trouble.ts'

/** Reads the numbers of one direction by name. */
export interface DirectionNumbers {
  readonly slot: number
  readonly direction: number
  real(name: keyof typeof reals): number
  int(name: keyof typeof ints): number
}

export function numbersOf(engine: Engine, slot: number, direction: number): DirectionNumbers {
  return {
    slot,
    direction,
    real: (name) => engine.state.directionReal(slot, direction, name),
    int: (name) => engine.state.directionInt(slot, direction, name),
  }
}

/** What one end sent, out of the engine's numbers. */
export function directionRecord(engine: Engine, slot: number, direction: number, isOneSided: boolean): FlowDirection {
  const own = numbersOf(engine, slot, direction)
  const trouble = engine.troubles[slot]?.of(direction) ?? new DirectionTrouble()
  const bits = engine.state.headerInt(slot, 'bits')
  const packets = own.int('packets')
  const syn = handshakeOptions(engine, own)
  const hasTs = own.int('tsFirstFrame') > 0
  const watch = own.int('watch')
  const samples = own.int('rttSamples')
  const silence = own.real('silence')
  const shift = own.int('shift')
  return {
    packets,
    dataSegments: own.int('dataSegments'),
    bytes: own.real('bytes'),
    resentBytes: own.real('resentBytes'),
    ...(packets === 0 ? {} : { first: point(own.int('firstFrame'), own.real('firstTime')), last: point(own.int('lastFrame'), own.real('lastTime')) }),
    ...lastData(engine, own),
    ...(syn === undefined ? {} : { isn: own.int('base') >>> 0, syn }),
    windowScale: { is: (bits & flowBits.scaleKnown) !== 0 ? 'known' : (bits & flowBits.scaleOff) !== 0 ? 'off' : 'unknown', shift },
    window: windowHistory(own, trouble, shift),
    ttl: own.int('ttlMax') < 0 ? { min: 0, max: 0, mode: 0 } : { min: own.int('ttlMin'), max: own.int('ttlMax'), mode: own.int('ttlMode') },
    ipIdStyle: ipIdStyle(own),
    ...(hasTs
      ? {
          timestamps: {
            first: { ...point(own.int('tsFirstFrame'), own.real('tsFirstTime')), value: own.int('tsFirst') >>> 0 },
            last: { ...point(own.int('lastFrame'), own.real('lastTime')), value: own.int('tsLast') >>> 0 },
            wentBack: own.int('tsBack'),
          },
        }
      : {}),
    resends: {
      certain: own.int('certain'),
      partial: own.int('partial'),
      holeFills: own.int('holeFills'),
      reordered: own.int('reordered'),
      fast: own.int('fast'),
      timeout: own.int('timeout'),
      tailProbes: own.int('tailProbes'),
      needless: Math.max(own.int('dsack'), own.int('eifel')),
      ofSyn: own.int('synResends'),
      ofFin: own.int('finResends'),
      ...(trouble.firstResend === undefined ? {} : { first: trouble.firstResend }),
      ...(trouble.lastResend === undefined ? {} : { last: trouble.lastResend }),
    },
    chains: trouble.chains.list(),
    chainCount: trouble.chains.count,
    duplicateAcks: own.int('dupAcks'),
    reordered: own.int('reordered'),
    ackedUnseenBytes: isOneSided ? 0 : own.real('unseenBytes'),
    ...(samples === 0
      ? {}
      : {
          rtt: {
            samples,
            minUs: own.real('rttMin'),
            maxUs: own.real('rttMax'),
            smoothedUs: Math.round(own.real('rttSmooth')),
            timeoutUs: Math.round(Math.max(200_000, own.real('rttSmooth') + 4 * own.real('rttVar'))),
          },
        }),
    keepalives: {
      count: trouble.keepalives,
      answered: trouble.keepalivesAnswered,
      unansweredAtEnd: trouble.keepalivesInARow,
      ...(trouble.keepaliveIdleUs > 0 ? { idleUs: trouble.keepaliveIdleUs } : {}),
      ...(trouble.keepaliveIntervalUs > 0 ? { intervalUs: trouble.keepaliveIntervalUs } : {}),
      payload: trouble.keepalivePayload,
      ...(trouble.keepalives === 0 ? {} : { first: trouble.keepaliveFirst, last: trouble.keepaliveLast }),
    },
    zeroWindow: { episodes: trouble.zeroWindows.list(), count: trouble.zeroCount, totalUs: trouble.zeroTotalUs, longestUs: trouble.zeroLongestUs },
    windowProbes: { count: trouble.probes, answered: trouble.probesAnswered, style: probeStyle(trouble) },
    windowFull: own.int('windowFull'),
    inFlight: inFlight(engine, own, isOneSided),
    segments: {
      largest: own.int('largest'),
      largestAcked: own.int('largestAcked'),
      largestFrame: own.int('largestFrame'),
      dontFragment: (watch & watchBits.whole) === 0 ? 'none' : (watch & watchBits.fragmentable) === 0 ? 'all' : 'some',
    },
    ...(silence > 0
      ? {
          longestSilence: {
            us: silence,
            before: point(own.int('silenceBefore'), own.real('silenceAfter') - silence),
            after: point(own.int('silenceAfterFrame'), own.real('silenceAfter')),
          },
        }
      : {}),
    oddFlags: own.int('oddFlags'),
    sackOutside: own.int('sackOutside'),
    sackBlocks: own.int('sackBlocks'),
  }
}

export function point(frame: number, us: number): FramePoint {
  return { frame, us }
}

/** Of the last segments kept. */
function lastData(engine: Engine, own: DirectionNumbers): { readonly lastData?: FramePoint } {
  const last = engine.samples.lastWithData(own.int('sampleHead'), own.int('sampleTail'), own.int('packets'))
  return last === undefined ? {} : { lastData: last }
}

function handshakeOptions(engine: Engine, own: DirectionNumbers): HandshakeOptions | undefined {
  const bits = own.int('synBits')
  if ((bits & synBits.seen) === 0) return undefined
  return {
    ...point(own.int('synFrame'), own.real('synTime')),
    window: own.int('synWindow'),
    ...(own.int('synMss') < 0 ? {} : { mss: own.int('synMss') }),
    ...(own.int('synShift') < 0 ? {} : { windowShift: own.int('synShift') }),
    sackPermitted: (bits & synBits.sack) !== 0,
    timestamps: (bits & synBits.timestamps) !== 0,
    order: engine.optionOrders.name(own.int('synOrder')),
    blanked: (bits & synBits.blanked) !== 0,
    ttl: own.int('synTtl'),
  }
}

function windowHistory(own: DirectionNumbers, trouble: DirectionTrouble, shift: number): WindowHistory {
  const max = Math.max(own.int('windowMax'), 0)
  return {
    ...((own.int('synBits') & synBits.seen) === 0 ? {} : { inSyn: own.int('synWindow') }),
    ...(own.int('windowFirst') < 0 ? {} : { firstRaw: own.int('windowFirst') }),
    lastRaw: Math.max(own.int('window'), 0),
    minRaw: Math.min(own.int('windowMin'), max),
    maxRaw: max,
    maxBytes: max * 2 ** shift,
    shrinks: trouble.shrinks,
    largestShrink: trouble.largestShrink,
    ...(trouble.firstShrink === undefined ? {} : { firstShrink: trouble.firstShrink }),
  }
}

function inFlight(engine: Engine, own: DirectionNumbers, isOneSided: boolean): InFlight {
  const una = own.real('una')
  const atEnd = isOneSided ? 0 : Math.max(own.real('nxt') - una, 0)
  // The head's own mark is the time of the last acknowledgment when only a part was acknowledged: the samples know better.
  const first = atEnd > 0 ? (firstSendOf(engine, own.slot, own.direction, una) ?? point(own.int('headFrame'), own.real('headTime'))) : undefined
  return {
    atEnd,
    ...(first === undefined || first.frame === 0 ? {} : { since: first }),
    most: own.real('mostInFlight'),
    mostAcked: own.real('flightAcked'),
  }
}

function probeStyle(trouble: DirectionTrouble): FlowDirection['windowProbes']['style'] {
  if (trouble.emptyProbes > 0 && trouble.bytesProbes > 0) return 'both'
  if (trouble.emptyProbes > 0) return 'empty'
  return trouble.bytesProbes > 0 ? 'one-byte' : 'none'
}

/** Two packets tell nothing yet. */
function ipIdStyle(own: DirectionNumbers): FlowDirection['ipIdStyle'] {
  const [zero, step, same, other] = [own.int('ipIdZero'), own.int('ipIdStep'), own.int('ipIdSame'), own.int('ipIdOther')]
  const all = zero + step + same + other
  if (all < 3 || own.int('ttlMax') < 0) return 'none'
  if (step >= all * 0.6) return 'counter'
  if (zero >= all * 0.6) return 'zero'
  return same >= all * 0.6 ? 'constant' : 'random'
}
