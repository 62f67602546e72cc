import type { CauseId, Evidence, Next, System } from '../model/index.ts'
import { captureFor, otherHost, portOf, unknownHost } from './capture-command.ts'
import type { Refusals } from './refused-connects.ts'
import { windowsCapture, windowsLog, windowsSockets, windowsSystemLog } from './windows-commands.ts'
import { windowsEnds } from './windows-ends.ts'

/** What a capture at both ends tells apart once a connection has broken without anybody saying why. */
const toldByCapture = [
  'idle-flow-dropped',
  'reset-injected',
  'firewall-state-lost',
  'peer-process-died',
  'peer-host-restarted',
  'path-lost',
  'path-mtu-blackholed',
  'window-scale-lost',
  'receiver-stalled',
  'flow-moved',
  'tuple-reused',
  'path-lossy',
] as const satisfies readonly CauseId[]

/** The capture at both ends: who sent the reset, or what stopped arriving. The same for every cause, so that it is asked for once. */
export function captureAtBothEnds(evidence: Evidence): Next {
  return {
    what: 'A capture at both ends at once, left running until it fails again: a reset that stands in one capture and not in the other was made in between',
    command: captureAtEnds(evidence),
    separates: toldByCapture,
  }
}

/** A capture that holds the handshake and every silence. */
export function captureFromTheStart(evidence: Evidence): Next {
  return {
    what: 'A capture that is started before the backup and ended after its failure: it holds the handshake and every silence',
    command: captureAtEnds(evidence),
    separates: ['idle-flow-dropped', 'reset-injected', 'firewall-state-lost', 'window-scale-lost', 'path-mtu-blackholed'],
  }
}

/** An end on Windows has no tcpdump. */
function captureAtEnds(evidence: Evidence): string {
  const { here, there } = windowsEnds(evidence)
  return here || there ? `${captureFor(evidence)}\n${windowsCapture(otherHost(evidence))}   # on the Windows end` : captureFor(evidence)
}

/** The other end's own log of the same minutes: whether its program lived to see the failure. */
export function logOfOtherEnd(evidence: Evidence): Next {
  const system = systemOf(evidence)
  return {
    what: `The log of the program at the other end (${otherHost(evidence)}) for the same minutes: its own error line, or lines that stop without one`,
    command: windowsEnds(evidence).there ? windowsLog(system) : otherEndLog[system],
    separates: ['peer-process-died', 'peer-host-restarted', 'application-timeout', 'disk-full', 'path-lost'],
  }
}

/** Kernel and service messages of the other host: kills, crashes, restarts. */
export function systemLogOfOtherHost(evidence: Evidence): Next {
  return {
    what: 'On the other host: whether the kernel killed the program, whether it crashed, and when the host last started',
    command: windowsEnds(evidence).there
      ? windowsSystemLog
      : `journalctl -k --since '-1 day' | grep -iE 'killed process|oom|segfault'; coredumpctl list --since '-1 day'; last -x reboot shutdown | head -5; uptime -s\n${windowsSystemLog}   # Windows`,
    separates: ['peer-process-died', 'peer-host-restarted', 'host-suspended'],
  }
}

/** What a Linux firewall in the path remembers and refuses; a device's own session log says the same. */
export function firewallStateLog(evidence: Evidence): Next {
  return {
    what: 'On every firewall in the path: its session log for these two hosts at that minute, and reloads or failovers; on a Linux firewall, follow its table',
    command: `conntrack -E -o timestamp -p tcp${conntrackPort(evidence)}; dmesg -T | grep -E 'nf_conntrack|INVALID'`,
    separates: ['idle-flow-dropped', 'firewall-state-lost', 'connection-table-full', 'reset-injected'],
  }
}

/** The kernel's view of the connection while it hangs, at either end. */
export function socketState(evidence: Evidence): Next {
  const port = servicePort(evidence)
  const host = otherHost(evidence)
  const ports = port !== undefined ? [port] : systemOf(evidence) === 'rsync' ? [873, 22] : []
  const byHost = host === unknownHost ? '' : ` dst ${host}`
  const filter = ports.length === 0 ? byHost : ` '( ${ports.map((one) => `sport = :${one} or dport = :${one}`).join(' or ')} )'`
  const { here, there } = windowsEnds(evidence)
  const ofWindows = here || there ? `\n${windowsSockets(ports)}   # on the Windows end` : ''
  return {
    what: 'Both ends of the connection while it hangs, once every 10 s: unanswered data (backoff, unacked), a closed window (rwnd_limited, persist), or nothing to send',
    command: `while sleep 10; do date; ss -tinoe${filter}; done >> /var/tmp/backup-sockets.log${ofWindows}`,
    separates: ['path-lost', 'path-mtu-blackholed', 'path-lossy', 'receiver-stalled', 'idle-flow-dropped', 'application-timeout'],
  }
}

