import { withEchoes } from '../../facts/accounted.ts'
import { brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { forgedAfterQuiet } from '../../facts/forgotten-quiet.ts'
import { rulesThat } from '../../facts/filter-rules.ts'
import { localFailure } from '../../facts/local-failure.ts'
import { captureAtBothEnds } from '../../facts/next-evidence.ts'
import { duration, type Evidence, explains, opposing, type Outcome, ruledOut, supporting } from '../../model/index.ts'

/** Resets in a printed capture that their sender did not send, and filter rules that reset the backup's port; undefined when there are none. */
export function bySystemOutput(evidence: Evidence): Outcome | undefined {
  const breaks = brokenConnections(evidence).filter(({ kind }) => kind === 'reset' || kind === 'broken-pipe')
  const foreign = evidence.of('packet.seen').filter((event) => event.telling === 'reset-foreign')
  const [reset] = foreign
  const quiet = forgedAfterQuiet(evidence)
  if (quiet !== undefined) {
    return ruledOut(`The reset answered the first packet after ${duration(quiet.quietBeforeUs ?? 0)} of quiet: a device had forgotten the idle connection`, [
      opposing(quiet, 'made by a device, and tied to idleness'),
    ])
  }
  if (reset !== undefined) {
    return explains('decisive', {
      headline: 'A device in the path forged the reset: it does not look like its alleged sender',
      summary: `The reset claims to come from ${reset.tuple.from.address}, and differs from all other packets of that host: ${reset.detail ?? 'it travelled another distance'}. A device between the hosts made it; the host never sent it.`,
      accountsFor: withEchoes(evidence, [...foreign, ...breaks.map(({ event }) => event)]),
      evidence: [
        supporting(reset, reset.detail ?? 'a reset unlike the other packets of that host'),
        ...breaks.slice(0, 1).map((one) => supporting(one.event, inWords(one))),
      ],
      next: [],
    })
  }
  const [broken] = breaks
  const [rule] = broken === undefined || localFailure(evidence) !== undefined ? [] : rulesThat(evidence, 'reset')
  if (broken === undefined || rule === undefined) return undefined
  return explains('strong', {
    headline: `A rule of the firewall resets connections to port ${rule.port}${rule.exhausted === true ? ': its quota is used up' : ''}`,
    summary: `The packet filter in the path has a rule that answers with a TCP reset on the backup's port, and ${rule.exhausted === true ? 'the amount of data it allows is used up' : `it has met ${rule.packets ?? 0} packets`}. The other host sent nothing of the kind.`,
    accountsFor: withEchoes(
      evidence,
      brokenConnections(evidence).map(({ event }) => event),
    ),
    evidence: [supporting(rule, 'this rule sends resets'), supporting(broken.event, inWords(broken))],
    next: [captureAtBothEnds(evidence)],
  })
}
