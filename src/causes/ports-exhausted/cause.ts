import { type Cause, cannotTell, count, explains, notApplicable, opposing, type Remedy, ruledOut, supporting } from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'

/** This host has no local port left for another connection to that destination, or in the range the program may use. */
export const portsExhausted: Cause = {
  id: 'ports-exhausted',
  title: 'No local port is left for a new connection',
  leadsTo: [],
  weigh: (evidence) => {
    const told = evidence.of('ports.exhausted')
    const attempts = evidence.symptoms.filter((event) => event.kind === 'connect.failed')
    // A port that is taken is one of a range that is used up only where the program says so.
    const failed = attempts.filter((event) => event.errno === 'EADDRNOTAVAIL' || (event.errno === 'EADDRINUSE' && told.length > 0))
    const [first] = [...told, ...failed]
    if (first === undefined) return notApplicable
    if (told[0] === undefined) {
      const other = attempts.find((event) => event.errno !== 'EADDRNOTAVAIL' && event.symptom === 'specific')
      if (other !== undefined) return ruledOut('Another attempt at the same time found a local port', [opposing(other, 'this attempt left the host')])
      if (failed.every((event) => (event.peer ?? '').includes(':') || event.local === true)) {
        return cannotTell(
          'For an IPv6 address, or an address of its own that a host does not have, the system gives the same error',
          [portsInUse],
          [supporting(first, 'no local address or port')],
        )
      }
    }
    const sure = told.length > 0 || failed.length > 1
    return explains(sure ? 'strong' : 'weak', {
      headline: `No local port left: ${count(told.length + failed.length, 'attempt')} could not get one`,
      summary:
        'The host could not find a local port for the new connection: all ports of its range are taken, most by connections that have just ended (TIME-WAIT keeps a port for 60 s on Linux), ' +
        'or the program may use a small range only (Amanda: reserved or configured ports).',
      accountsFor: withEchoes(evidence, [...told, ...failed]),
      evidence: [...told, ...failed].slice(0, 3).map((event) => supporting(event, 'no local port')),
      next: [portsInUse],
    })
  },
  remedies: (evidence) => (evidence.symptoms.some((event) => event.system === 'amanda') ? [amanda, ...remedies] : remedies),
}

const portsInUse = {
  what: 'On the host that could not connect: how many ports are taken, in which state, towards whom, and the range',
  command:
    "ss -tan | awk '{print $1}' | sort | uniq -c; ss -tan state time-wait | awk '{print $4}' | sort | uniq -c | sort -rn | head -5; sysctl net.ipv4.ip_local_port_range; ip -6 addr",
  separates: ['ports-exhausted', 'path-lost'],
} as const

const amanda: Remedy = {
  kind: 'fix',
  where: 'amanda.conf on both ends',
  text: 'Give Amanda a range that is large enough: each dump that runs takes several ports, and a port rests for a minute after use. bsdtcp authentication needs one port for all streams.',
  commands: ['unreserved-tcp-port 50000,50400', 'reserved-tcp-port 512,1023', 'auth "bsdtcp"   # in the dumptype'],
  risk: 'Firewalls between the hosts must allow the new range.',
  undo: 'Restore the former values.',
  check: 'amcheck -c CONFIG, then a run with all dumpers busy.',
}

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the host that could not connect (Linux)',
    text: 'Widen the range of local ports, and let ports of ended outgoing connections be used again.',
    commands: [
      'sysctl -w net.ipv4.ip_local_port_range="15000 64999"',
      'sysctl -w net.ipv4.tcp_tw_reuse=1',
      "printf 'net.ipv4.ip_local_port_range = 15000 64999\\nnet.ipv4.tcp_tw_reuse = 1\\n' > /etc/sysctl.d/90-ports.conf",
    ],
    risk: 'A service that listens above 15000 may find its port taken when it starts: reserve it with net.ipv4.ip_local_reserved_ports.',
    undo: 'rm /etc/sysctl.d/90-ports.conf && sysctl -w net.ipv4.ip_local_port_range="32768 60999" net.ipv4.tcp_tw_reuse=2',
    check: 'ss -s: timewait stays well below the size of the range.',
  },
  {
    kind: 'fix',
    where: 'the host that could not connect (Windows)',
    text: 'Widen the range of dynamic ports.',
    commands: ['netsh int ipv4 set dynamicport tcp start=10000 num=55000'],
    risk: 'As above.',
    undo: 'netsh int ipv4 set dynamicport tcp start=49152 num=16384',
    check: 'netsh int ipv4 show dynamicport tcp; no new Tcpip events 4227 or 4231.',
  },
]
