import type { EventOf, Evidence, Remedy, System } from '../../model/index.ts'
import { amandaRefusalRemedies, setuidPrograms } from './amanda-lists.ts'
import { backupPcAccess } from './backuppc-access.ts'
import { type ChangedKey, changedKey, isHostKey } from './host-key.ts'
import { isOfListening, isOfPacketFilter, isOfSetuid, isOfThisHost } from './of-this-host.ts'
import { storedCredentials } from './netbackup-credentials.ts'
import { proxmoxRights } from './proxmox-rights.ts'
import { restrictedKey } from './restricted-key.ts'
import { serviceRefusalRemedies } from './service-refusals.ts'

/** By reason and product: where each one keeps its list, its keys and its idea of a host's name. */
export function nameOrAccessRefusedRemedies(evidence: Evidence): readonly Remedy[] {
  const events = evidence.of('access.refused')
  const [first] = events.filter((event) => event.symptom !== undefined)
  if (first === undefined) return []
  const quotes = events.map((event) => event.quote).join('\n')
  if (first.reason === 'name') return [resolveBothWays, ...(first.system === 'bacula' ? [baculaAddress] : first.system === 'netbackup' ? [netBackupNames] : [])]
  if (isOfPacketFilter(first)) return [ownFilter]
  if (isOfSetuid(first)) return [setuidPrograms]
  if (isOfThisHost(first)) return [isOfListening(first) ? lowPort : rightsHere]
  if (first.detail?.startsWith('rrsync: ') === true) return [restrictedKey]
  if (first.system === 'other' && isHostKey(first)) return [hostKey(changedKey(evidence))]
  if (/invalid PVE ticket/.test(quotes)) return proxmoxRights(quotes)
  if (/\bxinetd\[\d+\]: FAIL: /.test(quotes)) return [xinetdOnlyFrom(quotes)]
  const ofService = usesServices.has(first.system) ? serviceRefusalRemedies(quotes) : undefined
  return ofService ?? byProduct[first.system]?.(first, quotes, evidence) ?? [lookAtTheRefuser]
}

/** What speaks to a storage service itself: Amanda's S3 device does. */
const usesServices: ReadonlySet<System> = new Set<System>(['other', 'restic', 'borg', 'amanda'])

type Refusal = EventOf<'access.refused'>

const byProduct: Partial<Record<System, (refusal: Refusal, quotes: string, evidence: Evidence) => readonly Remedy[] | undefined>> = {
  amanda: (_, quotes) => amandaRefusalRemedies(quotes),
  rsync: ({ reason }, quotes) =>
    reason === 'host-list'
      ? [rsyncHosts]
      : /secrets file|password file/i.test(quotes)
        ? [/secrets file/i.test(quotes) ? rsyncSecretsMode : rsyncPasswordFileMode, rsyncSecrets]
        : reason === 'authentication'
          ? [rsyncSecrets, rsyncSecretsMode]
          : [rsyncModule],
  netbackup: ({ reason }, quotes) => {
    const stored = reason === 'authentication' ? storedCredentials(quotes) : undefined
    return stored === undefined ? [netBackupServers, netBackupNames] : [stored]
  },
  ssh: (_, quotes, evidence) => (/host key|IDENTIFICATION/i.test(quotes) ? [hostKey(changedKey(evidence))] : [sshKey]),
  borg: () => [sshKey],
  restic: () => [sshKey],
  bacula: () => [baculaPassword],
  backuppc: (_, quotes) => backupPcAccess(quotes),
  proxmox: (_, quotes) => proxmoxRights(quotes),
}

const rightsHere: Remedy = {
  kind: 'fix',
  where: 'the host that wrote the line (Linux)',
  text: 'See which user the program runs as, what the folders on the way allow, and whether AppArmor or SELinux says no where the mode would not.',
  commands: [
    'namei -l PATH',
    "journalctl -k --since '-1 hour' | grep -iE 'apparmor=.DENIED|avc: +denied'; ausearch -m avc -ts today",
    'ps -o user,group,label,cmd -C PROGRAM',
  ],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'The call succeeds when the program is run again.',
}

const ownFilter: Remedy = {
  kind: 'fix',
  where: 'the host that wrote the line',
  text: 'See what its own packet filter did at that minute: whether it was loaded anew (states of open connections are lost), whether its table was full, and which rule blocks outgoing packets.',
  commands: [
    'pfctl -s info; pfctl -s memory; pfctl -s rules -v | grep -A1 block   # FreeBSD: state-mismatch and the limit of states',
    'nft list ruleset; iptables -L OUTPUT -v -n; sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max   # Linux',
    "journalctl -k --since '-1 hour' | grep -iE 'nf_conntrack|table full|DROP|REJECT'",
  ],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'The counters of the blocking rule, or of state mismatches, stand still while the backup runs.',
}

