import { type EventOf, type Evidence, type System, usPerMinute } from '../model/index.ts'
import { mayBelongTogether } from './nearness.ts'

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

/** A rule that drops what connection tracking calls invalid refuses unknown sessions, not unwanted ones. */
const invalid = /invalid|out of state|not ?syn|no session|no connection/i

/** A device logs the end of a session when it happens; the host may notice with its next packet. */
const logsWithinUs = 10 * usPerMinute

/** Lines of devices in the path about a session of this backup, near its failure; what Linux' own table shows is weighed with its packets (`tracked-session`). */
export function deviceSessions(evidence: Evidence): readonly DeviceSession[] {
  const failure = evidence.symptoms.find((event) => event.kind !== 'session.ended')
  return evidence
    .of('session.ended')
    .filter((event) => event.text !== 'conntrack' && isOfBackup(event, evidence))
    .filter((event) => failure === undefined || mayBelongTogether(evidence.timeline, event, failure, logsWithinUs))
    .map((event) => ({ event, meaning: meaningOf(event) }))
}

function meaningOf({ reason, text }: SessionEnded): DeviceSession['meaning'] {
  if (reason === 'denied') return invalid.test(text ?? '') ? 'unknown' : 'refused'
  if (reason === 'no-session') return 'unknown'
  return reason === 'idle' || reason === 'reset' ? reason : 'closed'
}

function isOfBackup(event: SessionEnded, evidence: Evidence): boolean {
  const tuple = event.tuple
  if (tuple === undefined) return event.symptom !== undefined
  const known = new Set(evidence.symptoms.flatMap((symptom) => (symptom === event ? [] : [...(ports[symptom.system] ?? []), ...portsOf(symptom)])))
  const addresses = evidence.symptoms.flatMap((symptom) => (symptom.kind === 'connect.failed' && symptom.peer !== undefined ? [symptom.peer] : []))
  if (known.has(tuple.to.port) || known.has(tuple.from.port)) return true
  return addresses.includes(tuple.to.address) || (event.symptom !== undefined && evidence.symptoms.every((symptom) => symptom.kind === 'session.ended'))
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
