import { duration, type FlowDirection, type FlowEnd, type FlowRecord } from '../model/index.ts'
import { endingText, endpointText, size } from '../read/capture/quote.ts'
import { printable } from '../render/printable.ts'
import { lasting, type ListedFlow, timeOf } from './flow-rows.ts'

/** Every counter of each connection, both directions beside each other; what is nothing in both is left out. */
export function flowDetails(listed: readonly ListedFlow[]): readonly string[] {
  return listed.flatMap((one, index) => [...(index === 0 ? [] : ['']), ...details(one)])
}

function details({ capture, flow }: ListedFlow): readonly string[] {
  const { from, to } = flow.tuple
  const rows = counters.map(([name, tell]) => [name, tell(flow.opener, flow, 'opener'), tell(flow.answerer, flow, 'answerer')] as const)
  const columns = ['', `from ${endpointText(from)}`, `from ${endpointText(to)}`] as const
  const told = [columns, ...rows.filter(([, out, back]) => out !== '-' || back !== '-')]
  const widths = [0, 1, 2].map((at) => Math.max(...told.map((row) => (row[at] ?? '').length)))
  return [
    `${timeOf(flow)} ${endpointText(from)} > ${endpointText(to)} ${endingText(flow)}`,
    `  ${printable(capture)}, ${flow.filter}, frames ${flow.first.frame}-${flow.last.frame}`,
    `  ${flow.packets} packets in ${lasting(flow.last.us - flow.first.us)}: ${flow.history}`,
    ...aboutLines(flow),
    ...told.map(([name, out, back]) => `  ${name.padEnd(widths[0] ?? 0)}  ${out.padStart(widths[1] ?? 0)}  ${back.padStart(widths[2] ?? 0)}`.trimEnd()),
  ]
}

function aboutLines(flow: FlowRecord): readonly string[] {
  const { vantage, handshake, idle, roundTripUs } = flow
  const near =
    vantage.near === 'opener'
      ? `at ${flow.tuple.from.address}`
      : vantage.near === 'answerer'
        ? `at ${flow.tuple.to.address}`
        : vantage.near === 'middle'
          ? 'between the ends'
          : undefined
  const parts = [
    ...(near === undefined ? [] : [`captured ${near} (told by ${vantage.by.join(', ')})`]),
    ...(roundTripUs === undefined ? [] : [`round trip ${lasting(roundTripUs)}`]),
    ...(handshake === undefined ? [] : [`handshake ${lasting(handshake.synToSynAckUs)} + ${lasting(handshake.synAckToAckUs)}`]),
    ...(idle.longestSurvived === undefined
      ? []
      : [`longest silence survived ${duration(idle.longestSurvived.us)} (before frame ${idle.longestSurvived.after.frame})`]),
    ...(idle.beforeDeath === undefined ? [] : [`silent ${duration(idle.beforeDeath.us)} before it died (before frame ${idle.beforeDeath.after.frame})`]),
    ...(flow.carriedBy.length === 0 ? [] : [`in ${flow.carriedBy.join(' in ')}`]),
    ...(flow.beganBeforeCapture ? ['began before the capture'] : []),
    ...(flow.oneSided ? ['one direction captured'] : []),
    ...(flow.duplicatePackets === 0 ? [] : [`${flow.duplicatePackets} packets captured twice`]),
    ...(flow.packetsAfterDeath === 0 ? [] : [`${flow.packetsAfterDeath} packets after its death`]),
    ...flow.icmp.map(({ frame, type, code, sender, mtu }) => `ICMP ${type}/${code} from ${sender}${mtu === undefined ? '' : `, MTU ${mtu}`} (frame ${frame})`),
  ]
  return parts.map((part) => `  ${part}`)
}

type Counter = readonly [name: string, tell: (direction: FlowDirection, flow: FlowRecord, end: FlowEnd) => string]

const number = (value: number): string => (value === 0 ? '-' : String(value))
const bytes = (value: number): string => (value === 0 ? '-' : String(value))
const time = (us: number | undefined): string => (us === undefined || us === 0 ? '-' : lasting(us))
const frames = (first: number | undefined, last: number | undefined): string =>
  first === undefined || last === undefined ? '' : first === last ? ` (frame ${first})` : ` (frames ${first}-${last})`

