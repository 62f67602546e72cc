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
    says: (match, base) => failed(match[1] ?? '', base, { operation: 'unknown', stream: 'Director-FD' }),
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
    has: 'TLS',
    pattern: /^TLS (?:negotiation failed|host certificate verification failed|.{0,60}(?:error|fail))(.{0,120})/,
    says: (match, base) => [{ ...base, kind: 'tls.failed', reason: match[0], symptom: 'specific' }],
  },
  {
    has: 'Max ',
    pattern: /^(?:Max (?:run|wait|start delay|runsched) time exceeded|Job canceled because max (\w+ )?time exceeded)/i,
    says: (match, base) => [{ ...base, kind: 'timer.expired', timer: match[0], setting: 'Max Run Time', symptom: 'specific' }],
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
    says: (_, base) => [{ ...base, kind: 'media.failed', medium: 'volume', detail: 'no appendable volume' }],
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

function failed(text: string, base: EventBase, failing: Parameters<typeof failureOf>[2]): readonly Event[] {
  const event = failureOf(text, base, failing)
  return event === undefined ? [{ ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'specific' }] : [event]
}
