import {
  type Cause,
  cannotTell,
  type Event,
  type EventOf,
  type Evidence,
  explains,
  notApplicable,
  opposing,
  type Outcome,
  ruledOut,
  type Strength,
  supporting,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { type Break, brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { givesUpNotBeforeUs } from '../../facts/give-up-time.ts'
import { linkLost } from '../../facts/link-lost.ts'
import { localFailure, ruledOutBy } from '../../facts/local-failure.ts'
import { captureAtBothEnds, logOfOtherEnd, pathTrace, socketState } from '../../facts/next-evidence.ts'
import { type OwnTimer, ownTimer } from '../../facts/own-timer.ts'
import { refusedUntilTimeout } from '../../facts/refused-until-timeout.ts'
import { quietStream } from '../../facts/quiet-stream.ts'
import { pathLostRemedies } from './remedies.ts'
import { byLinkTrouble, linkHeadline } from './link-trouble.ts'
import { silenceSeen, type SilenceSeen } from './system-output.ts'
import { byPackets } from './packets.ts'

/** The route, the link or the whole host went away while the connection was in use. */
export const pathLost: Cause = {
  id: 'path-lost',
  title: 'The path to the other host was lost',
  leadsTo: ['application-timeout', 'connect-blackholed', 'listener-expired'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: pathLostRemedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const breaks = brokenConnections(evidence).filter(({ kind }) => kind === 'timed-out' || kind === 'unreachable')
  const [first] = breaks
  const link = linkLost(evidence)
  if (first === undefined) return withoutBreak(evidence, link)
  const local = localFailure(evidence)
  if (local !== undefined) return ruledOutBy(local)
  const quiet = quietStream(evidence)
  const alive = quiet?.failures.includes(first.event as EventOf<'connection.failed'>) === true ? quiet.busy[0] : undefined
  if (alive !== undefined) {
    return ruledOut(`Only the quiet ${quiet?.stream} connection died: another connection between the same hosts carried data`, [
      opposing(alive, 'the path to the other host worked for another connection'),
    ])
  }
  const dropped = refusedUntilTimeout(evidence)?.packets[0]
  if (dropped !== undefined && link === undefined)
    return ruledOut('The packets reached a firewall in the path, and it dropped them', [opposing(dropped, 'a packet of the connection came this far')])
  const silence = silenceSeen(evidence)
  if (silence?.pathAlive === true && link === undefined) {
    return ruledOut('Another connection to the same host was answered while this one was not', [
      opposing(silence.socket.event, 'only this connection met silence'),
    ])
  }
  const unreachable = breaks.find(({ kind }) => kind === 'unreachable')
  const seen = unreachable ?? first
  const isBare = unreachable !== undefined && maybeAnAttempt(unreachable)
  const sure = (unreachable !== undefined && !isBare) || silence?.sudden === true
  const strength = link !== undefined ? strengthWith(link, unreachable, first, evidence) : sure ? 'strong' : 'weak'
  return explains(strength, {
    headline: link === undefined ? headlineOf(unreachable !== undefined, isBare) : linkHeadline(link),
    summary:
      isBare && link === undefined
        ? 'The system has no way to the other host: it is down or not on its network, or a route is missing. A firewall that rejects a request with an ICMP message ends in the same words.'
        : summaryOf(unreachable !== undefined, link !== undefined, silence?.sudden === true),
    accountsFor: withEchoes(evidence, [...breaks.map(({ event }) => event), ...(link === undefined ? [] : [link])]),
    evidence: [supporting(seen.event, inWords(seen)), ...(link === undefined ? [] : [supporting(link, 'the link was lost')]), ...(silence?.evidence ?? [])],
    next: strength === 'weak' ? [pathTrace(evidence), captureAtBothEnds(evidence), logOfOtherEnd(evidence)] : [pathTrace(evidence)],
  })
}

/** No established connection met silence: what is left is an attempt without a route, a link message, or a program's own timer. */
function withoutBreak(evidence: Evidence, link: EventOf<'link.lost'> | undefined): Outcome {
  const attempts = evidence.symptoms.filter((event) => event.kind === 'connect.failed')
  const routeless = attempts.filter(({ errno }) => errno === 'ENETUNREACH' || errno === 'ENETDOWN' || errno === 'EHOSTDOWN' || errno === 'EHOSTUNREACH')
  const [first] = routeless
  if (first !== undefined) {
    const other = attempts.find((event) => !routeless.includes(event))
    if (other !== undefined) {
      return ruledOut('The attempt without a route was one of several addresses; another attempt failed in its own way', [
        opposing(other, 'this attempt found a route'),
      ])
    }
    const sure = link !== undefined || (first.errno !== 'EHOSTUNREACH' && !(first.peer ?? '').includes(':'))
    return explains(sure ? 'strong' : 'weak', {
      headline: first.errno === 'ENETUNREACH' ? 'This host has no route to the other host' : 'The other host could not be reached',
      summary:
        first.errno === 'ENETUNREACH'
          ? 'The system refused to send: no entry of its routing table leads to that address. For an IPv6 address this is the usual answer of a host that has no IPv6.'
          : 'The attempt was answered with "host unreachable": the host is down or not on its network. A firewall that rejects with an ICMP message looks the same.',
      accountsFor: withEchoes(evidence, routeless),
      evidence: [supporting(first, 'no way to the other host'), ...(link === undefined ? [] : [supporting(link, 'the link was lost')])],
      next: [pathTrace(evidence)],
    })
  }
  const trouble = byLinkTrouble(evidence, link)
  if (trouble !== undefined) return trouble
  const timer = ownTimer(evidence)
  const silence = silenceSeen(evidence)
  if (silence !== undefined && evidence.symptoms.every((event) => event.kind === 'socket.sampled')) {
    return silence.pathAlive
      ? notApplicable
      : explains('weak', {
          headline: 'A connection gets no answer any more: the path or the other host may be gone',
          summary:
            'The socket repeats its data or its probes and nothing comes back. A lost route, link or host does this; so does a firewall that discards the packets of a connection it has forgotten.',
          accountsFor: evidence.symptoms,
          evidence: silence.evidence,
          next: [pathTrace(evidence), captureAtBothEnds(evidence), logOfOtherEnd(evidence)],
        })
  }
  if (timer === undefined || timer.preceded !== undefined) return notApplicable
  if (link !== undefined) {
    return explains('strong', {
      headline: linkHeadline(link),
      summary: 'The link was lost, nothing arrived any more, and the program gave up by its own timer.',
      accountsFor: withEchoes(evidence, [timer.event]),
      evidence: [supporting(link, 'the link was lost'), supporting(timer.event, 'the program then waited in vain')],
    })
  }
  if (silence?.sudden === true && lastedUntil(silence, timer)) return silenceUntilTimer(silence, timer.event, evidence)
  return cannotTell('A path that swallows every packet looks like this to a program that waits; so does a busy program at the other end', [
    socketState(evidence),
    logOfOtherEnd(evidence),
  ])
}

/** Repeats of which every one is lost for most of what a timer waits: a path that merely loses packets lets an answer through now and then. */
const outlastingShare = 0.6

function lastedUntil({ socket }: SilenceSeen, { limitUs }: OwnTimer): boolean {
  if (socket.event.state !== 'ESTABLISHED') return false
  return limitUs === undefined ? (socket.event.retransmits ?? 0) >= surelyLost : (socket.event.forUs ?? 0) >= outlastingShare * limitUs
}

/** Six repeats double their distance to some 13 s on Linux; even where every third packet is lost that is one silence in a thousand. */
const surelyLost = 6

/** A program's timer was quicker than TCP, which still repeated its data in vain: the kernel answers for a program that is busy or stopped. */
function silenceUntilTimer(silence: SilenceSeen, timer: Event, evidence: Evidence): Outcome {
  return explains('strong', {
    headline: 'The path or the other host went away: data stayed unanswered until a timer gave up',
    summary:
      'The connection was in full use when everything it sent met silence. A busy or stopped program at the other end does not do this: its kernel would have answered. The timer that ran out only noticed it before TCP did.',
    accountsFor: withEchoes(evidence, [timer, ...brokenConnections(evidence).map(({ event }) => event)]),
    evidence: [...silence.evidence, supporting(timer, 'the timer then ran out')],
    next: [pathTrace(evidence), captureAtBothEnds(evidence)],
  })
}

function headlineOf(isUnreachable: boolean, isBare: boolean): string {
  if (isBare) return 'No route to the other host: at the start or during the transfer, the line does not say'
  return isUnreachable ? 'The route to the other host was lost during the transfer' : 'The other host stopped answering: the connection timed out'
}

/** A line with nothing but the error does not say whether a connection was open: a request that a firewall rejects or no host answers ends in the same words. */
function maybeAnAttempt({ event }: Break): boolean {
  return event.system === 'other' && event.kind === 'connection.failed' && event.operation === 'unknown'
}

/** A system that gave up sooner after the link's message than TCP does by itself had met the silence before. */
function strengthWith(link: EventOf<'link.lost'>, unreachable: Break | undefined, { event }: Break, { timeline }: Evidence): Strength {
  if (unreachable !== undefined) return 'decisive'
  const gap = timeline.gap(link.when, event.when) ?? gapInOneLog(link, event)
  return gap !== undefined && gap.us + gap.uncertaintyUs < givesUpNotBeforeUs(event) ? 'weak' : 'strong'
}

/** In a log that several hosts write to, their times as they stand: clocks may differ, but nothing says that these do. */
function gapInOneLog({ at, when }: Event, later: Event): ReturnType<Evidence['timeline']['gap']> {
  if (at.source !== later.at.source || when === undefined || later.when === undefined) return undefined
  return { us: later.when.us - when.us, uncertaintyUs: 0 }
}

function summaryOf(unreachable: boolean, link: boolean, sudden: boolean): string {
  if (link) return 'The link was lost, and the connection with it: what was sent stayed unanswered.'
  if (unreachable)
    return 'The system reported in the middle of the transfer that it has no way to the other host: a route was withdrawn, a link went down, or the last router could not find the host.'
  if (sudden)
    return 'The connection was in full use when everything it sent and probed met silence, until its system gave up: a route, a link or the other host went away. It had not been quiet, and full-size packets had passed.'
  return (
    'This host sent and sent again, or probed, and nothing came back until its system gave up. A route, link or host that went away does this. ' +
    'So does a firewall that discards the packets of a connection it has forgotten, and a path on which only large packets vanish; one log does not tell them apart.'
  )
}
