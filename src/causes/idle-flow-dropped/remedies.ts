import { type Evidence, type OperatingSystem, type Remedy, type System, systemsInQuotes, usPerSecond } from '../../model/index.ts'

/** A keepalive must pass before the limit even when one is lost, so it starts at under a third of it; 90 s is the customary most. */
const mostSeconds = 90
const shareOfLimit = 0.3
/** Nine probes (Linux default) should outlast a short outage, so the interval is not made smaller than it must be. */
const intervalShare = 0.1
const leastSeconds = 1

/** Which programs set SO_KEEPALIVE, as far as their sources or vendors say: the system's keepalive values act on no others. */
const setsKeepalive: Partial<Record<System, string>> = {
  amanda: 'Amanda sets SO_KEEPALIVE on its connections itself, so the system values act on it.',
  netbackup: 'NetBackup sets SO_KEEPALIVE; set the values on the client and on the media and master servers.',
  rsync: 'An rsync daemon sets SO_KEEPALIVE on what it accepts; an rsync client only with --sockopts=SO_KEEPALIVE. Set the values where the option is set.',
  ssh: 'OpenSSH sets SO_KEEPALIVE (TCPKeepAlive yes), but ServerAliveInterval is the better tool: it also passes proxies.',
  borg: 'borg runs over ssh: set ServerAliveInterval there.',
  bacula: 'Bacula and Bareos set SO_KEEPALIVE; Heartbeat Interval sets its times per connection.',
}

/** Longer memory in the device, or keepalives below its limit: both values, since Linux re-arms with the interval after each probe. */
export function keepaliveRemedies(evidence: Evidence, limitUs: number | undefined): readonly Remedy[] {
  const limit = limitUs === undefined ? undefined : limitUs / usPerSecond
  const time = Math.max(leastSeconds, Math.min(mostSeconds, Math.floor((limit ?? 300) * shareOfLimit)))
  const interval = Math.max(leastSeconds, Math.min(60, Math.floor((limit ?? 300) * intervalShare)))
  const system = evidence.symptoms[0]?.system ?? 'other'
  const systems = systemsInQuotes(evidence.symptoms.map((event) => event.quote))
  const own = systems.flatMap((each) => byOperatingSystem(each, time, interval, mostText(limit), setsKeepalive[system] ?? ''))
  return [...own.slice(0, 1), longerTimeout(limit), ...forProduct(system, time), ...own.slice(1)]
}

function mostText(seconds: number | undefined): string {
  return seconds === undefined ? '' : `, at most ${Math.ceil(seconds)} s here`
}

