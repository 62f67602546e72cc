import type { Event, EventBase } from '../../model/index.ts'
import type { LineRule } from '../generic/line-rule.ts'
import { isBackupProgram } from './backup-programs.ts'

/** What inetd and xinetd say about services that they stopped, turned away or could not start; for their own lines only. */
export const inetdLines: readonly LineRule[] = [
  {
    has: 'service terminated',
    pattern: /^([\w.-]{1,40})\/(?:tcp|udp)6?:? server failing \(looping/,
    says: (match, base) => [tooOften(match[1] ?? '', base)],
  },
  {
    has: 'eactivating service',
    pattern: /^Deactivating service ([\w.-]{1,40}) due to excessive incoming connections/,
    says: (match, base) => [tooOften(match[1] ?? '', base)],
  },
  {
    has: 'FAIL: ',
    pattern: /^FAIL: ([\w.-]{1,40}) (\w{1,40})(?: from=\S{1,80})?$/,
    says: (match, base) => [turnedAway(match[1] ?? '', match[2] ?? '', base)],
  },
  {
    has: '/',
    pattern: /^(?:execve? |execv\( |cannot execute |exec )?(\/\S{1,200})(?: \) failed)?: (No such file or directory|Permission denied|Exec format error)/,
    says: (match, base) => [missing(match[1] ?? '', match[2] ?? '', base)],
  },
]

/** For minutes, while the clients get no answer. */
function tooOften(service: string, base: EventBase): Event {
  return { ...base, kind: 'limit.reached', limit: `how often inetd starts ${service}`, ...ofBackup(service) }
}

/** xinetd names the test that a caller did not pass. */
function turnedAway(service: string, test: string, base: EventBase): Event {
  const limit = /limit|load/.test(test)
  return limit
    ? { ...base, kind: 'limit.reached', limit: `${test} of ${service}`, ...ofBackup(service) }
    : { ...base, kind: 'access.refused', reason: 'host-list', detail: `${service}: ${test}`, ...ofBackup(service) }
}

function missing(program: string, detail: string, base: EventBase): Event {
  return { ...base, kind: 'program.missing', program, detail, ...(isBackupProgram(program) ? { symptom: 'specific' as const } : {}) }
}

const services = /^(?:k?amanda|amandaidx|amidxtape|rsync|bpcd|vnetd|ssh)$/

function ofBackup(service: string): { readonly symptom?: 'specific' } {
  return services.test(service) ? { symptom: 'specific' } : {}
}
