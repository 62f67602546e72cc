import { type Cause, type Event, type Evidence, explains, notApplicable, opposing, type Outcome, type Remedy, ruledOut, supporting } from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { noticedWithinUs } from '../../facts/give-up-time.ts'
import { mayHaveCaused } from '../../facts/nearness.ts'
import { byPackets } from './packets.ts'

/** A table this empty at the time of the snapshot was not near its limit; one above the upper mark is. */
const emptyShare = 0.8
const fullShare = 0.95

/** A device's table of connections is full: it drops packets of connections it cannot record. */
export const connectionTableFull: Cause = {
  id: 'connection-table-full',
  title: 'A table of connections is full',
  leadsTo: ['connect-blackholed', 'path-lost', 'application-timeout', 'firewall-state-lost'],
  weigh: byLines,
  weighPackets: (evidence) => byPackets(evidence, whoFillsIt),
  remedies: () => remedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const failures = evidence.symptoms.filter((event) => network.has(event.kind))
  const [first] = failures
  const overflowed = evidence.of('table.overflowed')
  const near = overflowed.find((event) => first === undefined || mayHaveCaused(evidence, event, first, noticedWithinUs(first)))
  const filled = fillOf(evidence)
  if (near !== undefined && (first !== undefined || near.symptom !== undefined)) {
    const timed = first !== undefined && evidence.timeline.gap(near.when, first.when) !== undefined
    return explains(timed && filled !== undefined && filled.share >= fullShare ? 'decisive' : 'strong', {
      headline: `The ${near.table} table is full: packets of new connections are dropped`.slice(0, 100),
      summary: `The system said that its ${near.table} table was full and that it dropped packets. Connections that are not in the table, new ones above all, meet silence; the backup's was among them.`,
      accountsFor: withEchoes(evidence, [near, ...failures]),
      evidence: [supporting(near, 'the table overflowed'), ...(first === undefined ? [] : [supporting(first, 'the backup failed at that time')])],
      next: [whoFillsIt],
    })
  }
  if (overflowed[0] !== undefined && first !== undefined)
    return ruledOut('The table overflowed at another time', [opposing(overflowed[0], 'not when the backup failed')])
  if (filled === undefined || first === undefined) return notApplicable
  const percent = Math.round(filled.share * 100)
  if (filled.share < emptyShare)
    return ruledOut(
      `The table was ${percent} % full`,
      filled.seen.map((event) => opposing(event, 'far from the limit')),
    )
  if (filled.share < fullShare) return notApplicable
  return explains('weak', {
    headline: `The connection table is ${percent} % full`,
    summary: `The table held ${percent} % of what it can hold when somebody looked. Whether it was full when the backup failed, the kernel log says.`,
    accountsFor: withEchoes(evidence, failures),
    evidence: filled.seen.map((event) => supporting(event, 'near the limit')),
    next: [whoFillsIt],
  })
}

const network: ReadonlySet<Event['kind']> = new Set(['connect.failed', 'connect.abandoned', 'connection.failed', 'connection.closed', 'timer.expired'])

function fillOf(evidence: Evidence): { readonly share: number; readonly seen: readonly Event[] } | undefined {
  const setting = (name: RegExp) => evidence.of('setting.seen').findLast((event) => name.test(event.name))
  const used = setting(/nf_conntrack_count$/)
  const most = setting(/nf_conntrack_max$/)
  const share = Number(used?.value) / Number(most?.value)
  return used === undefined || most === undefined || !Number.isFinite(share) ? undefined : { share, seen: [used, most] }
}

const whoFillsIt = {
  what: 'On the device: how full the table is while backups run, and who fills it',
  command:
    "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max; conntrack -L 2>/dev/null | awk '{for(i=1;i<=NF;i++) if($i ~ /^src=/){print $i; break}}' | sort | uniq -c | sort -rn | head",
  separates: ['connection-table-full', 'connect-blackholed', 'path-lost'],
} as const

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the host or firewall whose table is full (Linux)',
    text: 'Find who fills the table, then enlarge it: an entry takes about 320 bytes of memory.',
    commands: [
      'sysctl -w net.netfilter.nf_conntrack_max=524288',
      "echo 'net.netfilter.nf_conntrack_max = 524288' > /etc/sysctl.d/90-conntrack-max.conf",
      'echo 131072 > /sys/module/nf_conntrack/parameters/hashsize',
    ],
    risk: 'Uses memory; a scan or an attack may fill the larger table too.',
    undo: 'rm /etc/sysctl.d/90-conntrack-max.conf; sysctl -w net.netfilter.nf_conntrack_max=FORMER_VALUE',
    check: "sysctl net.netfilter.nf_conntrack_count stays below the maximum at the busiest hour, and `dmesg | grep 'table full'` shows no new line.",
  },
  {
    kind: 'workaround',
    where: 'the backup server itself (Linux), when it need not track its own backups',
    text: 'Exempt the backup port from connection tracking.',
    commands: [
      'nft add table inet notrack',
      "nft 'add chain inet notrack pre { type filter hook prerouting priority -300; }'",
      "nft 'add chain inet notrack out { type filter hook output priority -300; }'",
      'nft add rule inet notrack pre tcp dport 873 notrack',
      'nft add rule inet notrack out tcp sport 873 notrack',
    ],
    risk: 'Rules that accept "established" no longer match these packets: allow the port explicitly in both directions.',
    undo: 'nft delete table inet notrack',
    check: 'conntrack -L -p tcp --dport 873 lists nothing.',
  },
]
