import { isServiceOfBackups } from '../facts/device-sessions.ts'
import { asContext, type Event, type EventOf } from '../model/index.ts'

/**
 * A firewall logs the sessions of everybody: browsers reset theirs, and idle ones are forgotten all day; an ssh server turns scanners away. Where the
 * evidence tells of backups, sessions of other ports are no failures, and where it tells of nothing but runs that ended well, none of all that is.
 * It stays evidence of the failures told.
 */
export function withoutStrangers(events: readonly Event[]): readonly Event[] {
  const others = events.filter((event) => !isDeviceSession(event) && !isTurnedAway(event))
  if (others.length === events.length) return events
  const failed = others.some(({ symptom, reported }) => symptom !== undefined && reported !== true)
  const completed = others.some((event) => event.kind === 'run.ended' && event.outcome !== 'failed' && event.reported !== true)
  if (!failed && !completed) return events
  return events.map((event) => {
    if (isTurnedAway(event)) return failed ? event : asContext(event)
    return isDeviceSession(event) && (!failed || !isOfBackups(event)) ? asContext(event) : event
  })
}

/** What the ssh server says of callers beyond its limits, and of sessions that broke: anybody's. */
function isTurnedAway(event: Event): boolean {
  if (event.system !== 'ssh' || event.symptom === undefined) return false
  return event.kind === 'limit.reached' || (event.kind === 'connection.failed' && event.role === 'server')
}

function isDeviceSession(event: Event): event is EventOf<'session.ended'> {
  return event.kind === 'session.ended' && event.symptom !== undefined
}

function isOfBackups({ tuple }: EventOf<'session.ended'>): boolean {
  return tuple === undefined || isServiceOfBackups(tuple.from.port) || isServiceOfBackups(tuple.to.port)
}
