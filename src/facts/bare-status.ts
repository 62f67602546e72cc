import type { Event, Evidence } from '../model/index.ts'

/**
 * Whether a failure is known only by one pasted NetBackup status: the kind of failure is read from the number's official text,
 * and no other line of that job is there to bear it out.
 */
export function knownByStatusOnly(evidence: Evidence, event: Event): boolean {
  if (event.system !== 'netbackup') return false
  const told = evidence.of('status.reported').some((status) => isOfLine(status, event))
  return told && evidence.events.every((other) => isOfLine(other, event))
}

function isOfLine(one: Event, other: Event): boolean {
  return one.quote === other.quote && JSON.stringify(one.at) === JSON.stringify(other.at)
}