const lowPort: Remedy = {
  kind: 'fix',
  where: 'the host that wrote the line (Linux)',
  text: 'Start the daemon as root or by systemd, give it the right to low ports, or let it listen on a port from 1024 on; a container or a service of a NAS that runs as an ordinary user may not take 873.',
  commands: [
    'ps -o user,group,label,cmd -C PROGRAM; sysctl net.ipv4.ip_unprivileged_port_start',
    'AmbientCapabilities=CAP_NET_BIND_SERVICE   # in the [Service] part of its unit',
    'port = 8873   # /etc/rsyncd.conf; its callers then use rsync://SERVER:8873/',
  ],
  risk: 'On a port from 1024 on any user of that host can listen while the daemon is down.',
  undo: 'Restore the former lines.',
  check: 'ss -tlnp shows the daemon on its port.',
}

const resolveBothWays: Remedy = {
  kind: 'fix',
  where: 'the name server, or /etc/hosts on both ends',
  text: 'The name must give the address, and the address must give the same name back, on both hosts; a stale entry in /etc/hosts or 127.0.1.1 for the own name breaks it as well as a missing PTR record.',
  commands: [
    'getent ahosts OTHER_HOST',
    'getent hosts ADDRESS',
    'dig +short OTHER_HOST; dig +short -x ADDRESS',
    "printf '192.0.2.10 backup1.example.net backup1\\n' >> /etc/hosts   # where DNS cannot be changed",
  ],
  risk: 'A line in /etc/hosts goes stale when the address changes.',
  undo: 'Remove the line.',
  check: 'Both getent commands agree on both hosts; amcheck, bpclntcmd or the job itself passes.',
}

function xinetdOnlyFrom(quotes: string): Remedy {
  const [, service = 'SERVICE', address = 'ADDRESS'] = /\bFAIL: (\S{1,60}) address from=(\S{1,60})/.exec(quotes) ?? []
  return {
    kind: 'fix',
    where: 'the host whose xinetd refused',
    text: 'xinetd turned the caller away before the program ran: its address is in no `only_from` of the service, or in a `no_access`, there or in the defaults. A name in `only_from` counts for what it resolves to.',
    commands: [
      `grep -nE 'only_from|no_access|disable' /etc/xinetd.d/${service} /etc/xinetd.conf`,
      `service ${service} { … only_from += ${address} … }   # the line to add to its block`,
      'systemctl reload xinetd   # or: kill -HUP its process',
    ],
    risk: 'The named address may then use the service.',
    undo: 'Remove the line and reload.',
    check: `The next attempt logs "START: ${service}" without a FAIL.`,
  }
}

const rsyncHosts: Remedy = {
  kind: 'fix',
  where: 'the rsync daemon',
  text: 'Add the client to `hosts allow` of the module, by the address the daemon logs; `hosts deny` is looked at second.',
  commands: ["grep -nE '^\\[|hosts (allow|deny)' /etc/rsyncd.conf", 'hosts allow = 192.0.2.10 2001:db8::10   # in the module'],
  risk: 'The host may then use the module.',
  undo: 'Restore the line; the daemon reads its file anew for each connection.',
  check: 'rsync rsync://SERVER/MODULE/ lists it.',
}

const rsyncSecrets: Remedy = {
  kind: 'fix',
  where: 'the rsync daemon and its client',
  text: 'User and password must be in `auth users` and the secrets file of the module, and the same on the client.',
  commands: [
    "grep -nE 'auth users|secrets file|strict modes' /etc/rsyncd.conf",
    'rsync --password-file=/etc/rsync.pass SOURCE USER@SERVER::MODULE/   # mode 600',
  ],
  risk: 'None.',
  undo: 'Restore the former password.',
  check: 'rsync --password-file=/etc/rsync.pass USER@SERVER::MODULE/ lists the module.',
}

const rsyncSecretsMode: Remedy = {
  kind: 'fix',
  where: 'the rsync daemon',
  text: 'The daemon ignores a secrets file that others may read, or that does not belong to root when it runs as root.',
  commands: ['chown root: /etc/rsyncd.secrets && chmod 600 /etc/rsyncd.secrets'],
  risk: 'None.',
  undo: 'Restore the mode.',
  check: "The daemon's log no longer says 'ignoring secrets file'.",
}

/** rsync(1), --password-file: it must not be readable by others, and belong to root where root runs rsync. */
const rsyncPasswordFileMode: Remedy = {
  kind: 'fix',
  where: 'the rsync client',
  text: 'The client does not use a password file that others may read, that belongs to another user while root runs rsync, or that cannot be opened.',
  commands: ['ls -l /etc/rsync.pass', 'chown "$(id -un):" /etc/rsync.pass && chmod 600 /etc/rsync.pass   # as the user who runs rsync'],
  risk: 'None.',
  undo: 'Restore owner and mode.',
  check: 'rsync --password-file=/etc/rsync.pass USER@SERVER::MODULE/ lists the module without asking for a password.',
}

const rsyncModule: Remedy = {
  kind: 'fix',
  where: 'the rsync daemon and its client',
  text: 'Use a module that exists, that may be written (`read only = no`), and whose path exists and can be entered.',
  commands: ['rsync rsync://SERVER/   # lists the modules', "grep -nE '^\\[|path|read only|list' /etc/rsyncd.conf"],
  risk: 'A writable module can be overwritten by its clients.',
  undo: 'Restore the file.',
  check: 'rsync rsync://SERVER/MODULE/ lists it.',
}

