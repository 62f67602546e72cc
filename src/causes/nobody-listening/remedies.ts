import type { Evidence, Remedy, System } from '../../model/index.ts'
import { refusals } from '../../facts/refused-connects.ts'

interface Service {
  readonly port: number
  readonly start: readonly string[]
  readonly enable: readonly string[]
  readonly undo: string
  readonly configuration: string
}

const services: Partial<Record<System, Service>> = {
  rsync: {
    port: 873,
    start: ['systemctl start rsync   # Debian, Ubuntu; rsyncd on Red Hat and SUSE', 'journalctl -u rsync -n 20'],
    enable: ['systemctl enable rsync'],
    undo: 'systemctl disable --now rsync',
    configuration:
      'Debian starts the daemon only when /etc/rsyncd.conf exists; a mistake in that file keeps it from starting, and `rsync --daemon --no-detach` shows the line.',
  },
  amanda: {
    port: 10080,
    start: ['systemctl start amanda.socket   # or: systemctl restart inetd xinetd', 'ss -lntup | grep 10080'],
    enable: ['systemctl enable amanda.socket'],
    undo: 'systemctl disable --now amanda.socket',
    configuration:
      'amandad is started by inetd, xinetd or a systemd socket: the entry must name the same authentication (bsdtcp or bsd) as the dump type, because bsdtcp listens on TCP and bsd on UDP.',
  },
  netbackup: {
    port: 1556,
    start: ['/opt/VRTSpbx/bin/vxpbx_exchanged start', '/usr/openv/netbackup/bin/bp.start_all   # Windows: bpup -f -v'],
    enable: [],
    undo: '/usr/openv/netbackup/bin/bp.kill_all   # Windows: bpdown -f -v',
    configuration: 'PBX (1556) must run before vnetd (13724) and bpcd (13782); `bptestbpcd -client HOST -verbose` on the master server opens each of them.',
  },
  bacula: {
    port: 9102,
    start: ['systemctl start bacula-fd   # storage daemon: bacula-sd; Bareos: bareos-fd, bareos-sd'],
    enable: ['systemctl enable bacula-fd'],
    undo: 'systemctl disable --now bacula-fd',
    configuration:
      'Debian binds the daemons to 127.0.0.1: `FDAddress` and `SDAddress` must name the address that is connected to. `bacula-fd -t -c FILE` checks the file.',
  },
  proxmox: {
    port: 8007,
    start: ['systemctl start proxmox-backup-proxy proxmox-backup'],
    enable: ['systemctl enable proxmox-backup-proxy proxmox-backup'],
    undo: 'systemctl stop proxmox-backup-proxy',
    configuration: 'The proxy does not start with a certificate it cannot read: `journalctl -u proxmox-backup-proxy`.',
  },
}

const ssh: Service = {
  port: 22,
  start: ['systemctl start ssh   # sshd on Red Hat and SUSE; FreeBSD: service sshd start; Windows: Start-Service sshd'],
  enable: ['systemctl enable ssh'],
  undo: 'systemctl disable --now ssh',
  configuration: '`sshd -t` names the line that keeps it from starting.',
}

/** NetBackup's deduplication engine and its manager (spoold, spad). */
const deduplication: Service = {
  port: 10_082,
  start: ['/usr/openv/pdde/pdconfigure/pdde status', '/usr/openv/pdde/pdconfigure/pdde start   # Windows: the service "NetBackup Deduplication Engine"'],
  enable: [],
  undo: '/usr/openv/pdde/pdconfigure/pdde stop',
  configuration:
    'The engine of the deduplication pool (spoold 10082, spad 10102) does not start on a full or read-only pool: its logs in STORAGE_PATH/log/spoold and log/spad say why.',
}

/** NetBackup's own ports: PBX, vnetd, bpcd, bprd, bpdbm, bpjava. */
const ofHosts: ReadonlySet<number> = new Set([1556, 13_724, 13_782, 13_720, 13_721, 13_722])

/** Another port is that of another program, such as an ESXi host's 902. */
function ofNetBackup(port: number | undefined): Service | undefined {
  if (port === 10_082 || port === 10_102) return deduplication
  return port === undefined || ofHosts.has(port) ? services.netbackup : undefined
}

/** Start the service where it should run, and see to it that it starts again with the host. */
export function nobodyListeningRemedies(evidence: Evidence): readonly Remedy[] {
  const system = evidence.symptoms[0]?.system ?? 'other'
  const asked = refusals(evidence)?.first.port
  const known = system === 'ssh' || system === 'borg' ? ssh : system === 'netbackup' ? ofNetBackup(asked) : services[system]
  const port = asked ?? known?.port
  const look = port === undefined ? 'ss -ltnp' : `ss -ltnp 'sport = :${port}'`
  const check = `On the host: \`${look}\` shows a listener on the address that is connected to, not on 127.0.0.1 alone (Windows: netstat -ano | findstr LISTENING; Solaris: netstat -an -f inet | grep LISTEN).`
  if (known === undefined) {
    return [
      {
        kind: 'fix',
        where: 'the host that refused',
        text: 'Start the service that should listen there, and let it start with the host.',
        commands: [look],
        risk: 'None: looking changes nothing.',
        undo: 'Nothing to undo.',
        check,
      },
    ]
  }
  return [
    {
      kind: 'fix',
      where: 'the host that refused (Linux)',
      text: `Start the service and let it start with the host. ${known.configuration}`,
      commands: [look, ...known.start, ...known.enable],
      risk: 'The service becomes reachable on the network; its own access list decides who may use it.',
      undo: known.undo,
      check,
    },
  ]
}
