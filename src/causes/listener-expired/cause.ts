import { type ExpiredListener, expiredListener } from '../../facts/expired-listener.ts'
import { abandonedConnects } from '../../facts/abandoned-connects.ts'
import {
  type Cause,
  count,
  duration,
  type Event,
  type Evidence,
  type EvidenceItem,
  explains,
  notApplicable,
  type Outcome,
  opposing,
  type Remedy,
  ruledOut,
  supporting,
  usPerSecond,
} from '../../model/index.ts'

/** A socket opened ahead of time waited for its partner, gave up, and was gone when the partner came. */
export const listenerExpired: Cause = {
  id: 'listener-expired',
  title: 'A waiting socket gave up before its partner came',
  leadsTo: ['nobody-listening', 'port-rejected'],
  weigh,
  remedies,
}

function weigh(evidence: Evidence): Outcome {
  const listener = expiredListener(evidence)
  if (listener === undefined) {
    const refused = evidence.of('connect.failed').find((event) => event.local === true && event.symptom !== undefined)
    const waiting = evidence.of('listener.opened')[0]
    if (refused === undefined || waiting === undefined) return notApplicable
    return ruledOut('no waiting socket is seen to expire before the refusal', [opposing(refused, 'refused')])
  }
  const [first, ...others] = listener.refusals
  const waited = listener.expired.limitUs === undefined ? '' : ` after ${duration(listener.expired.limitUs)}`
  if (first === undefined) {
    return explains('weak', {
      headline: `A waiting socket (${listener.key}) expired${waited} because its partner was late`,
      summary: `The socket gave up waiting${waited}; what came for it later is not in the evidence`,
      accountsFor: [
        ...evidence.of('status.reported').filter((event) => event.symptom !== undefined),
        ...(listener.expired.symptom === undefined ? [] : [listener.expired]),
      ],
      evidence: [supporting(listener.expired, `gave up waiting${waited}`)],
    })
  }
  const known = new Set<Event>([listener.expired, ...listener.refusals])
  const late = listener.lateByUs === undefined || listener.lateByUs < 0 ? '' : `, ${duration(listener.lateByUs)} after it had closed`
  return explains('strong', {
    headline: `A waiting socket (${listener.key}) had expired${waited} when its partner came${late}`,
    summary: `The socket ${listener.key} was opened ahead of time and closed itself${waited}; ${count(1 + others.length, 'attempt')} to reach it ${others.length === 0 ? 'was' : 'were'} refused${late}. Something upstream took too long: look there for the cause`,
    accountsFor: evidence.symptoms.filter((event) => known.has(event) || event.kind === 'status.reported' || event.kind === 'program.exited'),
    evidence: chainOf(listener),
    measurements:
      listener.expired.limitUs === undefined
        ? []
        : [{ name: 'listener wait limit', value: listener.expired.limitUs / usPerSecond, unit: 's', at: [listener.expired.at] }],
  })
}

function chainOf(listener: ExpiredListener): readonly EvidenceItem[] {
  return [
    ...(listener.opened === undefined ? [] : [supporting(listener.opened, 'opened, waiting for its partner')]),
    supporting(listener.expired, `closed${listener.expired.limitUs === undefined ? '' : ` after waiting ${duration(listener.expired.limitUs)}`}`),
    ...listener.refusals.map((event, index) => supporting(event, `attempt ${index + 1} refused: nobody waits there any more`)),
  ]
}

function remedies(evidence: Evidence): readonly Remedy[] {
  // The delays upstream bring their own remedies; this one stands when nothing shows them.
  if (abandonedConnects(evidence) !== undefined) return []
  return [
    {
      kind: 'fix',
      where: 'the side that was late',
      text: 'Find what delayed the partner: connection attempts that wait for a timer, slow name lookups, a slow tape mount. The log of the other host for the minutes before the expiry shows it.',
      commands: [],
      risk: 'None.',
      undo: 'Nothing to undo.',
      check: 'The partner connects well within the limit.',
    },
    {
      kind: 'workaround',
      where: 'the host that waits',
      text: 'Extend the time that the socket waits. The delays stay and may hit another timer.',
      commands: [],
      risk: 'Delays add up elsewhere.',
      undo: 'Set the old time.',
      check: 'The log shows the longer limit and no expiry.',
    },
  ]
}
