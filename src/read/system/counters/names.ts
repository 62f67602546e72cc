/** Counters that say something about how connections failed (Linux: SNMP and TcpExt names, net/ipv4/proc.c). */
export const tellingCounters: ReadonlySet<string> = new Set([
  'TcpEstabResets',
  'TcpRetransSegs',
  'TcpOutSegs',
  'TcpOutRsts',
  'TcpAttemptFails',
  'TcpExtTCPTimeouts',
  'TcpExtTCPSynRetrans',
  'TcpExtTCPAbortOnData',
  'TcpExtTCPAbortOnClose',
  'TcpExtTCPAbortOnTimeout',
  'TcpExtTCPAbortOnMemory',
  'TcpExtTCPAbortOnLinger',
  'TcpExtTCPKeepAlive',
  'TcpExtTCPWinProbe',
  'TcpExtTCPZeroWindowDrop',
  'TcpExtListenOverflows',
  'TcpExtListenDrops',
  'IcmpInDestUnreachs',
  'IcmpOutDestUnreachs',
  'IpFragFails',
])

/** How `netstat -s` of Linux words them (net-tools, statistics.c). */
export const linuxNames: Readonly<Record<string, string>> = {
  'connection resets received': 'TcpEstabResets',
  'segments retransmitted': 'TcpRetransSegs',
  'segments retransmited': 'TcpRetransSegs',
  'segments sent out': 'TcpOutSegs',
  'segments send out': 'TcpOutSegs',
  'resets sent': 'TcpOutRsts',
  'failed connection attempts': 'TcpAttemptFails',
  'connections reset due to unexpected data': 'TcpExtTCPAbortOnData',
  'connections reset due to early user close': 'TcpExtTCPAbortOnClose',
  'connections aborted due to timeout': 'TcpExtTCPAbortOnTimeout',
  'connections aborted due to memory pressure': 'TcpExtTCPAbortOnMemory',
  'times the listen queue of a socket overflowed': 'TcpExtListenOverflows',
  'SYNs to LISTEN sockets dropped': 'TcpExtListenDrops',
}

/** How `netstat -s` of Windows words them. */
export const windowsNames: Readonly<Record<string, string>> = {
  'Reset Connections': 'TcpEstabResets',
  'Segments Retransmitted': 'TcpRetransSegs',
  'Segments Sent': 'TcpOutSegs',
  'Failed Connection Attempts': 'TcpAttemptFails',
  'Active Opens': 'TcpActiveOpens',
  'Passive Opens': 'TcpPassiveOpens',
  'Current Connections': 'TcpCurrEstab',
  'Segments Received': 'TcpInSegs',
}
