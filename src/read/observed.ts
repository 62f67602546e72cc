import type { Claim, Event, EventBase, Source } from '../model/index.ts'
import { secondsIn } from './paste/duration.ts'

/** What the user says about the failure: `--observed NAME[=VALUE]`, or the answer to a question. */
export interface Observed {
  readonly name: ObservedName
  /** As typed: `300`, `5 min`, `1556`. */
  readonly value?: string
  /** The run that it is about; without one it may concern any. */
  readonly run?: string
}

export type ObservedName = Claim | 'ping-answered'

interface Meaning {
  /** Completes "I observed that …". */
  readonly says: string
  /** What stands after `=`; without it nothing may. */
  readonly value?: 'duration' | 'port' | 'count'
}

/** Everything that can be told, most often asked for first. */
export const observable: Readonly<Record<ObservedName, Meaning>> = {
  'firewall-between': { says: 'a firewall, NAT or load balancer stands between the hosts' },
  'no-firewall-between': { says: 'nothing but switches stands between the hosts' },
  'same-subnet': { says: 'both hosts are on the same subnet' },
  'always-same-age': { says: 'it always fails the same time after its start', value: 'duration' },
  'random-times': { says: 'it fails after a different time each time' },
  'fails-immediately': { says: 'it fails as soon as it starts' },
  'large-transfers-only': { says: 'small transfers work, large ones fail' },
  'large-directory': { says: 'it fails on folders with many files', value: 'count' },
  'cured-by-keepalive': { says: 'with keepalive it works' },
  'not-cured-by-keepalive': { says: 'it fails with keepalive too' },
  'cured-by-window-scaling-off': { says: 'with TCP window scaling off it works' },
  'cured-by-smaller-mtu': { says: 'with a smaller MTU or MSS it works' },
  'not-cured-by-bandwidth-limit': { says: 'it fails with a bandwidth limit too' },
  'ping-answered': { says: 'the other host answers ping while it fails' },
  'syn-unanswered': { says: 'connection requests get no answer (SYN_SENT)' },
  'syn-never-arrived': { says: 'connection requests do not reach the other host' },
  'port-blocked': { says: 'a firewall blocks a port that the backup needs', value: 'port' },
  'firewall-suspected': { says: 'there are signs that a firewall ends it' },
  'idle-while-busy-elsewhere': { says: 'the connection that breaks is quiet while another is busy' },
  'zero-window-seen': { says: 'a capture shows the receive window at zero' },
  'slow-receiver': { says: 'the receiving host is slower than the sending one' },
  'both-ends-reset': { says: 'both ends log a reset by the other' },
  'works-locally': { says: 'the same backup works within one host' },
  'works-elsewhere': { says: 'the same backup works from or to another host' },
  'works-after-restart': { says: 'after a restart of a host or service it works for a while' },
  'stack-suspected': { says: 'there are signs that a TCP stack or network driver is at fault' },
}

/** The path and the reader that a report shows for what the user said. */
export const observedPath = 'answers given by the user'
export const observedReader = 'observed'

/** In characters; the longest sensible one is "2 hours 30 minutes". */
const longestValue = 40

/** Whether a text is one of the names above. */
export function isObservedName(name: string): name is ObservedName {
  return Object.hasOwn(observable, name)
}

/** What is wrong with the value of an observation; undefined when nothing is. */
export function valueProblem({ name, value }: Observed): string | undefined {
  const wanted = observable[name].value
  if (value === undefined) return undefined
  if (value.length > longestValue || /[^\x20-\x7e]/.test(value)) return `The value of ${name} is too long or holds other than plain characters.`
  if (wanted === undefined) return `${name} takes no value.`
  if (wanted === 'duration') return secondsOf(value) === undefined ? `${name} takes a duration, such as ${name}=300 (seconds) or ${name}="5 min".` : undefined
  return /^\d{1,9}$/.test(value) ? undefined : `${name} takes a number, such as ${name}=${wanted === 'port' ? '1556' : '26000'}.`
}

/** `300` and `"5 min"` in seconds. */
export function secondsOf(value: string): number | undefined {
  const seconds = /^\d{1,7}(?:\.\d{1,3})?$/.test(value.trim()) ? Number(value) : secondsIn(value)
  return seconds === undefined || seconds <= 0 ? undefined : seconds
}

/** The answers as a source of their own, one a line, so that every quote has a place. */
export interface ObservedReading {
  readonly source: Omit<Source, 'sha256' | 'bytes'>
  readonly lines: readonly string[]
  readonly events: readonly Event[]
}

/** Turns what the user said into reported evidence; `id` is the next free source id. */
export function readObserved(observed: readonly Observed[], id: string): ObservedReading {
  const lines = observed.map(lineOf)
  const events = observed.map((one, index) => {
    const run = one.run === undefined ? {} : { run: one.run }
    return eventOf(one, { at: { source: id, line: index + 1 }, quote: lines[index] ?? '', system: 'other', reported: true, ...run })
  })
  const source = { id, path: observedPath, reader: observedReader, read: { lines: lines.length, events: events.length }, unread: { count: 0 }, notes: [] }
  return { source, lines, events }
}

function lineOf({ name, value }: Observed): string {
  return `${name}${value === undefined ? '' : `=${value}`}: ${observable[name].says}`
}

function eventOf({ name, value }: Observed, base: EventBase): Event {
  // A person's "yes" counts no packets: the words do not say how many of how many.
  if (name === 'ping-answered') return { ...base, kind: 'setting.seen', name: 'ping', value: 'answered 1 or more' }
  const seconds = observable[name].value === 'duration' && value !== undefined ? secondsOf(value) : undefined
  return { ...base, kind: 'statement.made', claim: name, ...(seconds === undefined ? {} : { seconds }), ...(value === undefined ? {} : { value }) }
}