function byOperatingSystem(system: OperatingSystem, time: number, interval: number, most: string, who: string): readonly Remedy[] {
  const both = `Both values must lie below the idle limit${most}. ${who}`.trim()
  const risk = `An outage longer than ${interval} s times the number of probes ends the connection, where without keepalive it might have lived.`
  const check =
    'ss -to state established shows timer:(keepalive,…) counting down from the new value on the backup connections; then run the backup past the old point of failure.'
  const sysctl = [`sysctl -w net.ipv4.tcp_keepalive_time=${time} net.ipv4.tcp_keepalive_intvl=${interval}`]
  const file = `printf 'net.ipv4.tcp_keepalive_time = ${time}\\nnet.ipv4.tcp_keepalive_intvl = ${interval}\\n' > /etc/sysctl.d/60-backup-keepalive.conf`
  switch (system) {
    case 'linux':
      return [
        {
          kind: 'fix',
          where: 'either end (Linux)',
          text: `Send TCP keepalives every ${time} s. ${both} New connections only; containers have values of their own.`,
          commands: [...sysctl, file],
          risk,
          undo: 'sysctl -w net.ipv4.tcp_keepalive_time=7200 net.ipv4.tcp_keepalive_intvl=75; remove the file',
          check,
        },
      ]
    case 'freebsd':
      return [
        {
          kind: 'fix',
          where: 'either end (FreeBSD)',
          text: `Send TCP keepalives every ${time} s. ${both} Add the lines to /etc/sysctl.conf to keep them.`,
          commands: [`sysctl net.inet.tcp.keepidle=${time * 1000} net.inet.tcp.keepintvl=${interval * 1000}`],
          risk,
          undo: 'sysctl net.inet.tcp.keepidle=7200000 net.inet.tcp.keepintvl=75000',
          check: 'tcpdump shows an empty segment on the quiet connection at that pace.',
        },
      ]
    case 'windows':
      return [
        {
          kind: 'fix',
          where: 'either end (Windows)',
          text: `Send TCP keepalives every ${time} s (value in milliseconds; takes effect after a restart). ${who}`.trim(),
          commands: [`reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters /v KeepAliveTime /t REG_DWORD /d ${time * 1000} /f`],
          risk,
          undo: 'reg delete HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters /v KeepAliveTime /f, then restart',
          check: 'A capture shows keepalive segments on the quiet connection at that pace.',
        },
      ]
    case 'solaris':
      return [
        {
          kind: 'fix',
          where: 'either end (Solaris)',
          text: `Send TCP keepalives every ${time} s (value in milliseconds; kept across restarts by ipadm). ${who}`.trim(),
          commands: [`ipadm set-prop -p _keepalive_interval=${Math.max(10, time) * 1000} tcp`],
          risk,
          undo: 'ipadm reset-prop -p _keepalive_interval tcp',
          check: 'ipadm show-prop -p _keepalive_interval tcp; a capture shows the probes.',
        },
      ]
    default:
      return []
  }
}

function forProduct(system: System, time: number): readonly Remedy[] {
  if (system === 'amanda') {
    return [
      {
        kind: 'fix',
        where: 'Amanda server and client',
        text: 'Use auth "bsdtcp" in the dumptype: it carries control, data, mesg and index on one TCP connection, so the quiet channel shares a busy one. Long estimates can still be silent.',
        commands: [],
        risk: 'The client must run amandad with -auth=bsdtcp on TCP port 10080; a client left on bsd refuses the request.',
        undo: 'Set auth "bsd" again on both sides.',
        check: 'amcheck -c CONFIG reports no error; during a dump ss -tn shows one connection to port 10080 per client.',
      },
    ]
  }
  if (system === 'ssh' || system === 'borg' || system === 'rsync' || system === 'restic' || system === 'other') {
    return [
      {
        kind: 'fix',
        where: 'the client, for backups over ssh',
        text: `Let ssh send a message of its own every ${Math.min(time, 60)} s; it does not depend on the system's keepalive values.`,
        commands: [`printf 'Host *\\n  ServerAliveInterval ${Math.min(time, 60)}\\n  ServerAliveCountMax 10\\n' >> ~/.ssh/config`],
        risk: 'An outage of ten intervals ends the session.',
        undo: 'Remove the lines.',
        check: 'ssh -v shows "keepalive@openssh.com" requests while nothing else happens.',
      },
    ]
  }
  if (system === 'bacula') {
    return [
      {
        kind: 'fix',
        where: 'Director, File and Storage daemon',
        text: `Set Heartbeat Interval = ${time} in the Client, Storage and FileDaemon resources; the default 0 sends none.`,
        commands: ['bconsole <<< reload'],
        risk: 'Old daemons of mixed versions may not expect the heartbeat.',
        undo: 'Remove the directive.',
        check: 'The job passes the age at which it failed.',
      },
    ]
  }
  return []
}

function longerTimeout(limit: number | undefined): Remedy {
  const known = limit === undefined ? '' : ` (now at most about ${Math.round(limit)} s)`
  return {
    kind: 'fix',
    where: 'the firewall, NAT or load balancer',
    text: `Raise its idle limit for established TCP between the backup hosts${known} above the longest backup; RFC 5382 asks for at least 2 h 4 min.`,
    commands: [],
    risk: 'Dead connections stay in its table longer.',
    undo: 'Restore the old value.',
    check: "The device's session table shows the longer time to live on the backup connections.",
  }
}
