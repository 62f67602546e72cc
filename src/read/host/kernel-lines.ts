import type { Event, EventBase } from '../../model/index.ts'
import { isBackupPort } from '../firewall/backup-ports.ts'
import { type LineRule, nothing } from '../generic/line-rule.ts'
import { isBackupProgram } from './backup-programs.ts'

/** What kernels say about crashed programs, links, tables and limits; a killed process is told apart by the reader. */
export const kernelLines: readonly LineRule[] = [
  {
    has: 'segfault at',
    pattern: /^([\w./()-]{1,40})\[(\d+)\]: segfault at /,
    says: (match, base) => crashed(match[1] ?? '', 'SIGSEGV', { ...base, pid: match[2] ?? '' }),
  },
  {
    has: 'traps: ',
    pattern: /^traps: ([\w./()-]{1,40})\[(\d+)\]/,
    says: (match, base) => crashed(match[1] ?? '', undefined, { ...base, pid: match[2] ?? '' }),
  },
  {
    has: 'exited on signal',
    pattern: /^pid (\d+) \(([\w./-]{1,40})\),.{0,80}exited on signal (\d+)/,
    says: (match, base) => crashed(match[2] ?? '', `signal ${match[3] ?? ''}`, { ...base, pid: match[1] ?? '' }),
  },
  {
    has: 'dumped core',
    pattern: /^Process (\d+) \(([\w./-]{1,40})\) of user \d+ (?:dumped core|terminated abnormally)/,
    says: (match, base) => crashed(match[2] ?? '', undefined, { ...base, pid: match[1] ?? '' }),
  },
  {
    has: 'table full',
    pattern: /^(?:nf_conntrack: |ip_conntrack: |net_ratelimit: ){0,2}(?:nf_conntrack|ip_conntrack)?:? ?table full,?(?: dropping packet|$)/,
    says: (_, base) => [{ ...base, kind: 'table.overflowed', table: 'nf_conntrack' }],
  },
  {
    has: 'able overflow',
    pattern: /^(?:neighbour: |net_ratelimit: )?(?:(\w+): )?[Nn]eighbou?r table overflow/,
    says: (match, base) => [{ ...base, kind: 'table.overflowed', table: match[1] ?? 'arp_cache' }],
  },
  {
    has: 'ink',
    pattern: /([\w.@-]{1,20}):? (?:\([^)]{1,40}\):? )?(?:NIC |Copper |Fibre )?(?:[Ll]ink is [Dd]own|[Ll]ink down|link state changed to DOWN)\b/,
    says: (match, base) => [{ ...base, kind: 'link.lost', device: match[1] ?? '' }],
  },
  {
    has: 'definitely down',
    pattern: /link status definitely down for (?:interface |slave )?([\w.@-]{1,20})/,
    says: (match, base) => [{ ...base, kind: 'link.lost', device: match[1] ?? '' }],
  },
  {
    has: 'arrier',
    pattern: /^(?:device \()?([\w.@-]{1,20})\)?: (?:Lost carrier|carrier: link lost|carrier lost)/i,
    says: (match, base) => [{ ...base, kind: 'link.lost', device: match[1] ?? '' }],
  },
  {
    // Intel's drivers: the card stopped sending, and is reset.
    has: 'Unit Hang',
    pattern: /^\w{2,12} [\da-f:.]{7,12} ([\w.@-]{1,20}): Detected (?:Hardware|Tx) Unit Hang/,
    says: (match, base) => [{ ...base, kind: 'link.lost', device: match[1] ?? '' }],
  },
  {
    has: 'Reset adapter',
    pattern: /^\w{2,12} [\da-f:.]{7,12} ([\w.@-]{1,20}): Reset adapter/,
    says: (match, base) => [{ ...base, kind: 'link.lost', device: match[1] ?? '' }],
  },
  {
    has: 'NETDEV WATCHDOG',
    pattern: /^NETDEV WATCHDOG: (?:CPU: \d+: )?([\w.@-]{1,20})\b/,
    says: (match, base) => [{ ...base, kind: 'link.lost', device: match[1] ?? '' }],
  },
  {
    has: 'shrunk window',
    pattern: /Peer (\S{1,60}) unexpectedly shrunk window/,
    says: (match, base) => [{ ...base, kind: 'setting.seen', name: 'peer shrunk window', value: match[1] ?? '' }],
  },
  {
    has: 'reason uncloaked',
    pattern: /Treason uncloaked! Peer (\S{1,60}) shrinks window/,
    says: (match, base) => [{ ...base, kind: 'setting.seen', name: 'peer shrunk window', value: match[1] ?? '' }],
  },
  {
    has: 'SYN flooding',
    pattern: /[Pp]ossible SYN flooding on port (?:\S*:)?(\d{1,5})(?=(\. Dropping request)?)/,
    says: (match, base) => [
      {
        ...base,
        kind: 'limit.reached',
        limit: `listen backlog of port ${match[1] ?? ''}`,
        // With cookies callers get in all the same; without, they meet silence.
        ...(match[2] !== undefined && isBackupPort(Number(match[1])) ? { symptom: 'specific' as const } : {}),
      },
    ],
  },
  { has: 'tcp_mem', pattern: /TCP: out of memory/, says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'tcp_mem' }] },
  {
    has: 'orphaned sockets',
    pattern: /TCP: too many (?:of )?orphaned sockets/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'tcp_max_orphans' }],
  },
  {
    has: 'not responding',
    pattern: /^(?:nfs: server|NFS\d? server|nfs_server\w{0,20}:? server) (\S{1,100}?):? (?:not responding|is not responding)/i,
    says: (match, base) => [mountLost(match[1] ?? '', 'nfs', base)],
  },
  { has: 'not responded', pattern: /^CIFS: (?:VFS: )?(\S{1,100}) has not responded/, says: (match, base) => [mountLost(match[1] ?? '', 'smb', base)] },
  { has: 'CIFS VFS', pattern: /^CIFS VFS: (?:Server )?(\S{1,100}) has not responded/, says: (match, base) => [mountLost(match[1] ?? '', 'smb', base)] },
  // smbfs of Linux 2.4 and 2.6, which names no server; mail folds the line behind the comma.
  {
    has: 'smb_add_request',
    pattern: /^smb_add_request: request \[[\da-f]{4,16}(?:, mid=\d{1,8}\] timed out!|,?$)/,
    says: (_, base) => [mountLost(undefined, 'smb', base)],
  },
  {
    has: 'smb_lookup',
    pattern: /^smb_(?:lookup|proc_readdir_long|get_length|errno|request_recv|retry): .{0,80}(?:error=-|result=-|timed out|failed to connect)/,
    says: (_, base) => [mountLost(undefined, 'smb', base)],
  },
  {
    has: 'sending data on socket',
    pattern: /^CIFS:? VFS: (?:\\{2,4}(\S{1,100}) )?Error -\d{1,3} sending data on socket to server/,
    says: (match, base) => [mountLost(match[1], 'smb', base)],
  },
  { has: 'mid=', pattern: /^mid=\d{1,8}\] timed out!$/, says: nothing },
  { has: 'cifs_mount', pattern: /^CIFS:? VFS: cifs_mount failed w\/return code = -\d{1,3}/, says: (_, base) => [mountLost(undefined, 'smb', base)] },
  {
    has: 'ping timeout',
    pattern: /^(connection\d{1,6}:\d{1,6}): ping timeout of \d{1,6} secs expired/,
    says: (match, base) => [mountLost(match[1] ?? '', 'iscsi', base)],
  },
  {
    has: 'detected conn error',
    pattern: /^(connection\d{1,6}:\d{1,6}): detected conn error \(\d{4}\)/,
    says: (match, base) => [mountLost(match[1] ?? '', 'iscsi', base)],
  },
  {
    has: 'I/O error',
    pattern:
      /^(?:blk_update_request: |print_req_error: |Buffer )?(?:critical medium |critical target )?I\/O error,? (?:on )?(?:dev )?(?:logical block \d+, )?([\w-]{1,20})/,
    says: (match, base) => [{ ...base, kind: 'source.failed', reason: 'io-error', path: `/dev/${match[1] ?? ''}` }],
  },
  {
    has: 'PM: ',
    pattern: /^PM: (suspend entry|suspend exit|hibernation: hibernation (?:entry|exit)|hibernation (?:entry|exit))/,
    says: (match, base) => [{ ...base, kind: 'host.suspended', detail: match[1] ?? '' }],
  },
  {
    has: 'estarting system',
    pattern: /^reboot: (?:Restarting system|Power down)/,
    says: (_, base) => [{ ...base, kind: 'host.restarted', detail: 'shut down' }],
  },
  {
    has: 'blocked for more than',
    pattern: /^(?:INFO: )?task ([\w./-]{1,40}):\d{1,10} blocked for more than \d{1,6}\b/,
    says: (match, base) =>
      isBackupProgram(match[1] ?? '') ? [{ ...base, kind: 'setting.seen', name: 'task hung in disk input or output', value: match[1] ?? '' }] : nothing(),
  },
  { has: 'oom_reaper:', pattern: /^oom_reaper: /, says: nothing },
  { has: 'invoked oom-killer', pattern: /invoked oom-killer:/, says: nothing },
  {
    has: 'uplex',
    pattern: /\b[Ll]ink (?:is )?[Uu]p\b.{0,60}?\b([Hh]alf|[Ff]ull)[- ][Dd]uplex\b/,
    says: (match, base) => [{ ...base, kind: 'setting.seen', name: 'duplex', value: (match[1] ?? '').toLowerCase() }],
  },
  {
    // The PHY library's wording: `Link is Up - 100Mbps/Half - flow control off`.
    has: 'bps/',
    pattern: /\b[Ll]ink is [Uu]p - \d{1,6}[MG]bps\/(Half|Full)\b/,
    says: (match, base) => [{ ...base, kind: 'setting.seen', name: 'duplex', value: (match[1] ?? '').toLowerCase() }],
  },
  { has: 'ink is', pattern: /[Ll]ink is [Uu]p\b/, says: nothing },
]

function crashed(victim: string, signal: string | undefined, base: EventBase): readonly Event[] {
  return [
    {
      ...base,
      kind: 'program.killed',
      by: 'crash',
      victim,
      ...(signal === undefined ? {} : { signal }),
      ...(isBackupProgram(victim) ? { symptom: 'specific' as const } : {}),
    },
  ]
}

function mountLost(path: string | undefined, fileSystem: string, base: EventBase): Event {
  return { ...base, kind: 'mount.failed', ...(path === undefined ? {} : { path }), fileSystem }
}
