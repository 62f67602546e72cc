import type { Evidence, Remedy } from '../../model/index.ts'

/** Spread the load, free dead places, raise the limit: in this order. */
export function serverLimitReachedRemedies(evidence: Evidence): readonly Remedy[] {
  const own = evidence.of('limit.reached').find(({ limit }) => /^(?:processes|open files)(?: \(|$)/.test(limit))
  if (evidence.of('limit.reached').some(({ limit }) => limit === 'max_allowed_packet')) return [largerPackets]
  if (own !== undefined) return [own.limit.startsWith('open') ? openFiles : processes]
  const system = evidence.of('limit.reached')[0]?.system ?? evidence.symptoms[0]?.system
  return system === 'rsync' ? rsyncRemedies : system === 'bacula' ? [spread, bacula] : system === 'ssh' || system === 'borg' ? sshRemedies(evidence) : [spread]
}

/** sshd names its limit; where no line does, either may be it. */
function sshRemedies(evidence: Evidence): readonly Remedy[] {
  const named = evidence.of('limit.reached').map(({ limit, quote }) => `${limit} ${quote}`)
  const penalty = named.some((text) => /penalt/i.test(text))
  if (penalty && !named.some((text) => /MaxStartups/i.test(text))) return [sshPenalties, spread]
  return [spread, sshStartups, ...(penalty || named.length === 0 ? [sshPenalties] : [])]
}

const largerPackets: Remedy = {
  kind: 'fix',
  where: 'the host that runs the dump, and the database server',
  text: 'Let both ends take larger messages: the option of the dump counts for its end alone, 1G is the most either takes (the default is 24M for mysqldump and 64M for a server of MySQL 8).',
  commands: [
    'mysqldump --max-allowed-packet=1G …',
    'mysql -e "SHOW VARIABLES LIKE \'max_allowed_packet\'"',
    'SET GLOBAL max_allowed_packet = 1073741824;   # and max_allowed_packet = 1G below [mysqld], for the next start',
  ],
  risk: 'A session that uses such a row takes that much memory.',
  undo: 'Restore the former value.',
  check: 'The last line of the dump is "-- Dump completed".',
}

const processes: Remedy = {
  kind: 'fix',
  where: 'the host that says so (Linux)',
  text: 'See what uses up the processes: many backups at once, a script that starts itself, or a low limit of the user, the unit or the container. Then raise that limit.',
  commands: [
    'ps -eLo user= | sort | uniq -c | sort -rn | head',
    'ulimit -u   # as the backup user; /etc/security/limits.d: backupuser - nproc 8192',
    'systemctl set-property UNIT TasksMax=8192; cat /sys/fs/cgroup/PATH/pids.max   # unit, container',
    'sysctl kernel.pid_max kernel.threads-max',
  ],
  risk: 'A script that runs wild may take the host down without the limit.',
  undo: 'Restore the former limit.',
  check: 'The run ends, and pids.current stays below pids.max.',
}

const openFiles: Remedy = {
  kind: 'fix',
  where: 'the host that says so (Linux)',
  text: 'Let the program hold more files open, or start fewer at a time.',
  commands: [
    'ls /proc/PID/fd | wc -l; grep files /proc/PID/limits',
    'LimitNOFILE=65536   # [Service]; systemctl edit UNIT',
    'ulimit -n 65536   # in the script',
  ],
  risk: 'None worth naming.',
  undo: 'Restore the former limit.',
  check: 'grep files /proc/PID/limits shows the new value while it runs.',
}

const spread: Remedy = {
  kind: 'fix',
  where: 'the hosts that start the backups',
  text: 'Do not let all of them start at the same minute.',
  commands: ['sleep $((RANDOM % 1800)); …   # before the job in cron', 'RandomizedDelaySec=30min   # in a systemd timer'],
  risk: 'Backups end later by up to the delay.',
  undo: 'Remove the delay.',
  check: "The server's log shows the starts apart.",
}

const rsyncRemedies: readonly Remedy[] = [
  spread,
  {
    kind: 'fix',
    where: 'rsyncd.conf on the server',
    text: 'Free the places of connections that died without a word: give the module a timeout, and let the kernel probe (rsync switches SO_KEEPALIVE on for daemon connections).',
    commands: ['timeout = 3600', 'sysctl -w net.ipv4.tcp_keepalive_time=600 net.ipv4.tcp_keepalive_intvl=60'],
    risk: 'A client that is silent longer than the timeout is cut off; the module value overrides the client.',
    undo: 'Remove the line; sysctl -w net.ipv4.tcp_keepalive_time=7200 net.ipv4.tcp_keepalive_intvl=75',
    check: "ss -tnop state established 'sport = :873' holds no silent connections.",
  },
  {
    kind: 'fix',
    where: 'rsyncd.conf on the server',
    text: 'Raise the limit of the module to what the server can serve at once.',
    commands: ['max connections = 40', 'systemctl restart rsync'],
    risk: 'More transfers share disk and memory. The restart leaves running transfers alone on most installations; look first.',
    undo: 'Restore the former value.',
    check: 'The message does not return at the busiest hour.',
  },
]

const sshStartups: Remedy = {
  kind: 'fix',
  where: 'sshd_config on the server',
  text: 'Allow more connections that have not logged in yet.',
  commands: ['MaxStartups 50:30:200', 'sshd -t && systemctl reload ssh'],
  risk: 'Password guessers get more connections too.',
  undo: 'Remove the line and reload; the default is 10:30:100.',
  check: "sshd -T | grep maxstartups; journalctl -u ssh | grep -c 'MaxStartups' does not grow.",
}

const sshPenalties: Remedy = {
  kind: 'fix',
  where: 'sshd_config on the server (OpenSSH 9.8 and later)',
  text: 'Exempt the backup host from penalties, or reuse one connection on the client (ControlMaster) instead of opening dozens.',
  commands: ['PerSourcePenaltyExemptList BACKUP_HOST_ADDRESS', 'sshd -t && systemctl reload ssh'],
  risk: 'That address may fail to log in as often as it likes.',
  undo: 'Remove the line and reload.',
  check: 'sshd -T | grep -i penalty',
}

const bacula: Remedy = {
  kind: 'fix',
  where: 'the resource that the message names',
  text: 'Raise Maximum Concurrent Jobs where the message says, in Director, Client or Storage.',
  commands: ['Maximum Concurrent Jobs = 20', 'bconsole <<< reload'],
  risk: 'More jobs share the device.',
  undo: 'Restore the former value and reload.',
  check: 'status director shows the jobs running, not waiting.',
}
