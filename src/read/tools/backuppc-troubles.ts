import type { LineRule } from '../generic/line-rule.ts'
import { failureOf } from './outcome.ts'

const symptom = 'specific' as const

/** What each path of the configuration leads to. */
const programs: Readonly<Record<string, string>> = {
  RsyncBackupPCPath: 'rsync_bpc',
  SmbClientPath: 'smbclient',
  TarClientPath: 'tar',
  SshPath: 'ssh',
  PingPath: 'ping',
}

/** What BackupPC's programs and the smbclient, tar and FTP below them say in words of their own (BackupPC_dump, Xfer/*.pm). */
export const backuppcTroubles: readonly LineRule[] = [
  {
    has: ['auth required', 'auth failed', 'nable to authenticate', 'ogin incorrect', 'unauthorized user', "Can't ftp login"],
    pattern: /^.{0,80}(?:fatal error during xfer|Backup failed|backup failed|Error connecting|aborted|Can't ftp login).{0,300}$/i,
    says: (_, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', symptom }],
  },
  {
    // A session of SMB has an end of its own: that of the ticket it was opened with.
    has: 'NETWORK_SESSION_EXPIRED',
    pattern: /NT_STATUS_NETWORK_SESSION_EXPIRED/,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', detail: `${match[0]}: the session ended during the copy`, symptom }],
  },
  {
    has: 'NT_STATUS_',
    pattern:
      /^(?:tar:\d{1,5}\s+|XferErr )(?:do_list failed on |Error reading file |)(?:NT_STATUS_\w{1,40} (?:listing|opening remote file) )?(\\{0,2}.{0,300}?)(?: :| \()? ?(NT_STATUS_\w{1,40})?\)?$/,
    says: ([text, path = ''], base) => [
      { ...base, kind: 'source.failed', reason: /ACCESS_DENIED|PRIVILEGE/.test(text) ? 'permission' : 'other', path: path.trim(), partial: true },
    ],
  },
  {
    // smbclient looks for a running Samba server that no client needs.
    has: 'msg.sock',
    pattern: /^directory_create_or_exist: lstat failed on directory \S{1,200}msg\.sock/,
    says: () => [],
  },
  { has: 'messaging context', pattern: /^Unable to initialize messaging context/, says: () => [] },
  { has: 'readOutput: ', pattern: /^readOutput: sysread returns /, says: () => [] },
  {
    has: "Can't find host",
    pattern: /Can't find host (\S{1,100}) via netbios/i,
    says: (match, base) => [{ ...base, kind: 'access.refused', reason: 'name', detail: match[1] ?? '', symptom }],
  },
  {
    has: "can't ping",
    pattern: /can't ping (\S{1,100})/,
    says: (match, base) => [{ ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', peer: match[1] ?? '', symptom }],
  },
  {
    has: 'timeout connecting to',
    pattern: /^timeout connecting to (\S{1,100}?):(\d{1,5})$/,
    says: (match, base) => [{ ...base, kind: 'connect.failed', errno: 'ETIMEDOUT', peer: match[1] ?? '', port: Number(match[2]), symptom }],
  },
  {
    // BackupPC does not back up a host whose answers take longer than this.
    has: 'ping too slow',
    pattern: /ping too slow: ([\d.]{1,12}) ?ms/,
    says: (_, base) => [{ ...base, kind: 'limit.reached', limit: 'PingMaxMsec', symptom }],
  },
  {
    has: ' ',
    pattern: /^(?:Can't write \d{1,6} bytes to socket|SMBecho failed|Receiving SMB: Server stopped responding|Call returned zero bytes \(EOF\))/,
    says: (_, base) => [{ ...base, kind: 'connection.closed', symptom }],
  },
  {
    has: "Can't fork",
    pattern: /Can't fork to run (\/?\S{1,120})/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    // Perl's exec came back: the program could not be started at all.
    has: 'Exec of ',
    pattern: /^Exec of (\/?\S{1,120})(?: .{0,600})? failed$/,
    says: (match, base) => [{ ...base, kind: 'program.missing', program: match[1] ?? '', detail: 'exec failed', symptom }],
  },
  {
    // A folder of its own, on the backup server: never one of the host that it backs up.
    has: 'BackupPC',
    pattern:
      /\b(?:mkdir|[Cc](?:an't|annot|ouldn't) (?:create|open|write|rename|link)(?: to)?(?: directory)?) (\/[^:]{1,300}): ([A-Z][\w -]{3,60}) at \S{0,200}BackupPC\S{0,100} line \d/,
    says: ([, path = '', words = ''], base) => [
      failureOf(words, base) ?? { ...base, kind: 'media.failed', medium: 'folder of BackupPC', detail: `${path}: ${words}`, symptom },
    ],
  },
  {
    has: "Can't exec ",
    pattern: /Can't exec (\/?\S{1,120})/,
    says: (match, base) => [{ ...base, kind: 'program.missing', program: (match[1] ?? '').replace(/[,;:.]+$/, ''), detail: match[0], symptom }],
  },
  {
    has: 'a valid executable',
    pattern: /\$Conf\{(\w{1,40})\} is set to (\S{0,120}?),? which isn't a valid executable/,
    says: ([text, setting = '', path = ''], base) => [
      { ...base, kind: 'program.missing', program: path === '' ? (programs[setting] ?? setting) : path, detail: text, symptom },
    ],
  },
  {
    // The folders of the pool hold their names and modes in files of their own.
    has: 'bpc_attrib_',
    pattern: /^bpc_attrib_\w{1,40}: got unreasonable file name length/,
    says: (match, base) => [
      { ...base, kind: 'run.ended', outcome: 'failed', text: `${match[0]}: the attribute files of the pool make no sense`, symptom: 'echo' },
    ],
  },
  {
    has: 'xfer start failed: ',
    pattern: /xfer start failed: (.{1,200})/,
    says: (match, base) => {
      const text = match[1] ?? ''
      return [failureOf(text, base, { connecting: true }) ?? { ...base, kind: 'run.ended', outcome: 'failed', text, symptom: 'echo' }]
    },
  },
  {
    has: 'Cmd returned error status',
    pattern: /(\w{4,30}Cmd) returned error status (\d{1,6})/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: `${match[1] ?? ''} ended with status ${match[2] ?? ''}`, symptom: 'echo' }],
  },
  {
    has: 'exited with',
    pattern: /(?:[Tt]ar(?:Extract)?|smbclient) exited with (?:error|fail status) \d{1,6}/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
  },
  {
    has: 'isk too full',
    pattern: /^Disk too full \(usage \d{1,3}%|skipped: disk too full/,
    says: (_, base) => [{ ...base, kind: 'storage.full', role: 'server', symptom }],
  },
  {
    has: 'Backup canceled on',
    pattern: /Backup canceled on \S{1,100} \((.{1,200})\)/,
    says: (match, base) => [
      /ClientTimeout/.test(match[1] ?? '')
        ? { ...base, kind: 'timer.expired', timer: 'ClientTimeout', setting: 'ClientTimeout', symptom }
        : { ...base, kind: 'run.stopped', by: 'user', symptom },
    ],
  },
]
