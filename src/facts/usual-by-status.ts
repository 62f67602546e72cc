import {
  type Cause,
  type CauseId,
  cannotTell,
  duration,
  type EventOf,
  type Evidence,
  type Next,
  opposing,
  ruledOut,
  supporting,
  usPerMinute,
} from '../model/index.ts'
import { logOfOtherEnd, socketState, systemLogOfOtherHost } from './next-evidence.ts'

/** What usually stands behind a NetBackup status, most usual first; our reading of the vendor's guides, no proof of anything. */
const usualCauses: Readonly<Record<number, readonly CauseId[]>> = {
  5: ['idle-flow-dropped', 'peer-process-died', 'media-unavailable', 'disk-full'],
  6: ['source-unreadable', 'application-timeout', 'peer-process-died'],
  7: ['source-unreadable', 'application-timeout', 'peer-process-died'],
  11: ['source-unreadable', 'media-unavailable', 'peer-process-died'],
  12: ['media-unavailable', 'source-unreadable', 'disk-full'],
  13: ['application-timeout', 'idle-flow-dropped', 'peer-process-died', 'source-unreadable'],
  14: ['media-unavailable', 'disk-full', 'idle-flow-dropped', 'peer-process-died'],
  19: ['name-or-access-refused'],
  21: ['ports-exhausted', 'nobody-listening', 'connect-blackholed'],
  22: ['peer-process-died', 'path-lost'],
  23: ['peer-process-died', 'idle-flow-dropped', 'application-timeout', 'name-or-access-refused'],
  25: ['connect-blackholed', 'nobody-listening', 'port-rejected', 'name-or-access-refused', 'listener-expired'],
  26: ['tls-failed', 'name-or-access-refused', 'version-mismatch', 'nobody-listening'],
  34: ['peer-process-died'],
  40: ['idle-flow-dropped', 'peer-process-died', 'path-lost', 'firewall-state-lost'],
  42: ['idle-flow-dropped', 'peer-process-died', 'path-lost'],
  43: ['version-mismatch', 'stream-polluted', 'bits-corrupted'],
  44: ['idle-flow-dropped', 'peer-process-died', 'path-lost'],
  49: ['remote-program-missing', 'name-or-access-refused', 'peer-process-died'],
  51: ['application-timeout', 'server-limit-reached'],
  53: ['peer-process-died', 'idle-flow-dropped', 'path-lost'],
  58: ['connect-blackholed', 'nobody-listening', 'port-rejected', 'name-or-access-refused'],
  64: ['application-timeout', 'connect-blackholed'],
  65: ['application-timeout', 'idle-flow-dropped', 'media-unavailable'],
  66: ['idle-flow-dropped', 'media-unavailable'],
  67: ['peer-process-died', 'idle-flow-dropped', 'path-lost'],
  68: ['application-timeout', 'idle-flow-dropped'],
  76: ['application-timeout', 'source-unreadable', 'idle-flow-dropped'],
  90: ['source-unreadable', 'peer-process-died', 'remote-program-missing'],
  92: ['media-unavailable', 'bits-corrupted'],
  99: ['source-unreadable', 'media-unavailable', 'name-or-access-refused', 'disk-full'],
  130: ['source-unreadable', 'media-unavailable', 'peer-process-died'],
  146: ['ports-exhausted'],
  149: ['connect-blackholed', 'nobody-listening', 'port-rejected', 'name-or-access-refused'],
  170: ['media-unavailable', 'source-unreadable'],
  174: ['media-unavailable', 'disk-full', 'path-lost'],
  175: ['idle-flow-dropped', 'peer-process-died', 'media-unavailable', 'disk-full'],
  183: ['bits-corrupted', 'media-unavailable'],
  184: ['disk-full', 'media-unavailable', 'idle-flow-dropped', 'peer-process-died'],
  185: ['idle-flow-dropped', 'peer-process-died', 'media-unavailable', 'disk-full'],
  186: ['idle-flow-dropped', 'media-unavailable', 'peer-process-died'],
  191: ['media-unavailable', 'disk-full', 'idle-flow-dropped'],
  201: ['name-or-access-refused', 'tls-failed', 'version-mismatch'],
  205: ['connect-blackholed', 'nobody-listening', 'port-rejected'],
  232: ['version-mismatch', 'idle-flow-dropped'],
  233: ['peer-process-died', 'idle-flow-dropped'],
  234: ['peer-process-died', 'idle-flow-dropped'],
  249: ['application-timeout', 'idle-flow-dropped'],
  609: ['media-unavailable', 'idle-flow-dropped', 'disk-full'],
  610: ['media-unavailable', 'idle-flow-dropped', 'disk-full'],
  611: ['connect-blackholed', 'nobody-listening', 'port-rejected', 'name-or-access-refused'],
  613: ['connect-blackholed', 'nobody-listening', 'port-rejected', 'name-or-access-refused'],
  614: ['peer-process-died', 'idle-flow-dropped', 'nobody-listening', 'connect-blackholed'],
  621: ['connect-blackholed', 'nobody-listening', 'port-rejected', 'name-or-access-refused'],
  622: ['peer-process-died', 'idle-flow-dropped'],
  629: ['peer-process-died', 'application-timeout'],
  636: ['idle-flow-dropped', 'path-lost', 'peer-process-died'],
  637: ['idle-flow-dropped', 'path-lost', 'peer-process-died'],
  670: ['receiver-stalled'],
  800: ['media-unavailable', 'server-limit-reached', 'disk-full'],
  811: ['peer-process-died', 'idle-flow-dropped', 'nobody-listening', 'connect-blackholed'],
  812: ['peer-process-died', 'idle-flow-dropped', 'nobody-listening', 'connect-blackholed'],
  819: ['peer-process-died', 'idle-flow-dropped', 'nobody-listening', 'connect-blackholed'],
  903: ['peer-process-died', 'idle-flow-dropped', 'nobody-listening', 'connect-blackholed'],
  904: ['media-unavailable', 'server-limit-reached', 'disk-full'],
  916: ['server-limit-reached', 'media-unavailable'],
  1057: ['bits-corrupted', 'media-unavailable'],
  1589: ['connect-blackholed', 'nobody-listening', 'port-rejected', 'name-or-access-refused'],
  2027: ['nobody-listening', 'connect-blackholed', 'path-lost', 'peer-host-restarted'],
  2107: ['name-or-access-refused', 'media-unavailable'],
  2805: ['idle-flow-dropped', 'peer-process-died', 'media-unavailable', 'disk-full'],
  2808: ['idle-flow-dropped', 'peer-process-died', 'media-unavailable', 'disk-full'],
  2820: ['idle-flow-dropped', 'peer-process-died', 'media-unavailable', 'disk-full'],
  2826: ['connect-blackholed', 'nobody-listening', 'port-rejected', 'name-or-access-refused'],
  2827: ['connect-blackholed', 'nobody-listening', 'port-rejected', 'name-or-access-refused'],
  7625: ['tls-failed', 'connect-blackholed', 'nobody-listening'],
  7660: ['tls-failed', 'name-or-access-refused', 'nobody-listening'],
  8500: ['nobody-listening', 'connect-blackholed', 'name-or-access-refused', 'tls-failed'],
}

