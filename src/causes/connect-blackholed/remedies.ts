import type { Evidence, Remedy } from '../../model/index.ts'
import { amandaRemedies, oneConnection } from './amanda-remedies.ts'

const anyPort = 'PORT'
const hostPorts: ReadonlySet<number> = new Set([1556, 13_724, 13_782])

/** Open the port, or let the firewall refuse it aloud; NetBackup has ways around it with their cost. */
export function blackholeRemedies(evidence: Evidence, port: number | undefined): readonly Remedy[] {
  if (evidence.symptoms.some(({ kind, system }) => kind === 'connect.failed' && system === 'amanda') && port === undefined) return amandaRemedies(evidence)
  if (evidence.symptoms.some(({ kind, system }) => kind === 'listener.expired' && system === 'amanda')) return oneConnection
  const name = port ?? anyPort
  // PBX, vnetd and bpcd; another port, such as that of a deduplication pool, has none of their ways around.
  const netbackup = (port === undefined || hostPorts.has(port)) && evidence.symptoms.some((event) => event.system === 'netbackup')
  const open: Remedy = {
    kind: 'fix',
    where: 'the firewall between the hosts',
    text: netbackup
      ? `Open TCP ${name} (PBX) in both directions between all NetBackup hosts: newer features need it anyway. Keep 13724 (vnetd) open as well.`
      : `Open TCP ${name} between the backup hosts, in the direction in which the connection is made.`,
    commands: [`nft insert rule inet filter forward ip saddr BACKUP_SERVER tcp dport ${name} accept   # Linux firewall; use your table and chain`],
    risk: 'The service becomes reachable from the other side; limit the rule to the backup hosts.',
    undo: 'Remove the rule (nft -a list ruleset shows its handle).',
    check: `nc -vz -w 3 HOST ${name} answers within a second from each side.`,
  }
  const refuse: Remedy = {
    kind: 'workaround',
    where: 'the firewall between the hosts',
    text: `Let it answer port ${name} with a TCP reset instead of discarding: the caller then tries its next way at once. An ICMP refusal is slower and rate-limited.`,
    commands: [`nft insert rule inet filter forward tcp dport ${name} reject with tcp reset`],
    risk: 'Tells outsiders that a firewall is there.',
    undo: 'Remove the rule.',
    check: `nc -vz -w 3 HOST ${name} says "refused" at once.`,
  }
  return netbackup ? [open, refuse, ...netbackupWays] : [open, refuse]
}

const netbackupWays: readonly Remedy[] = [
  {
    kind: 'workaround',
    where: 'the backup policy (NetBackup)',
    text: 'Switch multiplexing off for the policy: bptm then starts much later, so fewer delays pass while its socket waits.',
    commands: [],
    risk: 'Tape drives may be fed too slowly.',
    undo: 'Set the media multiplexing of the schedule back.',
    check: 'The job completes; bpbrm still shows the waits.',
  },
  {
    kind: 'workaround',
    where: 'client (NetBackup)',
    text: 'Extend the time that vnetd waits for its partner. Only if nothing else can be done: the delays stay and may hit another timer later or other processes.',
    commands: [],
    risk: 'Delays pile up elsewhere, in concurrent and later steps of the job.',
    undo: 'Set the old time.',
    check: 'vnetd logs the longer max_time and no "Function failed: 11".',
  },
]
