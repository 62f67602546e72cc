import { InvalidArgumentError } from 'commander'
import type { FlowRecord } from '../model/index.ts'

/** What `--sort` takes; numbers go from large to small, times from early to late. */
export const flowOrders = ['start', 'end', 'duration', 'packets', 'bytes', 'retransmissions', 'zero-window', 'rtt', 'idle', 'stream'] as const
export type FlowOrder = (typeof flowOrders)[number]

/** Says whether a flow is wanted. */
export type FlowFilter = (flow: FlowRecord) => boolean

/** `timeout` is what people call every way of getting no answer. */
const endings: Readonly<Record<string, readonly FlowRecord['ending']['how'][]>> = {
  reset: ['reset', 'refused'],
  timeout: ['silent', 'unanswered'],
  fin: ['fin', 'half-closed'],
  open: ['open'],
  silent: ['silent'],
  unanswered: ['unanswered'],
  refused: ['refused'],
  unreachable: ['unreachable'],
  'half-closed': ['half-closed'],
}

/** Numbers that a filter may give a range of; times in seconds. */
const measures: Readonly<Record<string, (flow: FlowRecord) => number>> = {
  stream: ({ stream }) => stream ?? -1,
  packets: ({ packets }) => packets,
  bytes: ({ opener, answerer }) => opener.bytes + answerer.bytes,
  resent: resendCount,
  'zero-window': ({ opener, answerer }) => opener.zeroWindow.count + answerer.zeroWindow.count,
  idle: ({ idle }) => (idle.longest?.us ?? 0) / 1e6,
  duration: ({ first, last }) => (last.us - first.us) / 1e6,
  rtt: ({ roundTripUs }) => (roundTripUs ?? -1e6) / 1e6,
}

/** Adds the conditions of one `--filter`, such as `host=10.0.0.1,port=873,ended=reset,idle=60..`; all given must hold. */
export function collectFilter(value: string, before: readonly FlowFilter[] = []): readonly FlowFilter[] {
  return [...before, ...value.split(',').map((part) => filterOf(part.trim()))]
}

function filterOf(part: string): FlowFilter {
  if (part === 'troubled') return ({ healthy }) => !healthy
  const [, name = '', wanted = ''] = /^([a-z-]+)=(.+)$/.exec(part) ?? []
  if (name === 'host') return ({ tuple }) => tuple.from.address === wanted || tuple.to.address === wanted
  if (name === 'port' && /^\d{1,5}$/.test(wanted)) return ({ tuple }) => tuple.from.port === Number(wanted) || tuple.to.port === Number(wanted)
  const ways = name === 'ended' ? endings[wanted] : undefined
  if (ways !== undefined) return ({ ending }) => ways.includes(ending.how)
  const range = rangeOf(wanted)
  const measure = Object.hasOwn(measures, name) ? measures[name] : undefined
  if (measure !== undefined && range !== undefined && range.low > range.high)
    throw new InvalidArgumentError(`Nothing is both ${range.low} or more and ${range.high} or less: give ${name}=${range.high}..${range.low}.`)
  if (measure !== undefined && range !== undefined) return (flow) => measure(flow) >= range.low && measure(flow) <= range.high
  throw new InvalidArgumentError(
    `Give host=ADDRESS, port=NUMBER, ended=${Object.keys(endings).join('|')}, troubled, or a range such as idle=60.. or bytes=..1000 of ${Object.keys(measures).join(', ')} (times in seconds); several with commas between.`,
  )
}

/** `5`, `5..`, `..5` and `1..5`; undefined for anything else. */
function rangeOf(text: string): { readonly low: number; readonly high: number } | undefined {
  const [, low = '', dots, high = ''] = /^(\d*\.?\d+)?(\.\.)?(\d*\.?\d+)?$/.exec(text) ?? []
  if (low === '' && high === '') return undefined
  if (dots === undefined) return high === '' ? { low: Number(low), high: Number(low) } : undefined
  return { low: low === '' ? 0 : Number(low), high: high === '' ? Number.POSITIVE_INFINITY : Number(high) }
}

/** The wanted flows in the wanted order. */
export function selected<T extends { readonly flow: FlowRecord }>(listed: readonly T[], filters: readonly FlowFilter[], order: FlowOrder): readonly T[] {
  const key = keys[order]
  return listed.filter(({ flow }) => filters.every((filter) => filter(flow))).toSorted(({ flow: a }, { flow: b }) => key(a) - key(b) || a.first.us - b.first.us)
}

const keys: Readonly<Record<FlowOrder, (flow: FlowRecord) => number>> = {
  start: (flow) => flow.first.us,
  end: (flow) => flow.last.us,
  duration: (flow) => flow.first.us - flow.last.us,
  packets: (flow) => -flow.packets,
  bytes: (flow) => -(flow.opener.bytes + flow.answerer.bytes),
  retransmissions: (flow) => -resendCount(flow),
  'zero-window': (flow) => -(flow.opener.zeroWindow.totalUs + flow.answerer.zeroWindow.totalUs),
  rtt: (flow) => -(flow.roundTripUs ?? -1),
  idle: (flow) => -(flow.idle.longest?.us ?? 0),
  stream: (flow) => flow.stream ?? flow.first.frame,
}

/** Segments that were sent again, in both directions; probes of a lost tail too. */
export function resendCount(flow: FlowRecord): number {
  return [flow.opener, flow.answerer].reduce(
    (sum, { resends }) => sum + resends.certain + resends.partial + resends.holeFills + resends.ofSyn + resends.ofFin,
    0,
  )
}
