import type { Incident, Report, System } from '../src/model/index.ts'

/** Every system there is: the compiler refuses this table when one is missing or too many. */
export const systems: Readonly<Record<System, true>> = {
  amanda: true,
  rsync: true,
  netbackup: true,
  bacula: true,
  backuppc: true,
  borg: true,
  restic: true,
  proxmox: true,
  tsm: true,
  ssh: true,
  host: true,
  path: true,
  other: true,
}

/** Makes optional properties required, all the way down, so that the compiler asks for new ones here. */
type Complete<T> = T extends string | number | boolean | null
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Complete<Item>[]
    : { readonly [Key in keyof T]-?: Complete<T[Key]> }

const moment = { clock: 's1 wall', us: 1_700_000_000_000_000, utc: '2023-11-14T22:13:20.000Z', uncertaintyUs: 500_000 } as const
const line = { source: 's1', line: 7, lastLine: 8 } as const
const frame = { source: 's1', frame: 118, filter: 'frame.number == 118' } as const
const evidence = { text: 'the read fails', quote: 'Connection reset by peer', at: frame, when: moment, supports: 'for' } as const

const incident: Complete<Incident> = {
  id: 'i1',
  headline: 'A firewall forgot the connection after 300 s without a packet.',
  fingerprint: '0f3a',
  system: 'amanda',
  job: 'client:/srv 0',
  hosts: ['client'],
  startedAt: moment,
  failedAt: moment,
  count: 2,
  countIsLeast: true,
  occurrences: [moment],
  symptoms: [{ text: 'mesg read: Connection reset by peer', at: line, when: moment }],
  verdict: 'explained',
  meaning: 'client:/srv was not backed up.',
  findings: [
    { cause: 'idle-flow-dropped', outcome: 'explains', strength: 'strong', role: 'root', summary: 'idle', accountsFor: [0], evidence: [evidence] },
    { cause: 'path-lost', outcome: 'explains', strength: 'weak', role: 'alternative', summary: 'lost', accountsFor: [0], evidence: [] },
  ],
  next: [{ what: 'a capture', command: 'tcpdump -s 128 -w a.pcap', separates: ['idle-flow-dropped'] }],
  measurements: [{ name: 'idle limit', value: { atLeast: 299, below: 301 }, unit: 's', at: [line] }],
  remedies: [
    {
      cause: 'idle-flow-dropped',
      kind: 'fix',
      where: 'either end',
      text: 'keepalive',
      commands: ['sysctl x'],
      risk: 'none',
      undo: 'sysctl y',
      check: 'ss -to',
    },
  ],
  unexplained: [],
  history: {
    of: ['web1'],
    recovered: { jobs: 2, failed: 3 },
    pattern: 'since',
    failed: 2,
    completed: 5,
    lastGood: { run: 'r2', at: moment },
    failingSince: moment,
    differences: [{ what: 'version', before: '3.5.0', after: '3.5.1', at: [line, frame] }],
    follows: { what: 'size', text: 'when much is moved' },
  },
}

/** A report that holds every property there is, as the types have it. */
export const completeReport: Complete<Report> = {
  schemaVersion: 1,
  tool: { name: 'holdfast', version: '0.1.0' },
  generatedAt: '2026-11-21T08:00:00.000Z',
  conclusion: 'incidents',
  sources: [
    {
      id: 's1',
      path: 'logs.tar.gz',
      member: 'client/log',
      sha256: 'a'.repeat(64),
      bytes: 12,
      reader: 'amanda',
      host: 'client',
      clock: 's1 wall',
      read: { lines: 3, frames: 0, events: 1 },
      unread: { count: 1, first: 2 },
      notes: ['cut'],
      incomplete: true,
    },
  ],
  clocks: [
    { id: 's1 wall', kind: 'wall', host: 'client', zone: 'UTC', anchoredBy: 'assumed', relativeTo: 's2 wall', offsetUs: -400_000, uncertaintyUs: 50_000 },
  ],
  runs: [
    {
      id: 'r1',
      system: 'amanda',
      job: 'client:/srv 0',
      hosts: ['client'],
      start: moment,
      end: moment,
      outcome: 'failed',
      retriedBy: 'r2',
      bytes: 4096,
      version: '3.5.1',
      durationUs: 5_000_000,
      incidents: ['i1'],
    },
  ],
  incidents: [incident],
  notices: [{ id: 'n1', text: 'a port probe', at: line }],
  paths: [
    {
      connection: { from: { address: '192.0.2.1', port: 40_000 }, to: { address: '192.0.2.2', port: 873 } },
      taps: [
        {
          source: 's1',
          filter: 'tcp.stream eq 0',
          tuple: { from: { address: '192.0.2.1', port: 40_000 }, to: { address: '192.0.2.2', port: 873 } },
          near: 'opener',
          by: ['ttl', 'delay', 'rtt'],
          hops: { fromOpener: 0, fromAnswerer: 2 },
          openerShare: 0.1,
          clock: { offsetUs: -7, uncertaintyUs: 3, skewPpm: -0.5, skewUncertaintyPpm: 2 },
        },
      ],
      ordered: true,
      placed: [{ what: 'loss', after: 's1', before: 's1', text: 'lost', count: 2, at: [{ source: 's1', frame: 3, filter: 'tcp.stream eq 0' }] }],
    },
  ],
  excerpts: [{ source: 's1', firstLine: 7, lines: ['Connection reset by peer'] }],
}
