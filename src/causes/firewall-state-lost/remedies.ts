import type { Remedy } from '../../model/index.ts'

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the firewall (Linux)',
    text: 'Do not flush the table on a reload: load the rules in one transaction, and let the kernel pick open connections up again instead of discarding them.',
    commands: [
      'nft -f /etc/nftables.conf   # replaces the rules at once and leaves the table alone',
      'sysctl -w net.netfilter.nf_conntrack_tcp_loose=1',
      "echo 'net.netfilter.nf_conntrack_tcp_loose = 1' > /etc/sysctl.d/90-conntrack-loose.conf",
    ],
    risk: 'With tcp_loose=1 the firewall accepts connections whose beginning it did not see, where its rules allow their packets. Connections behind NAT cannot be picked up.',
    undo: 'rm /etc/sysctl.d/90-conntrack-loose.conf && sysctl -w net.netfilter.nf_conntrack_tcp_loose=0',
    check: 'Reload the firewall during a test transfer: the transfer goes on.',
  },
  {
    kind: 'fix',
    where: 'a pair of firewalls',
    text: 'Synchronise the table between the two units (conntrackd, pfsync, "stateful failover"), or check that this is switched on for these connections.',
    commands: ['conntrackd -s   # Linux', 'show failover   # Cisco ASA: "Stateful Failover Logical Update Statistics"'],
    risk: 'The synchronisation needs a link of its own.',
    undo: 'Switch it off.',
    check: 'Fail over during a test transfer: the transfer goes on.',
  },
  {
    kind: 'workaround',
    where: 'the schedule',
    text: 'Keep firewall reloads, updates and failover tests out of the hours in which backups run.',
    commands: [],
    risk: 'None.',
    undo: 'Nothing to undo.',
    check: "The firewall's log has no reload between the start and the end of a backup.",
  },
]

/** Keep the table across reloads and failovers. */
export function firewallStateLostRemedies(): readonly Remedy[] {
  return remedies
}