/** In the words of this program; tcptrace has names of its own for most, and none for those from "tail probes" to "misplaced SACK blocks" that are not in it. */
const counters: readonly Counter[] = [
  ['packets', ({ packets }) => number(packets)],
  ['data segments', ({ dataSegments }) => number(dataSegments)],
  ['bytes, each once', (one) => bytes(one.bytes)],
  ['bytes a second', (one, flow) => (one.bytes === 0 || flow.last.us === flow.first.us ? '-' : size((one.bytes * 1e6) / (flow.last.us - flow.first.us)))],
  ['segment, largest', ({ segments }) => number(segments.largest)],
  ['segment, average', (one) => (one.dataSegments === 0 ? '-' : String(Math.round((one.bytes + one.resentBytes) / one.dataSegments)))],
  ['segment, largest acknowledged', ({ segments }) => number(segments.largestAcked)],
  ['SYN: largest segment', ({ syn }) => (syn?.mss === undefined ? '-' : String(syn.mss))],
  ['SYN: window scale', ({ syn }) => (syn === undefined ? '-' : syn.windowShift === undefined ? 'not offered' : String(syn.windowShift))],
  ['SYN: SACK, timestamps', ({ syn }) => (syn === undefined ? '-' : `${syn.sackPermitted ? 'yes' : 'no'}, ${syn.timestamps ? 'yes' : 'no'}`)],
  ['window, raw', ({ window }) => (window.maxRaw === 0 ? '-' : `${window.minRaw} to ${window.maxRaw}`)],
  ['window, most bytes', (one) => (one.window.maxRaw === 0 ? '-' : one.windowScale.is === 'unknown' ? 'scale not captured' : String(one.window.maxBytes))],
  ['window, right edge moved back', ({ window }) => (window.shrinks === 0 ? '-' : `${window.shrinks}, by up to ${window.largestShrink}`)],
  ['zero-window episodes', ({ zeroWindow }) => (zeroWindow.count === 0 ? '-' : `${zeroWindow.count}, ${lasting(zeroWindow.totalUs)} in all`)],
  [
    'zero-window probes, answered',
    ({ windowProbes }) => (windowProbes.count === 0 ? '-' : `${windowProbes.count}, ${windowProbes.answered} (${windowProbes.style})`),
  ],
  ['window filled to the edge', ({ windowFull }) => number(windowFull)],
  ['in flight, most', (one) => (one.bytes === 0 ? '-' : bytes(one.inFlight.most))],
  [
    'in flight, never acknowledged',
    ({ inFlight }) => (inFlight.atEnd === 0 ? '-' : `${inFlight.atEnd}${inFlight.since === undefined ? '' : ` (from frame ${inFlight.since.frame})`}`),
  ],
  [
    'sent again: all bytes seen before',
    ({ resends }) => (resends.certain === 0 ? '-' : `${resends.certain}${frames(resends.first?.frame, resends.last?.frame)}`),
  ],
  ['sent again: some bytes seen before', ({ resends }) => number(resends.partial)],
  ['sent again: lost before the tap', ({ resends }) => number(resends.holeFills)],
  ['sent again: SYN, FIN', ({ resends }) => (resends.ofSyn + resends.ofFin === 0 ? '-' : `${resends.ofSyn}, ${resends.ofFin}`)],
  ['bytes sent again', ({ resentBytes }) => bytes(resentBytes)],
  [
    'why: asked for, timer, tail probe',
    ({ resends }) => (resends.fast + resends.timeout + resends.tailProbes === 0 ? '-' : `${resends.fast}, ${resends.timeout}, ${resends.tailProbes}`),
  ],
  ['proved needless', ({ resends }) => number(resends.needless)],
  ['arrived late, not lost', ({ reordered }) => number(reordered)],
  ['duplicate acknowledgments', ({ duplicateAcks }) => number(duplicateAcks)],
  ['SACK blocks', ({ sackBlocks }) => number(sackBlocks)],
  ['SACK blocks outside what was sent', ({ sackOutside }) => number(sackOutside)],
  ['acknowledged, not captured, bytes', ({ ackedUnseenBytes }) => bytes(ackedUnseenBytes)],
  [
    'keepalives, answered',
    ({ keepalives }) =>
      keepalives.count === 0
        ? '-'
        : `${keepalives.count}, ${keepalives.answered}${keepalives.idleUs === undefined ? '' : `, after ${duration(keepalives.idleUs)}`}`,
  ],
  ['round trip, least', ({ rtt }) => time(rtt?.minUs)],
  ['round trip, smoothed', ({ rtt }) => time(rtt?.smoothedUs)],
  ['round trip, most', ({ rtt }) => time(rtt?.maxUs)],
  ['round trips measured', ({ rtt }) => number(rtt?.samples ?? 0)],
  [
    'longest silence',
    ({ longestSilence }) => (longestSilence === undefined ? '-' : `${duration(longestSilence.us)} (before frame ${longestSilence.after.frame})`),
  ],
  ['resets', (_, flow, end) => number(flow.resets.filter(({ from }) => from === end).length)],
  [
    'FIN',
    (_, flow, end) =>
      flow.fins
        .filter(({ from }) => from === end)
        .map(({ frame, acked }) => `frame ${frame}${acked ? '' : ', not acknowledged'}`)
        .join('; ') || '-',
  ],
  ['TTL', ({ ttl }) => (ttl.mode === 0 ? '-' : ttl.min === ttl.max ? String(ttl.mode) : `${ttl.mode} (${ttl.min} to ${ttl.max})`)],
]
