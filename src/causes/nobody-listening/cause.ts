import {
  cannotTell,
  type Cause,
  count,
  type EventOf,
  type Evidence,
  type EvidenceItem,
  explains,
  type Next,
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
import { icmpRefusal } from '../../facts/icmp-refusals.ts'
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
  const rejected = refused.local ? undefined : icmpRefusal(evidence, refused.first)
  if (rejected !== undefined)
    return ruledOut('The refusal was a message of ICMP: a host on which nothing listens answers with a reset', [opposing(rejected, 'a rule rejected it')])
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
  const broken = firstBreak(evidence)?.event ?? resetBeforeRetry(evidence, refused.first)
  const afterBreak = broken !== undefined && order(evidence.timeline, broken, refused.first) !== 'after'
  if (afterBreak) proof.push(opposing(broken, 'an established connection broke first: the service had been there'))
  const banned = refused.local ? undefined : banBefore(evidence, refused.first)
  if (banned !== undefined) proof.push(opposing(banned, 'an address was shut out, and is refused in the same way'))
  const open = acceptedTrial(evidence, refused.first)
  if (open !== undefined) proof.push(opposing(open, 'the port accepted a connection that somebody opened by hand'))
  const bare = refused.events.every((event) => knownByStatusOnly(evidence, event))
  const crowded = refused.events.every(({ quote }) => isDiskLibrarys.test(quote))
  if (crowded) proof.push(opposing(refused.first, 'the same number stands for an ESXi host that has no session left for another disk'))
  return explains(afterBreak || bare || crowded || banned !== undefined || open !== undefined ? 'weak' : 'strong', {
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
    next: crowded ? [diskSessions, listensHere(evidence, refused)] : [listensHere(evidence, refused)],
  })
}

/** An attempt that a program tells of as one it repeats is no failure yet; that its connection had stood tells of the service all the same. */
function resetBeforeRetry(evidence: Evidence, refused: EventOf<'connect.failed'>): EventOf<'connection.failed'> | undefined {
  return evidence.of('connection.failed').find((event) => event.channel === 'network' && event.system === refused.system && event.host === refused.host)
}

/** VMware's disk library about an ESXi host: `14009 The server refused connection`. */
const isDiskLibrarys = /\b14009\b|\bserver refused connection\b/

const diskSessions: Next = {
  what: 'How many disks were read through that ESXi host at the time, by this and other jobs, and what its vpxa and hostd logged of NFC sessions',
  command:
    'grep -iE "nfc|902" /var/log/vpxa.log /var/log/hostd.log | tail -n 40   # on the ESXi host\nnc -vz -w 5 ESXI_HOST 902; nslookup ESXI_HOST   # on the backup host',
  separates: ['nobody-listening', 'server-limit-reached', 'port-rejected', 'name-or-access-refused'],
}
