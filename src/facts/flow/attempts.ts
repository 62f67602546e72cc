import type { ConnectAttempt, EventOf, Evidence, FlowRecord, FramePoint } from '../../model/index.ts'
import { endpointOf, otherEndOf } from './ends.ts'

/** Attempts to open connections to one port of one host, as one capture saw them. */
export interface PortAttempts {
  readonly address: string
  readonly port: number
  readonly caller: string
  readonly source: string
  readonly silent: readonly Attempt[]
  readonly refused: readonly Attempt[]
  readonly unreachable: readonly Attempt[]
  /** Answered with the numbers of an older connection on the same ports. */
  readonly challenged: readonly Attempt[]
  readonly accepted: number
  /** A connection to another port of that host was accepted at the same time. */
  readonly othersAccepted?: FlowRecord
  /** The last moment at which that host was heard on any connection. */
  readonly heard?: { readonly flow: FlowRecord; readonly at: FramePoint }
}

export interface Attempt {
  readonly event: EventOf<'flow.observed'>
  readonly flow: FlowRecord
  readonly attempt: ConnectAttempt
  /** From its first SYN to what the caller did instead, or to its last SYN: at least so long it waited. */
  readonly waitedUs: number
  /** The connection to another port of that host that followed at once when it had given up. */
  readonly followedBy?: FlowRecord
}

/** A program that gives an attempt up and goes on to another port does so at once: within half a second. */
const fallbackWithinUs = 500_000
/** Behind its last SYN a caller waits up to twice the last distance; a program's own timer cuts that short. */
const longestLastWaitUs = 64_000_000

const remembered = new WeakMap<Evidence, readonly PortAttempts[]>()

/** All ports to which connections were tried, with how the attempts ended. */
export function portAttempts(evidence: Evidence): readonly PortAttempts[] {
  const known = remembered.get(evidence)
  if (known !== undefined) return known
  const found = gathered(evidence.of('flow.observed'))
  remembered.set(evidence, found)
  return found
}

function gathered(events: readonly EventOf<'flow.observed'>[]): readonly PortAttempts[] {
  const all = events.flatMap((event) => event.flow.attempts.map((attempt) => ({ event, flow: event.flow, attempt })))
  const groups = Map.groupBy(all, ({ flow, attempt }) => {
    const [from, to] = [endpointOf(flow, attempt.by), endpointOf(flow, otherEndOf(attempt.by))]
    return `${flow.source}\n${from.address}\n${to.address}\n${to.port}`
  })
  const hosts = new Hosts(events)
  return [...groups.values()].flatMap((group) => portOf(group, hosts) ?? [])
}

/** A caller that sends more than SYNs was answered, by whatever: the capture holds its direction alone. */
function wasHeard(flow: FlowRecord, { outcome, count }: ConnectAttempt): boolean {
  return outcome === 'silent' && flow.opener.packets > count
}

/** What the flows of a capture say of one host. */
interface Host {
  /** Connections that it accepted. */
  readonly accepted: FlowRecord[]
  /** The first of them, and the first to another port. */
  readonly ofTwoPorts: FlowRecord[]
  /** The last moment at which it was heard on any connection. */
  heard?: { readonly flow: FlowRecord; readonly at: FramePoint }
}

/** What the flows of a capture say of each host in it, worked out once: looking through all flows for each of many callers takes longer than everything else. */
class Hosts {
  readonly #known = new Map<string, Host>()

  constructor(events: readonly EventOf<'flow.observed'>[]) {
    for (const { flow } of events) {
      const { from, to } = flow.tuple
      this.#add(flow, to.address, flow.answerer.last)
      if (from.address !== to.address) this.#add(flow, from.address, flow.opener.last)
      if (flow.handshake !== undefined) this.#accepted(flow)
    }
  }

  of({ source }: FlowRecord, address: string): Host {
    const key = `${source}\n${address}`
    const known = this.#known.get(key) ?? { accepted: [], ofTwoPorts: [] }
    this.#known.set(key, known)
    return known
  }

  #accepted(flow: FlowRecord): void {
    const { accepted, ofTwoPorts } = this.of(flow, flow.tuple.to.address)
    accepted.push(flow)
    if (ofTwoPorts.length < 2 && !ofTwoPorts.some(({ tuple }) => tuple.to.port === flow.tuple.to.port)) ofTwoPorts.push(flow)
  }

  #add(flow: FlowRecord, address: string, at: FramePoint | undefined): void {
    const host = this.of(flow, address)
    if (at !== undefined && (host.heard === undefined || at.us > host.heard.at.us)) host.heard = { flow, at }
  }
}

function portOf(group: readonly Omit<Attempt, 'waitedUs'>[], hosts: Hosts): PortAttempts | undefined {
  const [first] = group
  if (first === undefined) return undefined
  const target = endpointOf(first.flow, otherEndOf(first.attempt.by))
  const caller = endpointOf(first.flow, first.attempt.by)
  const host = hosts.of(first.flow, target.address)
  const isOther = (flow: FlowRecord): boolean => flow.tuple.to.port !== target.port
  const other = host.ofTwoPorts.find(isOther)
  const { heard } = host
  const failed = group.filter(({ flow, attempt }) => attempt.outcome !== 'accepted' && !wasHeard(flow, attempt))
  // Most callers are accepted each time.
  const others = failed.length === 0 ? [] : host.accepted.filter(isOther)
  const ended = (outcome: ConnectAttempt['outcome']) => failed.filter(({ attempt }) => attempt.outcome === outcome).map((one) => withWait(one, others))
  return {
    address: target.address,
    port: target.port,
    caller: caller.address,
    source: first.flow.source,
    silent: ended('silent'),
    refused: ended('refused'),
    unreachable: ended('unreachable'),
    challenged: ended('challenge'),
    accepted: group.length - failed.length,
    ...(other === undefined ? {} : { othersAccepted: other }),
    ...(heard === undefined ? {} : { heard }),
  }
}

function withWait(one: Omit<Attempt, 'waitedUs'>, others: readonly FlowRecord[]): Attempt {
  const [first, last] = [one.attempt.sends[0], one.attempt.sends.at(-1)]
  if (first === undefined || last === undefined) return { ...one, waitedUs: 0 }
  const next = others.filter((flow) => flow.first.us >= last.us && flow.first.us - last.us <= longestLastWaitUs).toSorted((a, b) => a.first.us - b.first.us)[0]
  if (next === undefined) return { ...one, waitedUs: last.us - first.us }
  const distance = one.attempt.count > 1 ? (last.us - first.us) / (one.attempt.count - 1) : fallbackWithinUs
  const prompt = next.first.us - last.us <= Math.max(fallbackWithinUs, 2 * distance)
  return prompt ? { ...one, waitedUs: next.first.us - first.us, followedBy: next } : { ...one, waitedUs: last.us - first.us }
}
