import type {
  ClockId,
  ConnectAttempt,
  FinRecord,
  FlowDirection,
  FlowEnd,
  FlowRecord,
  FlowSamples,
  FramePoint,
  IcmpRecord,
  IdleGap,
  IdleGaps,
  SourceId,
  Tuple,
} from '../../model/index.ts'
import { ipv4Text } from './addresses.ts'
import { closeChain } from './chains.ts'
import { directionRecord, type Draft, point } from './direction-record.ts'
import type { Engine } from './engine.ts'
import { endingOf, shortClosureUs } from './ending.ts'
import { brokenWith, survived } from './idle.ts'
import { flowBits, type flowBytes, type flowInts, pendingSurvived } from './layout.ts'
import { resetRecord } from './reset-record.ts'
import { nowhere } from './trouble.ts'
import { vantageOf } from './vantage.ts'
import { windowOpened } from './windows.ts'

export interface RecordContext {
  readonly source: SourceId
  readonly clock: ClockId
  readonly captureEndUs: number
  /** Streams are numbered as Wireshark numbers them. */
  readonly streamsMatch: boolean
}

/** A flow as the rest of the program sees it. Closes what is still open in the engine: the flow gets no more packets. */
export function flowRecord(engine: Engine, slot: number, context: RecordContext, withSamples: boolean): FlowRecord {
  const { state } = engine
  const lastUs = state.lastTime(slot)
  const openerSeen = state.headerByte(slot, 'opener') - 1
  const ports = state.headerInt(slot, 'ports')
  const guessed = openerSeen >= 0 ? openerSeen : openerByPort(ports >>> 16, ports & 0xffff)
  const opens = Math.max(0, guessed)
  const bits = state.headerInt(slot, 'bits')
  if (state.headerByte(slot, 'pendingBy') > pendingSurvived) survived(engine, state.begin(slot))
  for (const direction of [0, 1]) {
    closeChain(engine, slot, direction, state.at(slot, direction).int, undefined)
    windowOpened(engine, slot, direction, context.captureEndUs, 0, 'capture-end')
  }
  const isOneSided = state.directionInt(slot, 0, 'packets') === 0 || state.directionInt(slot, 1, 'packets') === 0
  const opener = directionRecord(engine, slot, opens, isOneSided)
  const answerer = directionRecord(engine, slot, 1 - opens, isOneSided)
  const established =
    (bits & flowBits.established) !== 0 || opener.dataSegments > 0 || answerer.dataSegments > 0 || (bits & (flowBits.synSeen | flowBits.synAckSeen)) === 0
  const trouble = engine.troubles[slot]
  const endOf = (direction: number): FlowEnd => (direction === opens ? 'opener' : 'answerer')
  const resets = (trouble?.resets.list() ?? []).map((raw) => resetRecord(raw, endOf(raw.direction)))
  const icmp = (trouble?.icmp ?? []).map(({ direction, ...rest }): IcmpRecord => ({ ...rest, about: endOf(direction) }))
  const fins = [finRecord(engine, slot, opens, 'opener'), finRecord(engine, slot, 1 - opens, 'answerer')].filter((one) => one !== undefined)
  const facts = {
    slot,
    openerDirection: opens,
    opener,
    answerer,
    established,
    oneSided: isOneSided,
    firstReset: resets[0],
    icmp,
    fins,
    lastUs,
    captureEndUs: context.captureEndUs,
  }
  const ending = endingOf(engine, facts)
  const died = ending.how === 'reset' || ending.how === 'silent'
  const idle = idleGaps(engine, slot, endOf, died)
  const handshake = handshakeDelays(engine, slot, opener, answerer)
  const tuple = tupleOf(engine, slot, opens)
  const stream = state.headerInt(slot, 'stream')
  const healthy =
    (ending.how === 'fin' || ending.how === 'open' || ending.how === 'half-closed') &&
    Math.max(opener.zeroWindow.longestUs, answerer.zeroWindow.longestUs) < shortClosureUs &&
    icmp.length === 0
  // Optional fields are set in their order afterwards: spreading them in takes longer than all the rest.
  const record: Draft<FlowRecord> = {
    id: `${context.source} stream ${stream}`,
    source: context.source,
    clock: context.clock,
    filter: context.streamsMatch ? `tcp.stream eq ${stream}` : addressFilter(tuple, (bits & flowBits.v6) !== 0),
    tuple,
    openerBy: openerSeen < 0 ? (guessed < 0 ? 'first-packet' : 'port') : (bits & flowBits.synSeen) !== 0 ? 'syn' : 'syn-ack',
    carriedBy: engine.carriers.names(state.headerHalf(slot, 'carrier')),
    first: firstPoint(opener, answerer),
    last: point(state.directionInt(slot, state.lastDirection(slot), 'lastFrame'), lastUs),
    packets: state.packets(slot),
    duplicatePackets: state.headerInt(slot, 'duplicates'),
    beganBeforeCapture: (bits & (flowBits.synSeen | flowBits.synAckSeen)) === 0,
    oneSided: isOneSided,
    opener,
    answerer,
    attempts: attemptsOf(engine, slot, opener, answerer, ending.how, established, resets[0], icmp[0]),
    vantage: vantageOf(opener, answerer, handshake),
    idle,
    resets,
    resetCount: trouble?.resets.count ?? 0,
    fins,
    icmp,
    icmpCount: trouble?.icmpCount ?? 0,
    ending,
    packetsAfterDeath: trouble?.packetsAfterDeath ?? 0,
    captureLossBytes: opener.ackedUnseenBytes + answerer.ackedUnseenBytes,
    history: engine.histories.text(slot, opens, died, idle.beforeDeath?.us),
    healthy,
  }
  if (context.streamsMatch) record.stream = stream
  if (state.headerInt(slot, 'reused') > 0) record.reuses = state.headerInt(slot, 'reused') - 1
  if (handshake !== undefined) record.handshake = handshake
  const shortestUs = roundTripUs(opener, answerer, handshake)
  if (shortestUs !== undefined) record.roundTripUs = shortestUs
  if (withSamples) record.samples = samplesOf(engine, slot, opens)
  return record
}

