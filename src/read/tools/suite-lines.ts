import { type EventBase, type Event, errnoInText, errnoOfNumber, usPerSecond } from '../../model/index.ts'
import { type LineRule, nothing } from '../generic/line-rule.ts'
import { failureOf } from './outcome.ts'

const symptom = 'specific' as const

/** Session messages of Data Protector, savegroup reports of NetWorker, activity logs of Arcserve, job logs of Backup Exec, failure reasons of Commvault; after the vendors' message guides. */
export const suiteLines: readonly LineRule[] = [
  // Data Protector: a header with grade and agent, then the text on lines of its own.
  {
    has: '] From: ',
    pattern: /^\[(?:Normal|Warning|Minor|Major|Critical)\] From: \w{2,12}@\S{1,120} ".{0,120}" {1,3}Time: \S/,
    says: nothing,
  },
  {
    has: 'its inactivity timeout',
    pattern: /reached its inactivity timeout of (\d{1,7}) seconds/,
    says: (match, base) => [waited('The inactivity timeout of the agent', base, Number(match[1]))],
  },
  {
    has: ['reading NET message', 'from network => aborting'],
    pattern: /^(?:Unexpected close reading NET message|Cannot (?:read from|write to) network) => aborting/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', symptom: 'echo' }],
  },
  {
    has: 'IPC ',
    pattern: /IPC (Invalid Hostname or IP Address|Cannot Connect|Read Error|Write Error)\b(.{0,200})/,
    says: ([text, what = '', rest = ''], base) => [ipc(what, rest, text, base)],
  },
  {
    has: ' device (',
    pattern: /^\s*Cannot (?:write to|read from|open|rewind|position on) device \((?:\[\d{1,5}\] )?(.{3,160}?)\s?\)?\s*$/,
    says: (match, base) => [onDevice(match[1] ?? '', base)],
  },
  {
    has: 'Disk Agents',
    pattern: /^\s*(Completed|Failed|Aborted) Disk Agents \.{2,20} {1,20}(\d{1,6})\b/,
    says: ([, which, count], base) => agents(which ?? '', Number(count), base),
  },
  {
    has: ['Session Queuing Time', 'Media Agents', 'Disk Agents Total'],
    pattern: /^\s*(?:Session Queuing Time|\w{4,10} Media Agents|(?:Disk|Media) Agents Total)/,
    says: nothing,
  },
  // NetWorker
  {
    has: ['due to inactivity', 'Aborting inactive'],
    pattern: /^(?:\* \S{1,80}:.{1,200} )?(?:aborted due to inactivity$|savegrp: Aborting inactive job|.{0,40}Aborting inactive job)/,
    says: (_, base) => [waited('The inactivity timeout of the group', base)],
  },
  {
    has: ['cannot request command execution', 'in the servers file'],
    pattern: /\b(?:[Hh]ost|[Ss]erver) (\S{1,80}) (?:cannot request command execution|is not in the servers file)/,
    says: (match, base) => [
      { ...base, kind: 'access.refused', reason: 'host-list', detail: `${match[1] ?? ''} is not among the servers of this client`, symptom },
    ],
  },
  {
    has: ['uthentication error', 'credential too weak'],
    pattern: /RPC error: .{0,80}(?:Authentication error|credential too weak)/,
    says: ([text], base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: text.slice(0, 80), symptom }],
  },
  {
    has: 'rogram not registered',
    pattern: /RPC error: .{0,80}[Pp]rogram not registered/,
    says: (_, base) => [{ ...base, kind: 'connect.failed', errno: 'ECONNREFUSED', symptom }],
  },
  {
    has: ['Lost connection to', 'ost connection with'],
    pattern: /\b[Ll]ost connection (?:to|with) (?:server|storage node|media database|the server|nsr\w{1,12})\b/,
    says: (match, base) => [failureOf(match.input, base) ?? { ...base, kind: 'connection.closed', symptom }],
  },
  {
    has: 'client(s)',
    pattern: /savegroup: \((?:notice|alert|info)\) .{1,80}? (?:completed|aborted), (?:Total )?\d{1,6} client\(s\), (.{1,160})/,
    says: ([text, counts = ''], base) => [summary(!/[1-9]\d{0,5} (?:Failed|Hostname\(s\) Unresolved|Disabled?|not run)/i.test(counts), text, base)],
  },
  // Arcserve: number, date, job, text and the system's error behind `EC=`.
  {
    has: 'EC=',
    pattern: /^[A-Z]{1,2}\d{4} .{1,300}\((?:.{0,160}[ ,])?EC=(.{1,100})\)\s*$/,
    says: ([text, error = ''], base) => arcserve(text, error, base),
  },
  {
    has: 'Backup Operation ',
    pattern: /^(?:[A-Z]{1,2}\d{4} .{0,60})?\bBackup Operation (?:Incomplete|Failed)\b/,
    says: (match, base) => [summary(false, match[0], base)],
  },
  { has: 'Backup Operation ', pattern: /^(?:[A-Z]{1,2}\d{4} .{0,60})?\bBackup Operation Successful\b/, says: (match, base) => [summary(true, match[0], base)] },
  // Backup Exec: 0xe000fe30 is its own number of a lost connection.
  {
    has: ['fe30', 'connection to target system has been lost'],
    pattern: /\b(?:0x)?[ea]000fe30\b|V-79-57344-65072\b|connection to target system has been lost/i,
    says: (_, base) => [{ ...base, kind: 'connection.closed', symptom }],
  },
  { has: 'Final error: 0x', pattern: /^\s*Final error: 0x[\da-f]{8}\b.{0,160}/i, says: (match, base) => [summary(false, match[0].trim(), base)] },
  {
    has: 'Completed status: ',
    pattern: /^\s*Completed status: (Successful|Completed with exceptions|Failed|Missed|Recovered|Canceled)\b(.{0,120})/,
    says: ([text = '', status = ''], base) => jobEnded(status, text.trim(), base),
  },
  {
    has: ['Job ended: ', 'Job Completion Status', 'Backup Set Summary'],
    pattern: /^\s*(?:Job ended: \w{6,9}, |Job Completion Status$|Backup Set Summary$)/,
    says: nothing,
  },
  // Commvault
  {
    has: 'Error Code: [',
    pattern: /^\s*(?:Failure Reason: ?)?(?:ERROR CODE|Error Code):? ?\[\d{1,4}:\d{1,5}\](.{0,200})/,
    says: (match, base) => [summary(false, match[0].trim(), base)],
  },
]

