/** An age at which a quiet connection is lost where nobody set another. */
interface DefaultTimer {
  readonly seconds: number
  readonly what: string
}

/**
 * What comes to light at a time of its own, whoever forgot the connection before (RFC 1122 4.2.3.6, tcp(7)): nine probes 75 s apart follow the
 * first on Linux.
 */
const keepaliveTimers: readonly DefaultTimer[] = [
  { seconds: 7200, what: 'when an operating system sends its first keepalive on a quiet connection and learns that it is gone' },
  { seconds: 7875, what: "when Linux's keepalive gives up: 7200 s of quiet, then 9 probes without an answer" },
]

/**
 * The idle limits of devices. Vendors' documents, except Linux: net/netfilter/nf_conntrack_proto_tcp.c (`timeout_unacknowledged` and
 * `timeout_max_retrans` 300 s, established 432,000 s) and net/netfilter/ipvs/ip_vs_proto_tcp.c (established 900 s).
 */
const deviceTimers: readonly DefaultTimer[] = [
  { seconds: 240, what: 'Azure Load Balancer or NAT gateway' },
  { seconds: 300, what: 'F5 BIG-IP' },
  { seconds: 300, what: "Linux conntrack's timer for unacknowledged data" },
  { seconds: 350, what: 'AWS Network Load Balancer, NAT gateway or Network Firewall' },
  { seconds: 600, what: 'Google Cloud firewall' },
  { seconds: 900, what: 'Linux IPVS (Docker, Kubernetes) or SonicWall' },
  { seconds: 1200, what: 'Google Cloud NAT' },
  { seconds: 1800, what: 'Juniper SRX' },
  { seconds: 3600, what: 'Cisco ASA, Check Point, FortiGate or Palo Alto' },
  { seconds: 86_400, what: 'pf (OpenBSD, FreeBSD, pfSense) or kube-proxy' },
]

/** A timer that ran out may be noticed a fiftieth later, or two seconds for the connection's set-up; it cannot run out before its time, save for rounded clocks. */
const tolerance = 0.02
const setUpSeconds = 2

/** "near 350 s, the default idle limit of …" where some default is about this long; otherwise empty. */
export function nearDefault(seconds: number): string {
  const near = deviceTimers.filter((timer) => isNear(seconds, timer))
  const [first] = near
  if (first !== undefined) return `near ${first.seconds} s, the default idle limit of ${near.map(({ what }) => what).join(', or of ')}`
  const probe = keepaliveTimers.find((timer) => isNear(seconds, timer))
  return probe === undefined ? '' : `near ${probe.seconds} s, ${probe.what}`
}

function isNear(seconds: number, timer: DefaultTimer): boolean {
  return timer.seconds - seconds <= setUpSeconds && seconds - timer.seconds <= Math.max(setUpSeconds, tolerance * timer.seconds)
}
