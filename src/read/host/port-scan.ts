import type { Event, EventBase } from '../../model/index.ts'

/** `1556/tcp  filtered veritas_pbx`: nmap's table of ports. */
const row = /^(\d{1,5})\/tcp\s+(open|closed|filtered)\s+\S/
/** `Nmap scan report for app7 (192.0.2.9)`. */
const target = /^Nmap scan report for (\S{1,120})/
const heading = /^PORT\s+STATE\s+SERVICE/
/** rsync, Amanda, NetBackup, Bacula, the Proxmox Backup Server, Spectrum Protect: whoever scans for these asks about a backup. */
export const backupPorts: ReadonlySet<number> = new Set([873, 1500, 1501, 1556, 8007, 9101, 9102, 9103, 10080, 13720, 13724, 13782])
/** So many ports are asked about by name; a longer table is a survey. */
const mostPorts = 12

interface Port {
  readonly number: number
  readonly state: string
  readonly base: EventBase
}

/** What a scan of a backup's ports met: silence, a refusal or a service. */
export class PortScan {
  #peer: string | undefined
  #ports: Port[] = []

  /** Events of the table before, when another begins; undefined when the line is no part of one. */
  read(text: string, base: () => EventBase): readonly Event[] | undefined {
    const peer = target.exec(text)?.[1]
    if (peer !== undefined || heading.test(text)) {
      const before = this.take()
      if (peer !== undefined) this.#peer = peer
      return before
    }
    const match = row.exec(text)
    if (match === null) return undefined
    this.#ports.push({ number: Number(match[1]), state: match[2] ?? '', base: base() })
    return []
  }

  /** One open port of the backup is enough for it: then the others say nothing. */
  take(): readonly Event[] {
    const ports = this.#ports
    const peer = this.#peer
    this.#ports = []
    const own = ports.filter(({ number }) => backupPorts.has(number))
    const [first] = own
    if (first === undefined || ports.length > mostPorts || own.some(({ state }) => state === 'open')) return []
    const answered = ports.find(({ state }) => state !== 'filtered')
    return [
      ...own.map((port) => failed(port, peer)),
      ...(answered === undefined ? [] : [{ ...answered.base, kind: 'setting.seen', name: 'ping', value: 'answered 1 of 1' } as const]),
    ]
  }
}

function failed({ number, state, base }: Port, peer: string | undefined): Event {
  const errno = state === 'closed' ? 'ECONNREFUSED' : 'ETIMEDOUT'
  return { ...base, kind: 'connect.failed', errno, port: number, ...(peer === undefined ? {} : { peer }), symptom: 'specific' }
}
