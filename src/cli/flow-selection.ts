import { InvalidArgumentError } from 'commander'
import type { FlowRecord } from '../model/index.ts'

/** What `--sort` takes; numbers go from large to small, times from early to late. */
export const flowOrders = ['start', 'duration', 'bytes', 'retransmissions', 'idle', 'end'] as const
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

/** Adds the conditions of one `--filter`, such as `host=10.0.0.1,port=873,ended=reset`; all given must hold. */
export function collectFilter(value: string, before: readonly FlowFilter[] = []): readonly FlowFilter[] {
  return [...before, ...value.split(',').map((part) => filterOf(part.trim()))]
}

function filterOf(part: string): FlowFilter {
  const [, name, wanted = ''] = /^(host|port|ended)=(.+)$/.exec(part) ?? []
  if (name === 'host') return ({ tuple }) => tuple.from.address === wanted || tuple.to.address === wanted
  if (name === 'port' && /^\d{1,5}$/.test(wanted)) return ({ tuple }) => tuple.from.port === Number(wanted) || tuple.to.port === Number(wanted)
  const ways = name === 'ended' ? endings[wanted] : undefined
  if (ways === undefined)
    throw new InvalidArgumentError(`Give host=ADDRESS, port=NUMBER or ended=${Object.keys(endings).join('|')}, several with commas between.`)
  return ({ ending }) => ways.includes(ending.how)
}

/** The wanted flows in the wanted order. */
export function selected(flows: readonly FlowRecord[], filters: readonly FlowFilter[], order: FlowOrder): readonly FlowRecord[] {
  const key = keys[order]
  return flows.filter((flow) => filters.every((filter) => filter(flow))).toSorted((a, b) => key(a) - key(b) || a.first.us - b.first.us)
}

const keys: Readonly<Record<FlowOrder, (flow: FlowRecord) => number>> = {
  start: (flow) => flow.first.us,
  duration: (flow) => flow.first.us - flow.last.us,
  bytes: (flow) => -(flow.opener.bytes + flow.answerer.bytes),
  retransmissions: (flow) => -resendCount(flow),
  idle: (flow) => -(flow.idle.longest?.us ?? 0),
  end: (flow) => flow.last.us,
}

/** Segments that were sent again, in both directions; probes of a lost tail too. */
export function resendCount(flow: FlowRecord): number {
  return [flow.opener, flow.answerer].reduce(
    (sum, { resends }) => sum + resends.certain + resends.partial + resends.holeFills + resends.ofSyn + resends.ofFin,
    0,
  )
}