/** Statuses whose connection never came about: then the test is a connection, and not a capture of a long one. */
const aboutConnecting: ReadonlySet<number> = new Set([21, 25, 26, 49, 58, 146, 149, 201, 205, 611, 613, 621, 1589, 2027, 2826, 2827, 7625, 7660, 8500])
/** What a command for certificates ends with when the master's web service does not answer. */
const aboutWebService: ReadonlySet<number> = new Set([8500])
const aboutStorage: ReadonlySet<number> = new Set([12, 14, 92, 170, 174, 609, 610, 800, 904, 916, 1057])

/**
 * The cause as it stands, and beside it as one of the usual ones of a NetBackup status that came without any other line:
 * the official text, its place among the usual causes, and what to collect.
 */
export function alsoByStatus(cause: Cause): Cause {
  return {
    ...cause,
    weigh: (evidence) => {
      const outcome = cause.weigh(evidence)
      if (outcome.outcome !== 'not-applicable' && outcome.outcome !== 'cannot-tell') return outcome
      const status = bareStatus(evidence)
      if (status === undefined) return outcome
      const usual = usualCauses[status.code] ?? []
      const place = usual.indexOf(cause.id)
      if (place < 0) return outcome
      const summary = `Usual cause ${place + 1} of ${usual.length} of a bare NetBackup status ${status.code}: ${inSentence(cause.title)}`
      const waited = answersAtOnce.has(cause.id) ? silentConnect(status, evidence) : undefined
      if (waited !== undefined) {
        return ruledOut(`${duration(waited.us)} passed between the attempt and the failure: a refusal is answered at once`, [
          opposing(waited.began, 'the attempt began'),
          opposing(status, 'and this is when it was given up'),
        ])
      }
      return { ...cannotTell(summary, nextFor(status, usual, evidence), [supporting(status, status.meaning ?? 'the status')]), place }
    },
  }
}