/** The first packet of either. */
function firstPoint(opener: FlowDirection, answerer: FlowDirection): FramePoint {
  const [one, other] = [opener.first, answerer.first]
  if (one === undefined || other === undefined) return one ?? other ?? nowhere
  return one.frame < other.frame ? one : other
}

/** The lower port answers, when it is a service's and the other is not; -1 when that does not tell. */
function openerByPort(first: number, second: number): number {
  if (first === second) return -1
  const low = Math.min(first, second)
  const high = Math.max(first, second)
  if (low >= 1024 && (low >= 32_768 || high < 32_768)) return -1
  return first === high ? 0 : 1
}

function tupleOf(engine: Engine, slot: number, opens: number): Tuple {
  const { state } = engine
  const v6 = (state.headerInt(slot, 'bits') & flowBits.v6) !== 0
  const text = (bits: number): string => (v6 ? engine.addresses.text(bits) : ipv4Text(bits))
  const ports = state.headerInt(slot, 'ports')
  const first = { address: text(state.headerInt(slot, 'address0')), port: ports >>> 16 }
  const second = { address: text(state.headerInt(slot, 'address1')), port: ports & 0xffff }
  return opens === 0 ? { from: first, to: second } : { from: second, to: first }
}

function addressFilter({ from, to }: Tuple, v6: boolean): string {
  const field = v6 ? 'ipv6' : 'ip'
  return `${field}.addr eq ${from.address} && ${field}.addr eq ${to.address} && tcp.port eq ${from.port} && tcp.port eq ${to.port}`
}

function finRecord(engine: Engine, slot: number, direction: number, from: FlowEnd): FinRecord | undefined {
  const { state, fins } = engine
  const fin = fins[slot]?.[direction]
  if (fin === undefined) return undefined
  const { frame, us, end } = fin
  return { frame, us, from, seq: end - 1, acked: state.directionReal(slot, direction, 'una') >= end }
}

function handshakeDelays(engine: Engine, slot: number, opener: FlowDirection, answerer: FlowDirection): FlowRecord['handshake'] {
  const { state } = engine
  const bits = state.headerInt(slot, 'bits')
  const trouble = engine.troubles[slot]
  if (
    (bits & flowBits.established) === 0 ||
    (bits & flowBits.synSeen) === 0 ||
    answerer.syn === undefined ||
    opener.syn === undefined ||
    (trouble?.moreSyns ?? 0) + (trouble?.moreSynAcks ?? 0) > 0
  )
    return undefined
  const answered = answerer.syn.us
  const delays = { synToSynAckUs: answered - opener.syn.us, synAckToAckUs: state.headerReal(slot, 'handshakeTime') - answered }
  return delays.synToSynAckUs >= 0 && delays.synAckToAckUs >= 0 ? delays : undefined
}

function roundTripUs(opener: FlowDirection, answerer: FlowDirection, handshake: FlowRecord['handshake']): number | undefined {
  const halves = opener.rtt === undefined || answerer.rtt === undefined ? undefined : opener.rtt.minUs + answerer.rtt.minUs
  const whole = handshake === undefined ? undefined : handshake.synToSynAckUs + handshake.synAckToAckUs
  return halves === undefined || whole === undefined ? (halves ?? whole) : Math.min(halves, whole)
}

