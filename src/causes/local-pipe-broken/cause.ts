import { type Cause, cannotTell, type Event, type Evidence, explains, notApplicable, type Outcome, opposing, ruledOut, supporting } from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { type Break, brokenConnections, inWords } from '../../facts/broken-connections.ts'
import { failedFilters, filterName } from '../../facts/failed-filters.ts'
import { isBackupKill } from '../../facts/killed-programs.ts'
import { headline, isClearlyBefore, lastWords, opposeSome, quoteSome } from '../../facts/named-failure.ts'
import { logOfOtherEnd } from '../../facts/next-evidence.ts'
import { localPipeBrokenRemedies } from './remedies.ts'

/** A compressor, encryptor or other child on the same host died, and the pipe to it broke: "Broken pipe" without a network. */
export const localPipeBroken: Cause = {
  id: 'local-pipe-broken',
  title: 'A local compressor, encryptor or child program ended',
  leadsTo: ['peer-process-died', 'reset-injected', 'source-unreadable'],
  weigh,
  remedies: localPipeBrokenRemedies,
}

function weigh(evidence: Evidence): Outcome {
  const pipes = evidence.of('connection.failed').filter((event) => event.channel === 'pipe' && event.errno === 'EPIPE' && event.reported !== true)
  const filters = failedFilters(evidence)
  if (pipes.length === 0 && filters.length === 0) return notApplicable
  const own: readonly Event[] = [...filters, ...pipes]
  const breaks = brokenConnections(evidence)
  const rival = breaks.find(({ event }) => filters.length === 0 || own.every((one) => isClearlyBefore(evidence, event, one)))
  if (rival !== undefined) {
    return ruledOut('The pipe broke because a connection had: the program behind it closed it when its connection was gone', [
      opposing(rival.event, inWords(rival)),
      ...opposeSome(pipes, 'a pipe on the same host, the echo of that', 2),
    ])
  }
  const archiver = filters.length > 0 ? undefined : evidence.of('source.failed').find((event) => event.symptom !== undefined && event.partial !== true)
  const other = otherReason(evidence) ?? archiver
  if (other !== undefined && filters.length === 0)
    return ruledOut('Another failure on the host accounts for the broken pipe', [opposing(other, 'this came with it')])
  if (filters.length === 0 && pipes.every((event) => event.symptom !== 'specific')) return onlyEchoes(pipes, evidence)
  return found(filters, pipes, breaks, other, evidence)
}

function found(filters: readonly Event[], pipes: readonly Event[], breaks: readonly Break[], other: Event | undefined, evidence: Evidence): Outcome {
  const [filter] = filters
  const name = filterName(filter ?? pipes[0])
  const strength = filter === undefined || other !== undefined ? 'weak' : pipes.length > 0 ? 'decisive' : 'strong'
  const told = filters.find((event) => !/exited with status|returned \d/.test(event.quote)) ?? filter
  return explains(strength, {
    headline: headline(
      filter === undefined
        ? `The pipe to the local ${name} broke; "Broken pipe" is not the network here`
        : `The ${name} program on the same host failed: ${lastWords(told?.quote ?? '', 50)}`,
    ),
    summary:
      filter === undefined
        ? `The data went through a pipe into the ${name} program on the same host, and that program was gone. What it said before it ended is not in the evidence.`
        : `The data went through the ${name} program on the same host, and that program failed. "Broken pipe" is what the writer of a pipe gets when its reader is gone; no network connection is involved.`,
    accountsFor: withEchoes(evidence, [
      ...filters,
      ...pipes,
      ...breaks.map(({ event }) => event),
      ...evidence.of('source.failed').filter(({ reason }) => reason === 'archiver'),
    ]),
    evidence: [
      ...quoteSome(filters, `the ${name} program's own words`),
      ...quoteSome(pipes, 'the pipe to it broke', 2),
      ...(other === undefined ? [] : [opposing(other, 'this may be why it ended')]),
    ],
    next: filter === undefined ? [filterByHand(name)] : [],
  })
}

/** A killed or starved filter is somebody else's victim. */
function otherReason(evidence: Evidence): Event | undefined {
  const killed = evidence.of('program.killed').find((event) => isBackupKill(event, evidence))
  return killed ?? evidence.of('storage.full').find((event) => event.symptom !== undefined)
}

function onlyEchoes(pipes: readonly Event[], evidence: Evidence): Outcome {
  return cannotTell(
    'A pipe on this host broke because the program that read from it closed it. Whether that program failed, or lost a network connection of its own, only its own log or the other end can say',
    [{ ...logOfOtherEnd(evidence), separates: ['local-pipe-broken', 'idle-flow-dropped', 'peer-process-died', 'application-timeout'] }],
    pipes.slice(0, 2).map((event) => supporting(event, 'a pipe on the same host')),
  )
}

function filterByHand(name: string) {
  return {
    what: `The ${name} program's own error output, by running it by hand as the backup user on a few gigabytes, and the kernel's word on whether it was killed`,
    command: `su BACKUPUSER -c 'head -c 2G /dev/urandom | FILTER COMMAND > /dev/null; echo status $?'; journalctl -k --since '-1 day' | grep -iE 'killed process|segfault'`,
    separates: ['local-pipe-broken', 'peer-process-died', 'disk-full'] as const,
  }
}
