import type { Endpoint, Evidence, System } from '../model/index.ts'

/** Stands in a command where the evidence does not name the other host. */
export const unknownHost = 'OTHER_HOST'

/**
 * The ports a backup's connections use, as a tcpdump filter: registered or default ports of each product.
 * Amanda's bsd authentication opens data connections within `tcpportrange`, which every build chooses for itself, so all TCP is taken.
 */
const filters: Record<System, string> = {
  rsync: '(tcp port 873 or tcp port 22)',
  ssh: 'tcp port 22',
  borg: 'tcp port 22',
  restic: '(tcp port 22 or tcp port 443 or tcp port 8000)',
  amanda: '(udp port 10080 or tcp)',
  netbackup: '(tcp port 1556 or tcp port 13724 or tcp port 13782 or tcp port 13720)',
  bacula: 'tcp portrange 9101-9103',
  backuppc: '(tcp port 873 or tcp port 22 or tcp port 445)',
  proxmox: 'tcp port 8007',
  tsm: 'tcp port 1500',
  host: 'tcp',
  path: 'tcp',
  other: 'tcp',
}

/**
 * A tcpdump line that a person can leave running on either end until the failure happens again: a ring of 20 files of 100 MB,
 * 128 bytes of each packet, which keep every TCP option and no payload worth hiding.
 */
export function captureCommand(system: System, host: string = unknownHost, port?: number): string {
  const filter = port === undefined ? filters[system] : `tcp port ${port}`
  return `tcpdump -i any -nn -s 128 -C 100 -W 20 -Z root -w /var/tmp/backup-$(hostname).pcap 'host ${host} and ${filter}'`
}

/** The capture line for one incident: its product's ports, and the other host where the evidence names it. */
export function captureFor(evidence: Evidence): string {
  const [first] = evidence.symptoms
  const system = first?.system ?? 'other'
  const overSsh = system === 'rsync' && evidence.events.some((event) => event.system === 'ssh')
  return captureCommand(overSsh ? 'ssh' : system, otherHost(evidence), portOf(evidence))
}

/** The host at the other end of the failed connection, where a symptom names it. */
export function otherHost(evidence: Evidence): string {
  for (const event of evidence.symptoms) {
    const named = event.kind === 'connect.failed' ? /^([^\s()]+)(?: \(([^\s()]+)\))?$/.exec(event.peer ?? '') : null
    const peer = named?.[2] ?? named?.[1]
    if (peer !== undefined && isPlainHost(peer)) return peer
    const remote = event.kind === 'connection.failed' ? event.tuple?.to : undefined
    if (remote !== undefined && isPlainHost(remote.address)) return remote.address
  }
  return unknownHost
}

/** The service port of the failed connection, where a symptom names it. */
export function portOf(evidence: Evidence): number | undefined {
  for (const event of evidence.symptoms) {
    if (event.kind === 'connect.failed' && event.port !== undefined) return event.port
    if (event.kind === 'connection.failed' && event.tuple !== undefined) return servicePort(event.tuple.from, event.tuple.to)
  }
  return undefined
}

/** The end that listened has the lower port nearly always; ephemeral ports begin at 32768 on Linux and 49152 on Windows and BSD. */
function servicePort(one: Endpoint, other: Endpoint): number {
  return Math.min(one.port, other.port)
}

/** Only what can stand in a shell command as it is; anything else was not a host name. */
function isPlainHost(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9.:-]{0,252}$/.test(text)
}