function onDevice(words: string, base: EventBase): Event {
  if (/not enough space|disk is full|No space left/i.test(words)) return { ...base, kind: 'storage.full', role: 'server', symptom }
  return { ...base, kind: 'media.failed', medium: 'backup device', detail: words.slice(0, 120), symptom }
}

function waited(timer: string, base: EventBase, seconds?: number): Event {
  return { ...base, kind: 'timer.expired', timer, setting: timer, ...(seconds === undefined ? {} : { limitUs: seconds * usPerSecond }), symptom }
}

function ipc(what: string, rest: string, text: string, base: EventBase): Event {
  if (what.startsWith('Invalid')) return { ...base, kind: 'access.refused', reason: 'name', detail: text.slice(0, 120), symptom }
  const connecting = what === 'Cannot Connect'
  return failureOf(rest, base, { connecting }) ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'echo' }
}

/** The counts of the statistics follow each other; zero says nothing. */
function agents(which: string, count: number, base: EventBase): readonly Event[] {
  if (count === 0) return []
  return [summary(which === 'Completed', `${which} Disk Agents: ${count}`, base)]
}

function summary(good: boolean, text: string, base: EventBase): Event {
  return good
    ? { ...base, kind: 'run.ended', outcome: 'completed', text: text.trim().slice(0, 200) }
    : { ...base, kind: 'run.ended', outcome: 'failed', text: text.trim().slice(0, 200), symptom: 'echo' }
}

/** Backup Exec cancels a job when somebody says so or its time has run out. */
function jobEnded(status: string, text: string, base: EventBase): readonly Event[] {
  if (status === 'Successful') return [summary(true, text, base)]
  if (status === 'Completed with exceptions') return [{ ...base, kind: 'run.ended', outcome: 'completed-with-warnings', text }]
  return [status === 'Canceled' ? { ...base, kind: 'run.stopped', by: /timed out/i.test(text) ? 'a time limit' : 'user', symptom } : summary(false, text, base)]
}

function arcserve(text: string, error: string, base: EventBase): readonly Event[] {
  const number = /\b(\d{3,5})$/.exec(error.trim())?.[1]
  const errno = errnoInText(error) ?? (number === undefined ? undefined : errnoOfNumber(Number(number)))
  if (errno === undefined) return [summary(false, text, base)]
  if (errno === 'ECONNREFUSED' || /\b(?:[Ff]ailed|[Uu]nable) to connect|[Cc]annot connect/.test(text))
    return [{ ...base, kind: 'connect.failed', errno, symptom }]
  const operation = /receive|read/i.test(text) ? 'read' : /send|write/i.test(text) ? 'write' : 'unknown'
  return [{ ...base, kind: 'connection.failed', errno, operation, channel: 'network', symptom }]
}
