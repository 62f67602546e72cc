import { type Cause, type Evidence, explains, notApplicable, type Outcome, opposing, ruledOut, supporting } from '../../model/index.ts'
import { inWords } from '../../facts/broken-connections.ts'
import { logOfOtherEnd } from '../../facts/next-evidence.ts'
import { headline, namedFailure, quoteSome } from '../../facts/named-failure.ts'
import { namedProgram, remedies } from './remedies.ts'
import { isForeignShell, pythonModule, type Whereabouts, whereabouts } from './whereabouts.ts'

/** The command that should run at the other end does not exist there, or could not be started. */
export const remoteProgramMissing: Cause = {
  id: 'remote-program-missing',
  title: 'The remote program is missing or could not be started',
  leadsTo: ['peer-process-died', 'stream-polluted', 'version-mismatch', 'nobody-listening'],
  weigh,
  remedies,
}

/** POSIX shells: 127 command not found, 126 found but not executable; rsync passes both on (errcode.h, main.c wait_process). */
const shellSays: ReadonlySet<number> = new Set([126, 127])

function weigh(evidence: Evidence): Outcome {
  const exits = evidence.of('program.exited').filter((event) => event.symptom !== undefined && shellSays.has(event.code))
  const named = evidence.of('program.missing')
  const missing = namedFailure(evidence, named.filter((event) => event.symptom !== undefined).length > 0 || exits.length === 0 ? named : [...named, ...exits])
  if (missing === undefined) return notApplicable
  const answered = evidence.of('connection.closed').find((event) => (event.bytesReceived ?? 0) > 0)
  if (answered !== undefined && exits.length === 0) {
    return ruledOut('The remote program had started and answered before the connection ended', [
      opposing(answered, `${answered.bytesReceived ?? 0} bytes had come from it`),
    ])
  }
  const inside = missing.first.symptom !== undefined && !missing.hearsay
  if (!inside && exits.length === 0 && evidence.symptoms.some((event) => event.symptom === 'specific' && event !== missing.first)) {
    return ruledOut(
      'The missing command is not the backup program: the backup itself started',
      missing.all.slice(0, 2).map((event) => opposing(event, 'printed by a start-up file, as a rule')),
    )
  }
  const program = namedProgram(evidence)
  const [exit] = exits
  const where = whereabouts(evidence, missing.all)
  const unseen = where === 'here' && missing.all.some(({ quote }) => isLocal(quote))
  const library = pythonModule(missing.all)
  const foreignShell = isForeignShell(missing.all)
  const broken = missing.followed.find(({ event }) => event.kind !== 'connection.closed' || (event.bytesReceived ?? 0) > 0)
  // A server says the same where it may not or cannot start anything: a limit on processes, a key or a device that allows no commands.
  const reasonless = exit === undefined && missing.all.every(({ quote }) => notStarted.test(quote))
  return explains(missing.hearsay || reasonless ? 'weak' : exit !== undefined && program !== undefined && inside ? 'decisive' : 'strong', {
    headline: headline(
      foreignShell
        ? 'The login shell at the other end is csh, which did not understand the command'
        : library === undefined
          ? headlineOf(program ?? (where === 'here' ? 'The command' : 'The remote command'), where, exit?.code, missing.first.quote)
          : `The Python library ${library} is not installed where the program runs`,
    ),
    summary: unseen
      ? `The program that should carry the connection, ${program ?? 'the remote shell'}, could not be started on this host, so no connection was ever made.`
      : reasonless
        ? 'The other host was reached and let the caller in, and its ssh server answered that it did not start the command, without saying why. The caller then reads an end of file where it expected a greeting.'
        : summaryOf(where, program ?? 'the program', exit?.code, library, foreignShell),
    accountsFor: missing.accountsFor,
    evidence: [
      ...quoteSome(missing.all, reasonless ? 'the ssh server did not start the command' : saidBy[where]),
      ...exits.slice(0, 1).map((event) => supporting(event, 'the exit code says the same')),
      ...(broken === undefined ? [] : [opposing(broken.event, inWords(broken))]),
    ],
    next: reasonless ? [logOfOtherEnd(evidence)] : [],
  })
}

/** OpenSSH's client (clientloop.c) when the server answered its request with a failure, which has no reason in it. */
const notStarted = /\b(?:exec|shell) request failed on channel/

const saidBy: Readonly<Record<Whereabouts, string>> = {
  there: 'the other host says that it has no such program',
  here: 'the program could not be started here',
  unsaid: 'a shell says that it has no such program',
}

const places: Readonly<Record<Whereabouts, string>> = { there: 'at the other end', here: 'on this host', unsaid: 'here or at the other end' }

/** The caller could not even start its own end: rsync its remote shell, BackupPC the transport of its configuration. */
function isLocal(quote: string): boolean {
  return /Failed to exec|\bExec of |Can't exec |isn't a valid executable/.test(quote)
}

function headlineOf(program: string, where: Whereabouts, code: number | undefined, quote: string): string {
  const place = where === 'here' && /Failed to exec/.test(quote) ? 'on the calling host' : places[where]
  if (/\bsudo:/i.test(quote) && !/not found/.test(quote)) return `sudo did not start ${program} ${place}: it wants a terminal or a password`
  if (notStarted.test(quote)) return 'The ssh server at the other end let the caller in and did not start the command'
  if (where === 'unsaid') return `${program} does not exist where it was called, or cannot be run${code === undefined ? '' : ` (${code})`}`
  return `${program} does not exist ${place}, or cannot be run there${code === undefined ? '' : ` (${code})`}`
}

function summaryOf(where: Whereabouts, program: string, code: number | undefined, library: string | undefined, foreignShell: boolean): string {
  if (foreignShell)
    return 'The other host was reached and let the caller in, but its login shell is csh or tcsh: it does not know the redirections of sh in the command it was given, and started nothing. What was to be sent then met a closed pipe.'
  if (library !== undefined)
    return `The program runs on Python and could not load its library ${library}, so it never tried to connect: neither the network nor the other end has a part in this.`
  const how = code === undefined ? '' : ` and ended with ${code}: ${code === 127 ? 'not found' : 'found, but not executable'}`
  if (where === 'here')
    return `The job could not start ${program} on the host where it runs${how}. No connection was tried: neither the network nor the other end has a part in this.`
  if (where === 'unsaid')
    return `A shell could not start ${program}${how}. The line does not say whether it is this host's shell or, through ssh, that of the other; no connection failed.`
  return `The other host was reached and let the caller in, but its shell could not start ${program}${how}. The caller then reads an end of file where it expected a greeting ("connection unexpectedly closed, 0 bytes received").`
}
