import {
  type Cause,
  cannotTell,
  count,
  type Event,
  type EventOf,
  type Evidence,
  explains,
  notApplicable,
  opposing,
  type Outcome,
  ruledOut,
  supporting,
  usPerSecond,
} from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { bareSshFailure } from '../../facts/bare-ending.ts'
import { isBelowTheBackup, isTroubleAlone } from '../../facts/foreign-trouble.ts'
import { mayHaveCaused } from '../../facts/nearness.ts'
import { serverLimitReachedRemedies } from './remedies.ts'

/** sshd drops connections at random beyond MaxStartups; three losses at once are hardly a network's. */
const fewestAtOnce = 3
const atOnceUs = 10 * usPerSecond

/** The server turned the connection away because it already had as many as it allows, or held the caller's past against it. */
export const serverLimitReached: Cause = {
  id: 'server-limit-reached',
  title: 'The server refused more connections than its limit',
  leadsTo: [],
  weigh: (evidence) => {
    const limits = evidence.of('limit.reached')
    const told = evidence.symptoms.find((event) => event.kind === 'limit.reached')
    const early = closedBeforeBanner(evidence)
    const failures = [...early, ...evidence.symptoms.filter((event) => event.kind === 'connect.failed' && event.errno === 'ETIMEDOUT')]
    const near = told ?? limits.find((event) => failures.some((failure) => mayHaveCaused(evidence, event, failure, 60 * usPerSecond)))
    if (near !== undefined && (told !== undefined || failures.length > 0)) {
      const served = near.system === 'ssh' && !isOwn(near) && failures.length === 0 ? sessionAtHand(evidence, near) : undefined
      return served === undefined
        ? reached(evidence, near, failures)
        : ruledOut('Such a limit turns away connections that have no session yet', [opposing(served, 'this backup had its session already')])
    }
    const [first] = early
    if (first === undefined) return behindWrapper(evidence)
    const refused = evidence.of('access.refused').find((event) => event.reason === 'host-list')
    if (refused !== undefined)
      return ruledOut('The server turned the caller away by its access list', [opposing(refused, 'refused by name or address, not by number')])
    const quoted = early.slice(0, 3).map((event) => supporting(event, 'closed before the server said its first word'))
    if (early.length < fewestAtOnce || !atOnce(evidence, early))
      return {
        ...cannotTell(
          'An ssh server that is over its limit closes connections before its banner; so does one that crashed or refuses the address',
          [sshdLog, sshVerbose],
          quoted,
        ),
        place: mostUsualBeforeBanner,
      }
    return explains('weak', {
      headline: `${count(early.length, 'ssh connection')} closed before the banner, all at once: over the server's limit`,
      summary:
        `${count(early.length, 'ssh connection')} started together and were closed before the server sent its banner. sshd does this beyond MaxStartups (10 unauthenticated connections, then at random), ` +
        'and since 9.8 to addresses under a penalty. Its own log names which.',
      accountsFor: withEchoes(evidence, [...early, ...farewells(evidence)]),
      evidence: quoted,
      next: [sshdLog],
    })
  },
  remedies: serverLimitReachedRemedies,
}

/** A failure in another log than the limit's that is told by the backup itself: it had come further than to the server's door. */
function sessionAtHand(evidence: Evidence, limit: Event): Event | undefined {
  return evidence.symptoms.find((event) => event.at.source !== limit.at.source && !isBelowTheBackup(event) && event.reported !== true)
}

/** btrbk, znapzend and the like pass on only that ssh failed. */
function behindWrapper(evidence: Evidence): Outcome {
  const failed = bareSshFailure(evidence)
  return failed === undefined
    ? notApplicable
    : cannotTell(
        'ssh failed (255) and its own words were not kept: a server over its limit is one of the reasons',
        [sshdLog],
        [supporting(failed, 'ssh failed')],
      )
}