/** Whether large packets pass: 1472 bytes of payload and 28 of headers make a full Ethernet packet that may not be cut. */
export function pathMtuProbe(evidence: Evidence): Next {
  return {
    what: 'Whether a full-size packet passes that may not be fragmented (both directions): 1472 must pass where 1272 does',
    command: windowsEnds(evidence).here
      ? `ping -f -l 1472 -n 5 ${otherHost(evidence)}; ping -f -l 1272 -n 5 ${otherHost(evidence)}; netsh interface ipv4 show subinterfaces`
      : `ping -M do -c 5 -s 1472 ${otherHost(evidence)}; ping -M do -c 5 -s 1272 ${otherHost(evidence)}; tracepath -n ${otherHost(evidence)}`,
    separates: ['path-mtu-blackholed', 'path-lost'],
  }
}

/** Whether anything reaches the other host, and where it stops. */
export function pathTrace(evidence: Evidence): Next {
  return {
    what: 'While it fails: whether anything reaches the other host, and what the local links and routes did',
    command: windowsEnds(evidence).here
      ? `pathping -n ${otherHost(evidence)}; Get-NetAdapterStatistics; Find-NetRoute -RemoteIPAddress ${otherHost(evidence)}; Get-WinEvent -FilterHashtable @{LogName='System'; Id=27,4,10400; StartTime=(Get-Date).AddDays(-1)}`
      : `mtr -n --report --report-cycles 100 ${otherHost(evidence)}; ip -s link; ip route get ${otherHost(evidence)}; journalctl -k --since '-1 day' | grep -iE 'link is (up|down)|watchdog'`,
    separates: ['path-lost', 'path-lossy', 'path-mtu-blackholed'],
  }
}

const otherEndLog: Record<System, string> = {
  rsync: "tail -n 100 /var/log/rsyncd.log; journalctl -t rsyncd --since '-1 day'",
  ssh: "journalctl -u ssh -u sshd --since '-1 day'",
  borg: "journalctl -u ssh -u sshd --since '-1 day'",
  restic: "journalctl -u ssh -u sshd -u rest-server --since '-1 day'",
  amanda: 'ls -t /var/log/amanda/client/*/*.debug /var/log/amanda/amandad/*.debug | head -5 | xargs tail -n 60',
  netbackup: 'tail -n 200 /usr/openv/netbackup/logs/{vnetd,bpcd,bpbkar}/log.*',
  bacula: 'grep -n JobId /var/log/bacula/*.log /var/log/bareos/*.log | tail -50',
  backuppc: "journalctl -u rsync -u ssh --since '-1 day'; tail -n 50 /var/log/rsyncd.log",
  proxmox: "journalctl -u proxmox-backup-proxy -u proxmox-backup --since '-1 day'",
  tsm: "dsmadmc -id=admin -tab 'query actlog begindate=today-1'",
  host: "journalctl --since '-1 day'",
  path: "journalctl --since '-1 day'",
  other: "journalctl --since '-1 day'",
}

/** rsync has none: it runs over ssh as often as against a daemon. */
const usualPort: Partial<Record<System, number>> = { ssh: 22, borg: 22, netbackup: 1556, bacula: 9103, proxmox: 8007, tsm: 1500 }

function servicePort(evidence: Evidence): number | undefined {
  return portOf(evidence) ?? usualPort[systemOf(evidence)]
}

/** The product of the first symptom. */
function systemOf({ symptoms }: Evidence): System {
  return symptoms[0]?.system ?? 'other'
}

function conntrackPort(evidence: Evidence): string {
  const port = servicePort(evidence)
  return port === undefined ? ` -d ${otherHost(evidence)}` : ` --dport ${port}`
}

/** Who answers on a port that refused: the host's own list of listeners, and from outside the TTL of the refusal beside that of a ping. */
export function listensHere(evidence: Evidence, refused: Refusals): Next {
  const port = refused.first.port ?? usualPort[refused.first.system]
  const host = otherHost(evidence)
  const filter = port === undefined ? '' : ` 'sport = :${port}'`
  return {
    what: `On ${host}: whether anything listens on the port. From here: a refusal whose TTL differs from that of the host's other packets was made by a firewall`,
    command: `${windowsEnds(evidence).there ? `netstat -ano -p tcp | findstr LISTENING${port === undefined ? '' : ` | findstr :${port}`}   # on the host` : `ss -ltnp${filter}   # on the host; Windows: netstat -ano | findstr LISTENING`}\ntcpdump -i any -nn -v -c 4 'host ${host} and (tcp[tcpflags] & tcp-rst != 0 or icmp)'   # here, while connecting and pinging`,
    separates: ['nobody-listening', 'port-rejected'],
  }
}
