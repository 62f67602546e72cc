import type { Event } from '../../model/index.ts'
import { eventBase } from '../generic/line-event.ts'
import { timedText } from '../generic/line-time.ts'
import type { LogLine, SourceContext } from '../reader.ts'

/** `fail2ban.actions [800]: NOTICE  [sshd] Ban 192.0.2.7`; sshguard: `Blocking "192.0.2.7/32" for 120 secs`; denyhosts: `new denied hosts: 192.0.2.7`. */
const bans: readonly (readonly [string, RegExp])[] = [
  ['fail2ban', /\[([\w.-]{1,40})\] (?:Restore )?Ban ([\d.:a-fA-F]{3,45})$/],
  ['sshguard', /^Blocking "?([\d.:a-fA-F]{3,45})(?:\/\d{1,3})?"? for \d+ secs/],
  ['denyhosts', /new denied hosts: \[?'?([\d.:a-fA-F]{3,45})/],
]

/** An address that a program shut out for failed logins; context, for most of them are scanners. */
export function banLine(line: LogLine, source: SourceContext): readonly Event[] | undefined {
  const { text, when } = timedText(line, source)
  for (const [program, pattern] of bans) {
    const match = pattern.exec(text)
    if (match === null) continue
    const base = eventBase(line, source, 'path', when)
    return [{ ...base, kind: 'session.ended', reason: 'denied', text: `${program} ban of ${match.at(-1) ?? ''}` }]
  }
  return undefined
}