function reached(evidence: Evidence, limit: EventOf<'limit.reached'>, failures: readonly Event[]): Outcome {
  const all = evidence.of('limit.reached').filter((event) => event.symptom !== undefined || event === limit)
  const otherEnd = [...all, ...failures].find((event) => event !== limit && event.at.source !== limit.at.source)
  if (limit.limit === largestPacket) return oversized(evidence, limit)
  const value = limit.value === undefined ? '' : ` (${limit.value})`
  return explains(otherEnd === undefined ? 'strong' : 'decisive', {
    headline: (isOwn(limit) ? `This host has no more ${limit.limit}${value}` : `The server's limit was reached: ${limit.limit}${value}`).slice(0, 100),
    summary: isOwn(limit)
      ? 'The system refused the program what it asked for on its own host: a limit of the user, the unit or the container, or memory that has run out. The other end and the network have no part in it.'
      : `The server itself says that it turned ${isTroubleAlone(evidence.symptoms) ? 'connections' : 'the connection'} away because of ${limit.limit}${value}. ` +
        'Either too many backups start at the same minute, or connections that died without a word still hold their places.',
    accountsFor: withEchoes(evidence, [...all, ...failures, ...farewells(evidence)]),
    evidence: [
      supporting(limit, isOwn(limit) ? 'the system refuses it' : 'the server names its limit'),
      ...(otherEnd === undefined ? [] : [supporting(otherEnd, 'the other end says the same')]),
    ],
    next: [isOwn(limit) ? whatRanOut : whoHoldsThePlaces(limit)],
  })
}

/** MySQL's and MariaDB's largest message, of client and server alike; a row that is larger ends the dump. */
const largestPacket = 'max_allowed_packet'

function oversized(evidence: Evidence, limit: EventOf<'limit.reached'>): Outcome {
  return explains('strong', {
    headline: 'A row of the database is larger than max_allowed_packet',
    summary:
      'The dump met a row that is larger than the largest message that its program, or the server, takes, and ended there. Nobody was turned away, and the network has no part in it.',
    accountsFor: withEchoes(evidence, [limit]),
    evidence: [supporting(limit, 'the program names its limit')],
  })
}

/** Processes and open files run out on the host that says so; it turns nobody away. */
function isOwn({ limit }: EventOf<'limit.reached'>): boolean {
  return /^(?:processes|open files)(?: \(|$)/.test(limit)
}

const whatRanOut = {
  what: 'On that host, as the user of the backup: its limits, how much of them is used, and the limits of the unit or container',
  command: 'ulimit -a; ps -eLf | wc -l; sysctl kernel.pid_max kernel.threads-max fs.file-nr; systemctl show UNIT -p TasksMax,LimitNPROC,LimitNOFILE; free -m',
  separates: ['server-limit-reached', 'peer-process-died'],
} as const

function closedBeforeBanner(evidence: Evidence): readonly Event[] {
  return evidence.symptoms.filter(
    (event) => (event.kind === 'connection.closed' || event.kind === 'connection.failed') && event.stream === 'banner' && event.role !== 'server',
  )
}

/** ssh says of one and the same connection that its greeting broke off, and then that it was reset: `Connection reset by HOST port 22`. */
function farewells(evidence: Evidence): readonly Event[] {
  if (!closedBeforeBanner(evidence).some(({ system }) => system === 'ssh')) return []
  return evidence.symptoms.filter((event) => event.system === 'ssh' && /\bConnection (?:reset|closed) by \S{1,80} port \d{1,5}\s*$/.test(event.quote))
}

/** Lines without a time stand together in one log; dated ones lie within seconds of each other. */
function atOnce(evidence: Evidence, events: readonly Event[]): boolean {
  const gap = evidence.timeline.gap(events[0]?.when, events[fewestAtOnce - 1]?.when)
  return gap === undefined || Math.abs(gap.us) <= atOnceUs
}

const sshdLog = {
  what: "The ssh server's own log of that minute: a connection dropped past MaxStartups or under a penalty is named there, and a crash too",
  command:
    "journalctl -u ssh -u sshd --since '-1 day' | grep -E 'MaxStartups|penalt|drop connection|refused|fatal'; sshd -T | grep -iE 'maxstartups|persource'",
  separates: ['server-limit-reached', 'peer-process-died', 'name-or-access-refused'],
} as const

/** Of an ssh connection that ends before the greeting a server's limit is the usual cause. */
const mostUsualBeforeBanner = -1

const sshVerbose = {
  what: 'How far a connection gets, tried by hand from the same host at another hour and at the same minute',
  command: 'ssh -v -o BatchMode=yes USER@HOST true 2>&1 | tail -n 20',
  separates: ['server-limit-reached', 'name-or-access-refused', 'peer-process-died'],
} as const

function whoHoldsThePlaces({ system }: EventOf<'limit.reached'>) {
  const port = system === 'rsync' ? 873 : system === 'bacula' ? 9103 : 22
  return {
    what: 'On the server: who holds the places. Established connections that have been silent for hours are dead ones',
    command: `ss -tnop state established 'sport = :${port}'`,
    separates: ['server-limit-reached', 'idle-flow-dropped', 'path-lost'],
  } as const
}
