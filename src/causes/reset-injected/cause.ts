import { cannotTell, type Cause, type Evidence, explains, notApplicable, type Outcome, type Remedy, ruledOut, supporting } from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { deviceSessions, isAttempt } from '../../facts/device-sessions.ts'
import { captureAtBothEnds, firewallStateLog, logOfOtherEnd } from '../../facts/next-evidence.ts'
import { undecidedBreak } from '../../facts/undecided-break.ts'
import { bySystemOutput } from './system-output.ts'
import { byPackets } from './packets.ts'

/** A device in the path sends a reset that neither end sent: an intrusion filter, a quota, a policy. Only captures or the device's own log show it. */
export const resetInjected: Cause = {
  id: 'reset-injected',
  title: 'A device in the path reset the connection',
  leadsTo: [],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: () => remedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const shown = bySystemOutput(evidence)
  if (shown !== undefined) return shown
  const sessions = deviceSessions(evidence)
  const passedOn = sessions.find(({ meaning }) => meaning === 'reset')?.event
  const seen = passedOn === undefined ? [] : [supporting(passedOn, 'the firewall saw a reset arrive from one side')]
  const found = undecidedBreak(evidence)
  if (found?.settled !== undefined) return ruledOut(found.settled.why, found.settled.evidence)
  if (found === undefined || found.broken.kind === 'closed') {
    return passedOn === undefined ? notApplicable : cannotTell(whoMadeIt, [captureAtBothEnds(evidence), logOfOtherEnd(evidence)], seen)
  }
  const { broken } = found
  const refused = sessions.find(({ event, meaning }) => meaning === 'refused' && !isAttempt(event))?.event
  if (refused !== undefined) {
    const device = refused.device ?? 'A device in the path'
    return explains('strong', {
      headline: `${device} cut the connection: it logged that it refused the session`.slice(0, 100),
      summary: `${device} logged that a rule of its own refused packets of this session, and this end saw its connection reset in the middle of the transfer.`,
      accountsFor: withEchoes(evidence, [...brokenConnections(evidence).map(({ event }) => event), ...sessions.map(({ event }) => event)]),
      evidence: [supporting(refused, 'the device refused the session by a rule'), supporting(broken.event, inWords(broken))],
      next: [captureAtBothEnds(evidence)],
    })
  }
  if (passedOn !== undefined) return cannotTell(whoMadeIt, [captureAtBothEnds(evidence), logOfOtherEnd(evidence)], seen)
  return cannotTell(
    'A reset that a device made and one that the other host made leave the same line in a log',
    [captureAtBothEnds(evidence), firewallStateLog(evidence)],
    [supporting(broken.event, inWords(broken))],
  )
}

const whoMadeIt = 'A firewall saw a reset and passed it on; whether the host on that side made it or another device in front of the host, its log does not say'

const remedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the device that sends the reset',
    text: 'Find the device by the distance its packets have travelled (the TTL of the reset against that of real packets), read why it ended the session (intrusion signature, quota, session length, policy), and exempt the two hosts and the backup port.',
    commands: [],
    risk: 'The exempted traffic is no longer inspected.',
    undo: 'Remove the exemption.',
    check: 'The next backup runs past the point of failure, and the capture shows no reset with a foreign TTL.',
  },
  {
    kind: 'experiment',
    where: 'either end (Linux)',
    text: 'Send the backup through ssh or another encrypted tunnel: a filter that reacts to the content then sees none.',
    commands: ['ssh -f -N -L 8873:localhost:873 SERVER', 'rsync -a SOURCE/ rsync://localhost:8873/MODULE/'],
    risk: 'Costs processor time; the site may forbid it.',
    undo: 'End the ssh process.',
    check: 'If this passes where the plain connection is reset at the same amount of data, a device looks at the content.',
  },
]
