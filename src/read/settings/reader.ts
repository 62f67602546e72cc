import type { Event } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import type { LineReader, LogLine, SourceContext } from '../reader.ts'

/** `sysctl -a` on Linux (`key = value`) and FreeBSD (`key: value`), lines of sysctl.d files (`key=value`). */
const sysctl = /^(?:- ?)?((?:net|kern)[./][A-Za-z0-9_./-]{1,100}) ?[=:] ?([\d \t-]{1,60})$/

/** `ssh -G HOST` (`serveraliveinterval 30`), `sshd -T`, and lines of ssh_config. */
const ssh = /^\s*((?:Server|Client)Alive(?:Interval|CountMax)|TCPKeepAlive|MaxStartups|MaxSessions)[ =]{1,4}([\w:]{1,30})$/i

/** Kernel settings that decide when a connection is given up, forgotten or refused; the hundreds of others say nothing here. */
const telling =
  /^net\.(?:ipv4\.(?:tcp_(?:keepalive_\w+|retries[12]|syn_retries|window_scaling|timestamps|sack|mtu_probing|tw_reuse|user_timeout)|ip_local_port_range)|netfilter\.nf_conntrack_(?:max|count|buckets|tcp_\w+)|core\.somaxconn|inet\.tcp\.(?:keep\w+|always_keepalive|rfc1323))$|^kern\.ipc\.(?:somaxconn|soacceptqueue)$/

/** Settings of the system and of ssh, pasted or collected: the output of `sysctl`, `ssh -G`, `sshd -T`. */
export const settings: LineReader = {
  id: 'settings',
  signs: [sysctl, ssh],
  open: (source) => ({ read: (line) => readLine(line, source) }),
}

function readLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  if (line.text.length > 200) return undefined
  const match = sysctl.exec(line.text.trimEnd())
  if (match !== null) {
    const name = (match[1] ?? '').replaceAll('/', '.')
    return telling.test(name) ? seen(line, source, name, match[2] ?? '', 'host') : []
  }
  const option = ssh.exec(line.text.trimEnd())
  return option === null ? undefined : seen(line, source, option[1] ?? '', option[2] ?? '', 'ssh')
}

function seen(line: LogLine, source: SourceContext, name: string, value: string, system: 'host' | 'ssh'): readonly Event[] {
  return [{ ...eventBase(line, source, system), kind: 'setting.seen', name, value: value.trim() }]
}
