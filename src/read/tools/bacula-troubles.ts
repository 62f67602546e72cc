import type { Event, EventBase } from '../../model/index.ts'
import type { LineRule } from '../generic/line-rule.ts'

const symptom = 'specific' as const

/** Wordings of Bacula's and Bareos' daemons that name a trouble without an errno (dird, filed, stored; lib/authenticate, lib/watchdog). */
export const baculaTroubles: readonly LineRule[] = [
  {
    has: 'did not advertise required TLS',
    pattern: /did not advertise required TLS support|TLS required but not configured|requires TLS/i,
    says: (match, base) => [{ ...base, kind: 'tls.failed', reason: match[0], symptom }],
  },
  {
    // The list of servers and the passwords of the three daemons.
    has: [
      'rejected Hello command',
      ' to Hello command',
      'security handshake failed',
      'authorization key',
      'ailed to authenticate',
      'unable to authenticate',
      'ncorrect password',
      'uthentication error',
      'uthorization problem',
    ],
    pattern: /^.{1,240}/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: match[0].slice(0, 120), symptom }],
  },
  {
    has: 'rom unknown Director',
    pattern: /Connection from unknown Director (\S{1,100})/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'host-list', detail: `the Director ${match[1] ?? ''} is not known`, symptom }],
  },
  {
    has: 'BnetHost2IpAddrs() for host "',
    pattern: /BnetHost2IpAddrs\(\) for host "([^"]{1,120})" failed/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'name', detail: match[1] ?? '', symptom }],
  },
  {
    has: 'Watchdog sending kill',
    pattern: /Watchdog sending kill after (\d{1,9}) secs to thread stalled reading (Storage|File) daemon/,
    says: (match, base) => [timer(`the watchdog on the ${match[2] ?? ''} daemon`, match[1], base)],
  },
  {
    has: 'ime',
    pattern: /^(?:Job start timed out|Timed? ?out (?:waiting for .{1,80}|\((\d{1,9}) secs\) exceeded))/i,
    says: (match, base) => [timer(match[0].slice(0, 60), match[1], base)],
  },
  {
    has: 'onnection to SD',
    pattern: /Director's connection to SD for this Job was lost/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', stream: 'Director-SD', symptom }],
  },
  {
    has: 'comm line to SD',
    pattern: /Director's comm line to SD dropped/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', stream: 'Director-SD', symptom }],
  },
  {
    has: 'max run',
    pattern: /canceled because (max run sched time exceeded)/,
    says: (match, base) => [{ ...base, kind: 'run.stopped', by: `a time limit (${match[1] ?? ''})`, symptom }],
  },
  // The catalog: its database, or a right in it
  {
    has: [
      'Query failed',
      'Could not open Catalog',
      'Could not open database',
      'Unable to connect to PostgreSQL',
      'Unable to connect to MySQL',
      'create db ',
      'sql_get.c',
    ],
    pattern:
      /^.{0,80}?(?:Query failed: |Could not open (?:Catalog|database)\b|Unable to connect to (?:PostgreSQL|MySQL|SQLite)\b|(?:create|insert|update) db \S.{0,80}failed|\bsql_get\.c).{0,400}/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'catalog', detail: lastError(match[0]), symptom }],
  },
  // Space
  {
    has: ['Despooling zero bytes', 'Disk probably full', 'Out of freespace', "' is full"],
    pattern: /Despooling zero bytes|Disk probably full|Out of freespace|The table '\w{1,40}' is full/,
    says: (_, base) => [{ ...base, kind: 'storage.full', role: 'server', symptom }],
  },
  // Volumes and their drives
  {
    // What the drive itself says of tape and heads (TapeAlert, SSC-3); that it is due for cleaning ends no job.
    has: 'Alert: Volume="',
    pattern: /^Alert: Volume="([^"]{1,100})" alert=(\d{1,3}): ERR=(.{3,200})/,
    says: (match, base) => [media(`tape ${match[1] ?? ''}`, (match[3] ?? '').split(/[.:] /)[0]?.slice(0, 60) ?? '', base)],
  },
  {
    has: 'Open ',
    pattern: /^Open (?:of \w{1,12} )?device "([^"]{1,100})" .{0,120}?Volume "([^"]{1,100})" failed: ERR=/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'volume', detail: `${match[2] ?? ''} could not be opened`, symptom }],
  },
  {
    has: 'lease mount ',
    pattern: /^Please mount (?:append |read )?Volume "?([^"]{1,100})"?/,
    says: (match, base) => [{ ...base, kind: 'media.failed', medium: 'volume', detail: `volume ${match[1] ?? ''} is not mounted`, symptom }],
  },
  {
    has: 'Bad autochanger',
    pattern: /Bad autochanger "?([^"]{1,80})/,
    says: (match, base) => [media('autochanger', match[1] ?? '', base)],
  },
  {
    has: 'olume "',
    pattern:
      /^(?:\[\w{1,10}\] )?(?:Cannot write on \w{1,10} Volume|Could not reserve volume|(?:Bareos|Bacula) cannot write on \w{1,10} Volume) "([^"]{1,100})"/,
    says: (match, base) => [media(`storage volume ${match[1] ?? ''}`, base.quote.slice(-100), base)],
  },
  {
    has: 'evice',
    pattern:
      /^(?:\[\w{1,10}\] )?(?:Could not ready device|(?:Unable|Failed) to (?:open|position to end of data on|initialize) (?:archive )?device|Device|Open of \w{1,12} device) "([^"]{1,100})".{0,160}?(?:\bfor append|requested by DIR could not be opened|: ERR=)/,
    says: (match, base) => [media(`device ${match[1] ?? ''}`, 'it could not be opened', base)],
  },
  { has: 'mount', pattern: /Too many mount errors|^Unable to mount Volume/, says: (match, base) => [media('storage volume', match[0], base)] },
  {
    has: 'annot open Dev=',
    pattern: /^Cannot open Dev=([^,]{1,100}), Vol=(\S{1,100})/,
    says: (match, base) => [media(`device ${match[1] ?? ''}`, `volume ${match[2] ?? ''}`, base)],
  },
  {
    has: "didn't accept Device",
    pattern: /Storage daemon didn't accept Device "([^"]{1,100})"/,
    says: (match, base) => [media(`device ${match[1] ?? ''}`, 'it was not accepted', base)],
  },
  // Source
  {
    has: 'VSS',
    pattern: /VSS (?:API failure|snapshots failed|.{0,60}(?:failed|not (?:available|initiali[sz]ed)))|for generating VSS snapshots/,
    says: (_, base) => [{ ...base, kind: 'source.failed', reason: 'other', symptom }],
  },
  {
    has: 'ead error on file ',
    pattern: /Read error on file (\S.{0,200}?)\. ERR=/,
    says: (match, base) => [{ ...base, kind: 'source.failed', reason: 'io-error', path: match[1] ?? '', partial: true }],
  },
  // What a site's own script said no to
  {
    has: 'ob returned non-zero status',
    pattern: /(?:Runscript: )?(\w{0,40}Job) returned non-zero status=(\d{1,5})/,
    says: (match, base) => [
      { ...base, kind: 'run.ended', outcome: 'failed', text: `the script of ${match[1] ?? ''} ended with ${match[2] ?? ''}`, symptom: 'echo' },
    ],
  },
  {
    has: 'oncurrent',
    pattern: /(?:Max(?:imum)? concurrent jobs|MaximumConsoleConnections)/i,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'concurrent jobs' }],
  },
]

function lastError(text: string): string {
  return (text.split(/ERR=|: /).at(-1) ?? '').trim().slice(0, 58)
}

function timer(name: string, seconds: string | undefined, base: EventBase): Event {
  return { ...base, kind: 'timer.expired', timer: name, ...(seconds === undefined ? {} : { limitUs: Number(seconds) * 1_000_000 }), symptom }
}

function media(medium: string, detail: string, base: EventBase): Event {
  return { ...base, kind: 'media.failed', medium, detail, symptom }
}
