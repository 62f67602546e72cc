/** An idle limit that devices of one make apply to established TCP unless told otherwise. */
interface DeviceTimer {
  readonly seconds: number
  readonly device: string
}

/**
 * Vendors' documents, except Linux: net/netfilter/nf_conntrack_proto_tcp.c (`timeout_unacknowledged` and
 * `timeout_max_retrans` 300 s, established 432,000 s) and net/netfilter/ipvs/ip_vs_proto_tcp.c (established 900 s).
 */
const deviceTimers: readonly DeviceTimer[] = [
  { seconds: 240, device: 'Azure Load Balancer or NAT gateway' },
  { seconds: 300, device: 'F5 BIG-IP' },
  { seconds: 300, device: "Linux conntrack's timer for unacknowledged data" },
  { seconds: 350, device: 'AWS Network Load Balancer, NAT gateway or Network Firewall' },
  { seconds: 600, device: 'Google Cloud firewall' },
  { seconds: 900, device: 'Linux IPVS (Docker, Kubernetes) or SonicWall' },
  { seconds: 1200, device: 'Google Cloud NAT' },
  { seconds: 1800, device: 'Juniper SRX' },
  { seconds: 3600, device: 'Cisco ASA, Check Point, FortiGate or Palo Alto' },
  { seconds: 7200, device: "an operating system's first TCP keepalive, finding the connection already gone" },
  { seconds: 86_400, device: 'pf (OpenBSD, FreeBSD, pfSense) or kube-proxy' },
]

/** A timer that ran out may be noticed a fiftieth later, or two seconds for the connection's set-up; it cannot run out before its time, save for rounded clocks. */
const tolerance = 0.02
const setUpSeconds = 2

/** ", near 350 s, the default idle limit of …" where some device's is about this long; otherwise empty. */
export function nearDefault(seconds: number): string {
  const near = deviceTimers.filter(
    (timer) => timer.seconds - seconds <= setUpSeconds && seconds - timer.seconds <= Math.max(setUpSeconds, tolerance * timer.seconds),
  )
  const [first] = near
  return first === undefined ? '' : `near ${first.seconds} s, the default idle limit of ${near.map(({ device }) => device).join(', or of ')}`
}
