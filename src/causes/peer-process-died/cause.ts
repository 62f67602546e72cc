import {
  type Cause,
  cannotTell,
  type EventOf,
  type Evidence,
  explains,
  notApplicable,
  opposing,
  type Outcome,
  ruledOut,
  supporting,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { bareEnding } from '../../facts/bare-ending.ts'
import { knownByStatusOnly } from '../../facts/bare-status.ts'
import { breaksOfBothEnds, brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { brokenTogether } from '../../facts/broken-together.ts'
import { type Kill, kills, pidOfVictim } from '../../facts/killed-programs.ts'
import { captureAtBothEnds, logOfOtherEnd, systemLogOfOtherHost } from '../../facts/next-evidence.ts'
import { order } from '../../facts/order.ts'
import { quietStream } from '../../facts/quiet-stream.ts'
import { refusals } from '../../facts/refused-connects.ts'
import { undecidedBreak } from '../../facts/undecided-break.ts'
import { peerProcessDiedRemedies } from './remedies.ts'
import { byPackets } from './packets.ts'
import { bySystemOutput } from './system-output.ts'

/** The program at one end crashed or was killed; its system closed the connection in its place. */
export const peerProcessDied: Cause = {
  id: 'peer-process-died',
  title: 'The program at one end crashed or was killed',
  leadsTo: ['nobody-listening', 'local-pipe-broken'],
  weigh: byLines,
  weighPackets: byPackets,
  remedies: peerProcessDiedRemedies,
}

/** What lines say, without a capture. */
function byLines(evidence: Evidence): Outcome {
  const breaks = brokenConnections(evidence)
  const [kill] = kills(evidence)
  if (kill !== undefined && kill.tie !== 'unknown') {
    const counted = kill.tie === 'listener' && breaks[0] !== undefined ? bySystemOutput(evidence, breaks[0]) : undefined
    const told = killed(evidence, kill)
    return counted === undefined || counted.outcome !== 'explains' ? told : { ...counted, evidence: [...told.evidence, ...counted.evidence.slice(0, 1)] }
  }
  const crash = evidence.symptoms.find((event) => event.kind === 'program.exited' && event.system === 'rsync' && rsyncCrash.has(event.code))
  if (crash !== undefined) {
    return explains('strong', {
      headline: 'One of the rsync processes crashed or was killed',
      summary:
        'rsync says that its sibling process ended abnormally: a crash, or a kill such as the kernel makes when memory runs out. The connection broke because of that.',
      accountsFor: withEchoes(evidence, [crash, ...breaks.map(({ event }) => event)]),
      evidence: [supporting(crash, 'the sibling process ended abnormally')],
      next: [systemLogOfOtherHost(evidence)],
    })
  }
  const found = undecidedBreak(evidence)
  if (found === undefined) return silent(evidence)
  if (found.settled !== undefined) return ruledOut(found.settled.why, found.settled.evidence)
  const both = breaksOfBothEnds(evidence)
  if (both !== undefined)
    return ruledOut(
      'The programs at both ends lived to log the failure',
      both.map((one) => opposing(one.event, `the ${one.end} logged it itself`)),
    )
  const quiet = quietStream(evidence)
  const wrote = quiet?.busy.find((event) => event.kind === 'connection.failed')
  if (wrote !== undefined)
    return ruledOut(`Only the quiet ${quiet?.stream} connection broke first; the program at the other end went on writing`, [
      opposing(wrote, 'it lived to write this'),
    ])
  const { broken } = found
  const refused = refusals(evidence)
  if (refused !== undefined && order(evidence.timeline, broken.event, refused.first) !== 'after') {
    return explains('weak', {
      headline: 'The connection broke, and then nothing listened there any more: the service went away',
      summary: 'First the open connection broke, then new connections were refused. The program at the other end ended, was restarted, or its whole host was.',
      accountsFor: withEchoes(evidence, [...breaks.map(({ event }) => event), ...refused.events]),
      evidence: [supporting(broken.event, inWords(broken)), supporting(refused.first, 'new connections were refused')],
      next: [systemLogOfOtherHost(evidence), logOfOtherEnd(evidence)],
    })
  }
  const shown = bySystemOutput(evidence, broken)
  if (shown !== undefined) return shown
  const together = brokenTogether(evidence)
  if (together !== undefined)
    return ruledOut(
      `The connections with ${together.breaks.length} hosts broke together: programs of so many hosts do not die in the same minute`,
      together.breaks.slice(0, 2).map((one) => opposing(one.event, inWords(one))),
    )
  return cannotTell(
    'A program that is killed leaves its last words to nobody: this end sees a reset or an end of file, as it would from other causes',
    [systemLogOfOtherHost(evidence), logOfOtherEnd(evidence), captureAtBothEnds(evidence)],
    [
      supporting(broken.event, inWords(broken)),
      ...(kill === undefined ? [] : [supporting(kill.event, 'a process was killed; nothing ties it to this backup')]),
    ],
  )
}

/** rsync's RERR_CRASHED and RERR_TERMINATED (errcode.h): a sibling died by a signal. */
const rsyncCrash: ReadonlySet<number> = new Set([15, 16])

/** Nobody gave a reason: a program that is killed gives none either. */
function silent(evidence: Evidence): Outcome {
  const ended = bareEnding(evidence)
  if (ended === undefined) return notApplicable
  return cannotTell(
    'The lines say that it failed and not why; a program that was killed or crashed leaves no reason, and a log that was cut shows none',
    [logOfOtherEnd(evidence), systemLogOfOtherHost(evidence)],
    [supporting(ended, 'an ending without a reason')],
  )
}

function killed(evidence: Evidence, { event, tie }: Kill) {
  const breaks = brokenConnections(evidence)
  const seen = breaks.find((one) => one.end !== undefined && one.end !== (event.side ?? event.host) && order(evidence.timeline, event, one.event) === 'before')
  const strength =
    tie === 'listener' || event.reported === true || knownByStatusOnly(evidence, event)
      ? 'weak'
      : seen !== undefined && (event.side ?? event.host) !== undefined
        ? 'decisive'
        : 'strong'
  const pid = pidOfVictim(event)
  const who = `${inShort(event.victim) ?? 'The backup program'}${pid === undefined ? '' : ` (process ${pid})`}`
  return explains(strength, {
    headline: `${who} ${manner(event)}`.slice(0, 100),
    summary:
      tie === 'listener'
        ? `${who} ${manner(event)}. That process accepts connections and starts a child for each; whether the child that served this backup died with it, the lines do not show.`
        : `${who} ${manner(event)}. The system then closed its connections: the other end sees a reset, an end of file or a broken pipe, and reports that.`,
    accountsFor: withEchoes(evidence, [event, ...breaks.map((one) => one.event)]),
    evidence: [
      supporting(event, event.by === 'crash' ? 'the process crashed' : 'the process was ended from outside'),
      ...breaks.slice(0, 2).map((one) => supporting(one.event, `then ${inWords(one)}`)),
    ],
    next: tie === 'listener' ? [systemLogOfOtherHost(evidence), captureAtBothEnds(evidence)] : [],
  })
}

/** A shell tells the whole command: its program and what that should do are enough. */
function inShort(victim: string | undefined): string | undefined {
  return victim === undefined || victim.length <= 40 ? victim : (/^\S{1,30}(?: [A-Za-z]\S{0,20})?/.exec(victim)?.[0] ?? victim.slice(0, 40))
}

function manner({ by, signal }: EventOf<'program.killed'>): string {
  if (by === 'allocation') return 'found no more memory and gave up'
  if (by === 'oom-killer') return 'was killed by the kernel because memory ran out'
  if (by === 'crash') return `crashed${signal === undefined ? '' : ` (${signal})`}`
  return `was killed${signal === undefined ? '' : ` (${/^\d+$/.test(signal) ? `signal ${signal}` : signal})`}`
}