/** Causes whose answer to an attempt comes within a round trip. */
const answersAtOnce: ReadonlySet<CauseId> = new Set(['nobody-listening', 'port-rejected'])
/** A refusal that is tried again a few times still ends well before this. */
const silentAfterUs = usPerMinute

/** An attempt that began, was never reported as connected, and was given up long after. */
function silentConnect(status: EventOf<'status.reported'>, evidence: Evidence) {
  if (!aboutConnecting.has(status.code) || evidence.of('connection.opened').length > 0) return undefined
  const waits = evidence.of('connect.started').flatMap((began) => {
    const us = evidence.timeline.gap(began.when, status.when)?.us
    return us === undefined || us < 0 ? [] : [{ began, us }]
  })
  const last = waits.at(-1)
  return last === undefined || last.us < silentAfterUs ? undefined : last
}

function inSentence(title: string): string {
  return /^[A-Z][a-z ]/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title
}

/** The status of an incident in which no line says anything else. */
function bareStatus(evidence: Evidence): EventOf<'status.reported'> | undefined {
  const { symptoms } = evidence
  if (symptoms.some((event) => event.system !== 'netbackup' || (event.kind !== 'status.reported' && event.kind !== 'run.ended'))) return undefined
  return symptoms.find((event) => event.kind === 'status.reported')
}

function nextFor({ code, meaning }: EventOf<'status.reported'>, usual: readonly CauseId[], evidence: Evidence): readonly Next[] {
  const details: Next = {
    what: `Status ${code} is "${meaning ?? ''}" and no more. The job's details and every log line of that job around the failure, above all the errno beside it`,
    command: "bpdbjobs -report -jobid JOBID -all_columns; bperror -jobid JOBID -U; vxlogview -p 51216 -X 'jobid=JOBID' -d all",
    separates: usual,
  }
  if (aboutWebService.has(code)) return [webServiceTest(usual)]
  if (aboutStorage.has(code)) return [details, storageState(usual), logOfOtherEnd(evidence)]
  return aboutConnecting.has(code)
    ? [details, connectionTest(usual)]
    : [details, logOfOtherEnd(evidence), systemLogOfOtherHost(evidence), socketState(evidence)]
}

function webServiceTest(separates: readonly CauseId[]): Next {
  return {
    what: "On the host that asked: whether the master's name resolves, its port 1556 answers and its web service speaks; on the master, whether nbwmc and PBX run",
    command:
      'nbcertcmd -ping; nbcertcmd -listCACertDetails; bpclntcmd -hn MASTER; nc -vz -w 5 MASTER 1556   # Windows: Test-NetConnection MASTER -Port 1556\nbpps -x | grep -iE "nbwmc|pbx"; tail -n 50 /usr/openv/logs/nbwebservice/*.log   # on the master',
    separates,
  }
}

function connectionTest(separates: readonly CauseId[]): Next {
  return {
    what: 'From the media server: whether each port of the client answers, refuses or stays silent, which connection NetBackup itself gets, and what name the client knows the server by',
    command:
      'bptestbpcd -client CLIENT -verbose -debug; for p in 1556 13724 13782; do nc -vz -w 5 CLIENT $p; done; bpclntcmd -hn CLIENT\nbpclntcmd -pn; netstat -an | grep -E "1556|13724|13782"   # on the client',
    separates,
  }
}

function storageState(separates: readonly CauseId[]): Next {
  return {
    what: 'On the media server: the state of the disk pools and drives, and free space',
    command: 'nbdevquery -listdv -U; nbdevquery -listdp -U; vmoprcmd -d; df -h',
    separates,
  }
}
