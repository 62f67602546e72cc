import type { Event, Evidence } from '../model/index.ts'

/** How daemons announce that they now listen: rsyncd, sshd, and systemd on behalf of any unit. */
const announcements =
  /\b(?:rsyncd version \S+ starting, listening on port \d+|Server listening on \S+ port \d+|Started (?:\S+\.(?:service|socket)\b|OpenBSD Secure Shell server|fast remote file copy program daemon))/

/** Lines in which a service says that it starts. */
export function serviceStarts(evidence: Evidence): readonly Event[] {
  return evidence.events.filter((event) => announcements.test(event.quote) && event.reported === undefined)
}
