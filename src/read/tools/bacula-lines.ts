import type { Event, EventBase } from '../../model/index.ts'
import { type LineRule, nothing } from '../generic/line-rule.ts'
import { failureOf } from './outcome.ts'

/** Bacula's and Bareos' job messages without daemon, severity and call site (lib/bsock_tcp.cc, filed/backup.cc, stored/append.cc, dird). */
export const baculaLines: readonly LineRule[] = [
  {
    has: 'for host "',
    pattern: /^(?:gethostbyname\(\)|getaddrinfo\(\)|bnet_host2ipaddrs\(\)) for host "([^"]{1,120})" failed/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'name', detail: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'Network error with FD',
    pattern: /^Network error with FD during \S{1,30}: ERR=(.{1,200})$/,
    // The Director's connection carries nothing while the file daemon sends the data to the storage daemon on another.
    says: (match, base) =>
      failed(match[1] ?? '', base, { operation: 'unknown', stream: 'Director-FD' }).map((event) =>
        event.kind === 'connection.failed' ? { ...event, separate: true } : event,
      ),
  },
  {
    has: 'Network send error',
    pattern: /^Network send error to (\S{1,30}?)\.? ERR=(.{1,200})$/,
    says: (match, base) => failed(match[2] ?? '', base, { operation: 'write', stream: `to ${match[1] ?? ''}` }),
  },
  {
    has: 'rror sending ',
    pattern: /^Write error sending (?:\d+|len) .{0,60}?bytes to (.{1,120}?): ERR=(.{1,200})$/,
    says: (match, base) => failed(match[2] ?? '', base, { operation: 'write', stream: `to ${match[1] ?? ''}` }),
  },
  {
    has: 'Read error from',
    pattern: /^Read error from (.{1,120}?): ERR=(.{1,200})$/,
    says: (match, base) => failed(match[2] ?? '', base, { operation: 'read', stream: `from ${match[1] ?? ''}` }),
  },
  {
    // An alarm of bsock's own ends the attempt: connect() was still waiting.
    has: 'ERR=Interrupted system call',
    pattern: /^(?:Unable to connect|Could not connect) to (?:.{1,80} on )?(\S{1,100}?):(\d{1,5})\. ERR=Interrupted system call/,
    says: (match, base) => [{ ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', peer: match[1] ?? '', port: Number(match[2]), symptom: 'specific' }],
  },
  {
    has: 'onnect to ',
    pattern: /^(?:Unable to connect|Could not connect|Failed to connect) to (?:.{1,80} on )?(\S{1,100}?):(\d{1,5})\. ERR=(.{1,200}?)(?:\n|$)/,
    says: (match, base) => failed(match[3] ?? '', base, { connecting: true, peer: match[1] ?? '', port: Number(match[2]) }),
  },
  {
    has: 'Retrying',
    pattern: /^(?:Could not connect to|Unable to connect to) .{1,200}Retrying/,
    says: nothing,
  },
  {
    has: 'Authorization key rejected',
    pattern: /Authorization key rejected/,
    says: (_, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', symptom: 'specific' }],
  },
  {
    has: 'pen device ',
    pattern: /^(?:Could not|Unable to|Cannot) open device "?(.{1,120}?)"?(?: \(.{1,120}\))?:? ERR=(.{1,120})$/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: `device ${match[1] ?? ''}`, detail: match[2] ?? '', symptom: 'specific' }],
  },
  {
    // The Director did not get in: a wrong password as a rule, and then the message itself lists what else it may be.
    has: 'nable to authenticate',
    pattern: /^(?:Unable to authenticate|Authentication error) (?:with|from|to) /i,
    says: (_, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', symptom: 'specific' }],
  },
  {
    has: 'ERR=error:',
    pattern: /ERR=error:[0-9A-Fa-f]{6,10}:(SSL .{1,200})$/,
    says: (match, base) => [{ ...base, kind: 'tls.failed', reason: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'with certificate at depth',
    pattern: /^Error with certificate at depth: .{1,400}ERR=\d{1,4}:(.{1,120})$/,
    says: (match, base) => [{ ...base, kind: 'tls.failed', reason: match[1] ?? '', symptom: 'specific' }],
  },
  {
    has: 'Write error at ',
    pattern: /^Write error at .{1,200}ERR=(.{1,120})$/,
    says: (match, base) => storage(match[1] ?? '', base),
  },
  {
    // The pipe leads to a program of this host that the bpipe plugin started.
    has: 'bpipe-fd: ',
    pattern: /^bpipe-fd: Pipe (read|write|close) error: ERR=(.{1,120})$/,
    says: (match, base) => [{ ...base, kind: 'filter.failed', filter: 'bpipe', detail: match[2] ?? '', symptom: 'specific' }],
  },
  {
    has: 'eading data header from FD',
    pattern: /^Error reading data header from FD\..{0,60}?ERR=(.{1,200})$/,
    says: (match, base) => failed(match[1] ?? '', base, { operation: 'read', stream: 'from FD' }),
  },
  {
    has: 'accepted',
    pattern: /^Wrote \d{1,12} bytes to (.{1,120}?), but only \d{1,12} accepted/,
    says: nothing,
  },
  {
    has: 'TLS',
    pattern: /^TLS (?:negotiation failed|host certificate verification failed|.{0,60}(?:error|fail))(.{0,120})/,
    says: (match, base) => [{ ...base, kind: 'tls.failed', reason: match[0], symptom: 'specific' }],
  },
  {
    has: 'ertificate',
    pattern: /^(?:TLS |SSL )?certificate (?:has expired|is (?:expired|not yet valid|not trusted)|verify failed|verification failed).{0,120}/i,
    says: (match, base) => [{ ...base, kind: 'tls.failed', reason: match[0], symptom: 'specific' }],
  },
  {
    has: 'Max ',
    pattern: /^(?:Max (?:run|wait|start delay|runsched) time exceeded|Job canceled because max (\w+ )?time exceeded)/i,
    says: (match, base) => [{ ...base, kind: 'run.stopped', by: `a time limit (${match[0].replace(/ exceeded$/, '')})`, symptom: 'specific' }],
  },
  {
    has: 'anceled',
    pattern: /^(?:Job (?:canceled|\S{1,80} canceled)|\S{1,30} job \S{1,80} (?:has been )?canceled)/i,
    says: (_, base) => [{ ...base, kind: 'run.stopped', by: 'operator' }],
  },
  {
    has: 'Rescheduled Job',
    pattern: /^Rescheduled Job /,
    says: (_, base) => [{ ...base, kind: 'run.retried' }],
  },
  {
    has: 'Start Backup JobId',
    pattern: /^Start Backup JobId \d+, Job=(\S{1,120})/,
    says: (match, base) => [{ ...base, kind: 'run.started', job: match[1] ?? '' }],
  },
  {
    has: 'annot find any appendable volumes',
    pattern: /annot find any appendable volumes/,
    says: (_, base) => [{ ...base, kind: 'media.failed', medium: 'volume', detail: 'no appendable volume', symptom: 'specific' }],
  },
  {
    has: 'ould not stat',
    pattern: /^ {0,5}Could not (?:stat|open|access) "?(.{1,200}?)"?: ERR=(.{1,120})$/,
    says: (match, base) => [
      { ...base, kind: 'source.failed', reason: /permission/i.test(match[2] ?? '') ? 'permission' : 'other', path: match[1] ?? '', partial: true },
    ],
  },
]

/** A fatal error of no wording we know ends the job all the same. */
export function fatal(text: string, base: EventBase): readonly Event[] {
  const failure = failureOf(text, base)
  return [failure ?? { ...base, kind: 'run.ended', outcome: 'failed', text: text.slice(0, 200), symptom: 'specific' }]
}

function storage(text: string, base: EventBase): readonly Event[] {
  return [failureOf(text, base) ?? { ...base, kind: 'media.failed', medium: 'storage device', detail: text, symptom: 'specific' }]
}

/** What bsock leaves behind where recv() or TLS met the end of the connection: no errno of the network, and no disk has a part in it. */
const endOfStream = /^(?:input\/output error|success|no data available|unknown error)\b/i

function failed(text: string, base: EventBase, failing: Parameters<typeof failureOf>[2] = {}): readonly Event[] {
  if (failing.connecting !== true && endOfStream.test(text))
    return [{ ...base, kind: 'connection.closed', ...(failing.stream === undefined ? {} : { stream: failing.stream }), symptom: 'specific' }]
  const event = failureOf(text, base, failing)
  return event === undefined ? [{ ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'specific' }] : [event]
}