function idleGaps(engine: Engine, slot: number, endOf: (direction: number) => FlowEnd, died: boolean): IdleGaps {
  const { state } = engine
  const gap = (
    us: number,
    after: number,
    before: keyof typeof flowInts,
    afterFrame: keyof typeof flowInts,
    by: number,
    kind: keyof typeof flowBytes,
  ): IdleGap => ({
    us,
    before: point(state.headerInt(slot, before), after - us),
    after: point(state.headerInt(slot, afterFrame), after),
    brokenBy: endOf(by),
    brokenWith: brokenWith[state.headerByte(slot, kind)] ?? 'data',
  })
  const survivedUs = state.headerReal(slot, 'survivedGap')
  const longestUs = state.headerReal(slot, 'longestGap')
  const pendingBy = state.headerByte(slot, 'pendingBy')
  const pending =
    pendingBy > 0
      ? gap(state.headerReal(slot, 'pendingGap'), state.headerReal(slot, 'pendingAfter'), 'pendingBefore', 'pendingAfterFrame', pendingBy - 1, 'pendingWith')
      : undefined
  const isFatal = died && pending !== undefined && pending.brokenWith !== 'retransmission'
  return {
    ...(survivedUs > 0
      ? {
          longestSurvived: gap(
            survivedUs,
            state.headerReal(slot, 'survivedAfter'),
            'survivedBefore',
            'survivedAfterFrame',
            state.headerByte(slot, 'survivedBy'),
            'survivedWith',
          ),
        }
      : {}),
    ...(isFatal ? { beforeDeath: pending } : {}),
    ...(longestUs > 0
      ? {
          longest: gap(
            longestUs,
            state.headerReal(slot, 'longestAfter'),
            'longestBefore',
            'longestAfterFrame',
            state.headerByte(slot, 'longestBy'),
            'longestWith',
          ),
        }
      : {}),
  }
}

function attemptsOf(
  engine: Engine,
  slot: number,
  opener: FlowDirection,
  answerer: FlowDirection,
  how: string,
  established: boolean,
  reset: FlowRecord['resets'][number] | undefined,
  icmp: IcmpRecord | undefined,
): readonly ConnectAttempt[] {
  if (opener.syn === undefined) return []
  const trouble = engine.troubles[slot]
  const bits = engine.state.headerInt(slot, 'bits')
  const count = ((bits & flowBits.synSeen) === 0 ? 0 : 1) + (trouble?.moreSyns ?? 0)
  const challenge = trouble?.challenge ?? aboutAnOlderOne(opener, answerer, count + (trouble?.resets.count ?? 0))
  const [outcome, answer]: [ConnectAttempt['outcome'], { readonly frame: number; readonly us: number } | undefined] =
    how === 'refused'
      ? ['refused', reset]
      : answerer.syn !== undefined
        ? [established ? 'accepted' : 'half', answerer.syn]
        : challenge !== undefined
          ? ['challenge', challenge]
          : icmp !== undefined
            ? ['unreachable', icmp]
            : ['silent', undefined]
  return [
    {
      by: 'opener',
      sends: [point(opener.syn.frame, opener.syn.us), ...(trouble?.synSends ?? [])],
      count,
      outcome,
      ...(answer === undefined ? {} : { answer: point(answer.frame, answer.us) }),
      synAcks: ((bits & flowBits.synAckSeen) === 0 ? 0 : 1) + (trouble?.moreSynAcks ?? 0),
      reusedPorts: engine.state.headerInt(slot, 'reused') > 0,
    },
  ]
}

/** What answered SYNs that were followed by nothing but more of them and resets: it spoke of other numbers than the SYN's. */
function aboutAnOlderOne(opener: FlowDirection, answerer: FlowDirection, synsAndResets: number): ConnectAttempt['answer'] {
  const refused = answerer.packets > 0 && answerer.bytes === 0 && answerer.syn === undefined
  return refused && opener.bytes === 0 && opener.packets <= synsAndResets ? answerer.first : undefined
}

function samplesOf(engine: Engine, slot: number, opens: number): FlowSamples {
  const list = (direction: number) =>
    engine.samples.list(
      engine.state.directionHalf(slot, direction, 'sampleHead'),
      engine.state.directionHalf(slot, direction, 'sampleTail'),
      engine.state.directionInt(slot, direction, 'packets'),
    )
  return { opener: list(opens), answerer: list(1 - opens) }
}
