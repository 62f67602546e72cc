import {
  cannotTell,
  type Cause,
  count,
  type Evidence,
  type EvidenceItem,
  explains,
  notApplicable,
  opposing,
  type Outcome,
  ruledOut,
  supporting,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { banBefore } from '../../facts/address-bans.ts'
import { knownByStatusOnly } from '../../facts/bare-status.ts'
import { firstBreak } from '../../facts/broken-connections.ts'
import { deviceSessions } from '../../facts/device-sessions.ts'
import { expiredListener } from '../../facts/expired-listener.ts'
import { listensHere } from '../../facts/next-evidence.ts'
import { order } from '../../facts/order.ts'
import { refusals } from '../../facts/refused-connects.ts'
import { serviceStarts } from '../../facts/service-starts.ts'
import { acceptedTrial, tellingTrial, untoldTrial } from '../../facts/tried-ports.ts'
import { nobodyListeningRemedies } from './remedies.ts'
import { byPackets } from './packets.ts'

/** The host answers the SYN with a reset of its own: no program listens on that port. */
export const nobodyListening: Cause = {
  id: 'nobody-listening',
  title: 'Nothing listens on the port: the service does not run there',
  leadsTo: [],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: nobodyListeningRemedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const refused = refusals(evidence)
  if (refused === undefined) {
    const trial = untoldTrial(evidence)
    if (trial === undefined) return notApplicable
    return cannotTell('A port was tried in vain; that nothing listens on it is one way', [tellingTrial(trial)], [supporting(trial, 'not accepted')])
  }
  const expired = expiredListener(evidence)
  if (expired !== undefined) {
    return ruledOut('The port that refused belonged to a listener that had been open and gave up waiting', [
      opposing(expired.expired, 'the listener was there and closed by its own timer'),
    ])
  }
  const denied = deviceSessions(evidence).find(({ meaning }) => meaning === 'refused')?.event
  if (denied !== undefined && !refused.local)
    return ruledOut('A firewall logged that it refused the connection itself', [opposing(denied, 'a device refused it, not the host')])
  const [abandoned] = evidence.of('connect.abandoned')
  if (abandoned !== undefined) {
    return cannotTell(
      'A connection was refused after others had been waited for in vain; the refused port may have been a listener that had closed meanwhile',
      [listensHere(evidence, refused)],
      [supporting(refused.first, `${refused.target} refused`), opposing(abandoned, 'an earlier attempt had no answer at all')],
    )
  }
  const started = serviceStarts(evidence).find((start) => order(evidence.timeline, start, refused.first) !== 'before')
  const proof: EvidenceItem[] = [supporting(refused.first, `${refused.target} answered the connection attempt with a refusal at once`)]
  if (started !== undefined) proof.push(supporting(started, 'the service announced that it started'))
  const broken = firstBreak(evidence)
  const afterBreak = broken !== undefined && order(evidence.timeline, broken.event, refused.first) !== 'after'
  if (afterBreak) proof.push(opposing(broken.event, 'an established connection broke first: the service had been there'))
  const banned = refused.local ? undefined : banBefore(evidence, refused.first)
  if (banned !== undefined) proof.push(opposing(banned, 'an address was shut out, and is refused in the same way'))
  const open = acceptedTrial(evidence, refused.first)
  if (open !== undefined) proof.push(opposing(open, 'the port accepted a connection that somebody opened by hand'))
  const bare = refused.events.every((event) => knownByStatusOnly(evidence, event))
  return explains(afterBreak || bare || banned !== undefined || open !== undefined ? 'weak' : 'strong', {
    headline: `Connection refused: nothing listens on ${refused.target}`.slice(0, 100),
    summary:
      `${count(refused.events.length, 'connection attempt')} to ${refused.target} ${refused.events.length === 1 ? 'was' : 'were'} refused. ` +
      'The refusal is an answer: the host is up and reachable, and its system has no program listening on that port. ' +
      (refused.local
        ? 'The program connected to its own host, so no firewall between hosts is involved.'
        : 'A firewall that rejects instead of discarding looks the same from here; look on the host itself first.') +
      (started === undefined ? '' : ' The log holds a line of the service starting, so it was not running at some time.'),
    accountsFor: withEchoes(evidence, refused.events),
    evidence: proof,
    next: [listensHere(evidence, refused)],
  })
}
