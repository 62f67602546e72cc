import type { LineRule } from '../generic/line-rule.ts'
import { failureOf } from './outcome.ts'

const symptom = 'specific' as const

/** What BackupPC's programs and the smbclient, tar and FTP below them say in words of their own (BackupPC_dump, Xfer/*.pm). */
export const backuppcTroubles: readonly LineRule[] = [
  ...['auth required', 'auth failed', 'nable to authenticate', 'ogin incorrect', 'unauthorized user', "Can't ftp login"].map(
    (has): LineRule => ({
      has,
      pattern: /^.{0,80}(?:fatal error during xfer|Backup failed|backup failed|Error connecting|aborted|Can't ftp login).{0,300}$/i,
      says: (_, base) => [{ ...base, kind: 'access.refused', reason: 'authentication', symptom }],
    }),
  ),
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
    has: "Can't ",
    pattern: /Can't (?:exec|fork to run) (\/?\S{1,120})/,
    says: (match, base) => [{ ...base, kind: 'run.ended', outcome: 'failed', text: match[0], symptom: 'echo' }],
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
