import type { LogLine } from '../reader.ts'
import { writerOf } from './line-event.ts'

/** Services whose clients come and go all day: what they say of one of them is no failure of a backup. */
const services =
  /^(?:postfix\S*|sendmail|sm-\w+|exim\d?|dovecot|imapd?|pop3d?|courier\w*|qmail\S*|opendkim|opendmarc|spamd|amavis\S*|rspamd|clamd|freshclam|nginx|apache2?|httpd|lighttpd|caddy|haproxy|squid|varnishd|traefik|envoy|php\S*fpm\S*|uwsgi|gunicorn|mysqld?\S*|mariadbd?|postgres\S*|mongod|redis\S*|memcached|slapd|named|unbound|dnsmasq|systemd-resolved|dhc\w+|NetworkManager|wpa_supplicant|ntpd|chronyd|systemd-timesyncd|snmpd|nrpe|nagios|icinga\d?|zabbix\S*|telegraf|prometheus\S*|node_exporter|grafana\S*|filebeat|metricbeat|fluentd?|fluent-bit|rsyslogd|syslog-ng|cupsd|nmbd|winbindd|avahi-daemon|fail2ban\S*|dockerd|containerd|kubelet|k3s|crio|consul|nomad|asterisk|ejabberd|prosody|polkitd|gdm\S*|packagekitd|snapd|vsftpd|proftpd)$/i

/** How the same services write logs of their own: web access and error logs, PostgreSQL, MySQL, exim. */
const shapes: readonly RegExp[] = [
  /^\S{1,80} \S{1,60} \S{1,60} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d /,
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w{4,6}\] \d{1,10}#\d{1,10}: /,
  /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})? \d{4}\] \[(?:\w{1,30}:)?\w{4,6}\]/,
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S{0,8} .{0,120}?\b(?:LOG|FATAL|ERROR|PANIC|WARNING): {2}\S/,
  /^\d{4}-\d\d-\d\d[T ] ?\d{1,2}:\d\d:\d\d\S{0,14} +\d{1,12} \[(?:Note|Warning|ERROR|System)\]/,
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:\[\d{1,10}\] )?(?:\w{6}-\w{6,11}-\w{2,4} |(?:SMTP|TLS|H=|unexpected disconnection|rejected|no host name|\w{1,30} authenticator)\b)/,
]

const ofBackups =
  /backup|\bsnapshots? to\b|etcd-snapshot|\brsync|\bamanda|\bamdump|\bborg|\brestic|bacula|bareos|netbackup|mysqldump|mariadb-dump|xtrabackup|pg_dump|pg_basebackup|barman|wal-g|pgbackrest|veeam|duplic|\brclone/i

/** Whether a mail, web, database, name or monitoring service wrote the line, about somebody who is no backup. */
export function isForeignService(line: LogLine): boolean {
  const program = writerOf(line)?.program
  const foreign = program === undefined ? shapes.some((shape) => shape.test(line.raw.trimStart())) : services.test(program)
  return foreign && !ofBackups.test(line.text)
}