const netBackupServers: Remedy = {
  kind: 'fix',
  where: 'the NetBackup client (and the servers among themselves)',
  text: 'The master and every media server must stand in SERVER lines of bp.conf, the master first; since 8.1 the host must also have a certificate and a valid host-ID mapping.',
  commands: [
    'grep -n SERVER /usr/openv/netbackup/bp.conf   # Windows: HKLM\\SOFTWARE\\Veritas\\NetBackup\\CurrentVersion\\Config, Server',
    "echo 'SERVER = media1.example.net' | /usr/openv/netbackup/bin/bpsetconfig",
    'nbcertcmd -listCertDetails; nbhostmgmt -list -host CLIENT',
  ],
  risk: 'The named server may then read this client.',
  undo: 'Remove the line.',
  check: 'bptestbpcd -client CLIENT -verbose on that server ends without an error.',
}

const netBackupNames: Remedy = {
  kind: 'fix',
  where: 'the NetBackup master, media server and client',
  text: 'Every host must resolve the others forwards and backwards to the names used in the policy; NetBackup keeps answers for an hour, so clear its cache.',
  commands: [
    '/usr/openv/netbackup/bin/bpclntcmd -hn CLIENT; /usr/openv/netbackup/bin/bpclntcmd -ip ADDRESS; /usr/openv/netbackup/bin/bpclntcmd -pn',
    '/usr/openv/netbackup/bin/bpclntcmd -clear_host_cache',
  ],
  risk: 'None.',
  undo: 'None needed.',
  check: 'bpclntcmd -pn on the client prints the name the server knows it by.',
}

const sshKey: Remedy = {
  kind: 'fix',
  where: 'both ends of the ssh connection',
  text: 'See with -v which keys are offered and on the server why they are refused: missing line, wrong mode of ~/.ssh, a user that may not log in. A job has no agent and no passphrase: name its key.',
  commands: [
    'ssh -v -o BatchMode=yes -i /root/.ssh/backup_key USER@HOST true 2>&1 | grep -iE "offering|denied|authenticat"',
    'chmod go-w ~ ~/.ssh ~/.ssh/authorized_keys   # on the server, as that user',
    "journalctl -u ssh -u sshd --since '-1 hour' | grep -iE 'refused|denied|bad ownership|not allowed'",
  ],
  risk: 'None.',
  undo: 'None needed.',
  check: 'The first command ends with status 0.',
}

function hostKey(changed: ChangedKey | undefined): Remedy {
  const host = changed?.host ?? 'HOST'
  const what =
    changed === undefined
      ? "The other host's key is unknown, or another than before."
      : `The key of ${changed.host ?? 'the other host'} has changed${changed.knownAt === undefined ? '' : `; the one known stands in ${changed.knownAt}`}.`
  return {
    kind: 'fix',
    where: 'the calling host',
    text: `${what} Find out why before accepting it: a new installation, or another machine behind that address.`,
    commands: [
      `ssh-keyscan -t ed25519 ${host} | ssh-keygen -lf -   # compare with ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the host itself`,
      `ssh-keygen -R ${host} && ssh -o StrictHostKeyChecking=accept-new ${host} true   # as the user of the job`,
    ],
    risk: 'Accepting a key unseen gives the backup to whoever sits in between.',
    undo: 'Restore ~/.ssh/known_hosts.old',
    check: `ssh -o BatchMode=yes ${host} true ends with status 0.`,
  }
}

const baculaPassword: Remedy = {
  kind: 'fix',
  where: 'Director and daemon',
  text: 'Name and password of the Director resource on the daemon must match those in the Client or Storage resource of the Director.',
  commands: ["grep -nA6 'Director {' /etc/bacula/bacula-fd.conf", "grep -nA8 'Client {' /etc/bacula/bacula-dir.conf"],
  risk: 'None.',
  undo: 'Restore the files.',
  check: "bconsole <<< 'status client=NAME' answers.",
}

const baculaAddress: Remedy = {
  kind: 'fix',
  where: 'the Director',
  text: 'The Address of the Storage resource is handed to the client as it stands: it must be a name or address that the client can resolve, not one that only the Director or its container knows.',
  commands: ["grep -nA8 'Storage {' /etc/bacula/bacula-dir.conf", 'getent hosts STORAGE_ADDRESS   # on the client'],
  risk: 'None.',
  undo: 'Restore the line, then reload in bconsole.',
  check: 'The job passes "Connected to Storage".',
}

const lookAtTheRefuser: Remedy = {
  kind: 'fix',
  where: 'the end that refused',
  text: 'Its own log says why; the caller is told as little as possible.',
  commands: ["journalctl --since '-1 hour' | grep -iE 'denied|refused|not allowed|failed'"],
  risk: 'None: this only looks.',
  undo: 'Nothing to undo.',
  check: 'The log names the missing entry.',
}
