import { type EventOf, type Evidence, hostsOf, type System, type Tuple, usPerMinute } from '../model/index.ts'
import { mayBelongTogether } from './nearness.ts'
import { oncePer } from './once-per.ts'

type SessionEnded = EventOf<'session.ended'>

/** What a firewall's line about the failed connection means. */
export interface DeviceSession {
  readonly event: SessionEnded
  /** `refused`: by a rule. `unknown`: a packet of a session the device does not know. The others as the device says them. */
  readonly meaning: 'refused' | 'unknown' | 'idle' | 'reset' | 'closed'
}

/** Service ports of each product, by which a session in a firewall's log is known to be a backup's. */
const ports: Partial<Record<System, readonly number[]>> = {
  rsync: [873, 22],
  ssh: [22],
  borg: [22],
  restic: [22, 443, 8000],
  amanda: [10080, 10081, 10082, 10083],
  netbackup: [1556, 13720, 13721, 13724, 13782, 13783],
  bacula: [9101, 9102, 9103],
  backuppc: [873, 22, 139, 445],
  proxmox: [8007],
  tsm: [1500, 1501],
}

/** Ports that everybody uses: what happens to sessions of these tells of no backup. */
const commonPorts: ReadonlySet<number> = new Set([22, 139, 443, 445, 8000])
const backupPorts: ReadonlySet<number> = new Set(Object.values(ports).flatMap((of) => of.filter((port) => !commonPorts.has(port))))

/** Whether a port is one that only backups use. */
export function isServiceOfBackups(port: number): boolean {
  return backupPorts.has(port)
}

/** A rule that drops what connection tracking calls invalid refuses unknown sessions, not unwanted ones. */
const invalid = /invalid|out of state|not ?syn|no session|no connection/i

/** A device logs the end of a session when it happens; the host may notice with its next packet. */
const logsWithinUs = 10 * usPerMinute

/** Lines of devices in the path about a session of this backup, near its failure; what Linux' own table shows is weighed with its packets (`tracked-session`). */
export const deviceSessions = oncePer((evidence): readonly DeviceSession[] => {
  const failure = evidence.symptoms.find((event) => event.kind !== 'session.ended')
  return evidence
    .of('session.ended')
    .filter((event) => event.text !== 'conntrack' && isOfBackup(event, evidence))
    .filter((event) => failure === undefined || mayBelongTogether(evidence.timeline, event, failure, logsWithinUs))
    .map((event) => ({ event, meaning: meaningOf(event) }))
})

function meaningOf({ reason, text }: SessionEnded): DeviceSession['meaning'] {
  if (reason === 'denied') return invalid.test(text ?? '') ? 'unknown' : 'refused'
  if (reason === 'no-session') return 'unknown'
  return reason === 'idle' || reason === 'reset' ? reason : 'closed'
}

function isOfBackup(event: SessionEnded, evidence: Evidence): boolean {
  const tuple = event.tuple
  if (tuple === undefined) return event.symptom !== undefined
  const { known, addresses } = ofBackup(evidence)
  if ([tuple.to.port, tuple.from.port].some((port) => known.has(port) && !commonPorts.has(port))) return !isOfAnother(tuple, evidence)
  if (addresses.has(tuple.to.address)) return true
  if (evidence.symptoms.every(({ kind }) => kind === 'session.ended')) return event.symptom !== undefined
  return isNamed(tuple, evidence) || (isOnlyPair(evidence, tuple) && (known.has(tuple.to.port) || known.has(tuple.from.port) || hasUnknownPorts(evidence)))
}

const ofBackup = oncePer(({ symptoms }) => ({
  known: new Set(symptoms.flatMap((symptom) => [...(ports[symptom.system] ?? []), ...portsOf(symptom)])),
  addresses: new Set(symptoms.flatMap((symptom) => (symptom.kind === 'connect.failed' && symptom.peer !== undefined ? [symptom.peer] : []))),
}))

/** The failure names a host that the device knows by the same address, and this session is none of that host's. */
function isOfAnother(tuple: Tuple, evidence: Evidence): boolean {
  return !isNamed(tuple, evidence) && knowsNamed(evidence)
}

/** Whether the device tells of a session that the failure names an end of. */
const knowsNamed = oncePer((evidence) => evidence.of('session.ended').some(({ tuple }) => tuple !== undefined && isNamed(tuple, evidence)))

/** A line of the failure names an end of the session. */
function isNamed({ from, to }: Tuple, { symptoms }: Evidence): boolean {
  return symptoms.some(({ kind, quote }) => kind !== 'session.ended' && (quote.includes(from.address) || quote.includes(to.address)))
}

function hasUnknownPorts({ symptoms }: Evidence): boolean {
  return symptoms.every(({ system }) => ports[system] === undefined)
}

/** The device tells of no other hosts than these two. */
function isOnlyPair(evidence: Evidence, tuple: Tuple): boolean {
  return pairsTold(evidence).size === 1 && pairsTold(evidence).has(hostsOf(tuple))
}

const pairsTold = oncePer((evidence) => new Set(evidence.of('session.ended').flatMap(({ tuple }) => (tuple === undefined ? [] : [hostsOf(tuple)]))))

const address = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d)/g

/** The lines of the failure name addresses, and neither end of the session is among them; translated addresses look the same. */
export function isOfUnnamed({ tuple }: SessionEnded, evidence: Evidence): boolean {
  if (tuple === undefined || isNamed(tuple, evidence)) return false
  return evidence.symptoms.some(({ kind, quote }) => kind !== 'session.ended' && quote.match(address) !== null)
}

/** A packet that asks for a connection, or the ASA's refusal of one (106023): it belongs to no connection that was open. */
export function isAttempt({ quote }: Pick<SessionEnded, 'quote'>): boolean {
  return /-106023: |(?<!ACK) SYN URGP=|\bflags SYN(?: {1,2}on interface|$)| S \d+ \d+ \d+ - - - /.test(quote)
}

/** Whether a port is one that the failed product serves, or that a symptom names. */
export function isServicePort(evidence: Evidence, port: number): boolean {
  return evidence.symptoms.some((symptom) => ports[symptom.system]?.includes(port) === true || portsOf(symptom).includes(port))
}

function portsOf(event: Evidence['symptoms'][number]): readonly number[] {
  if (event.kind === 'connect.failed' && event.port !== undefined) return [event.port]
  if ((event.kind === 'connection.failed' || event.kind === 'socket.sampled') && event.tuple !== undefined) return [event.tuple.from.port, event.tuple.to.port]
  return []
}
