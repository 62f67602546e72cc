import { type Cause, type EventOf, type Evidence, explains, notApplicable, type Outcome, opposing, ruledOut } from '../../model/index.ts'
import { inWords } from '../../facts/broken-connections.ts'
import { headline, namedFailure, quoteSome } from '../../facts/named-failure.ts'
import { polluterOf } from '../../facts/polluting-text.ts'
import { streamPollutedRemedies } from './remedies.ts'

/** Something other than the protocol got into the stream: a banner, a prompt, a shell's complaint, another service. */
export const streamPolluted: Cause = {
  id: 'stream-polluted',
  title: 'Something other than the protocol was written into the stream',
  leadsTo: ['version-mismatch', 'bits-corrupted', 'peer-process-died', 'reset-injected'],
  weigh,
  remedies: streamPollutedRemedies,
}

function weigh(evidence: Evidence): Outcome {
  const polluted = namedFailure(evidence, evidence.of('stream.polluted'))
  if (polluted === undefined) {
    const version = evidence.of('versions.mismatched').find(({ quote }) => /is your shell clean/.test(quote))
    return version === undefined
      ? notApplicable
      : ruledOut('The number that came is a protocol version and no text', [opposing(version, version.detail ?? 'a version of the protocol')])
  }
  const stop = evidence.of('run.stopped').find((event) => event.symptom !== undefined)
  if (stop !== undefined)
    return ruledOut('A stopped sender leaves half a message, which the other end reads as nonsense', [opposing(stop, 'the run was stopped')])
  if (polluted.preceded !== undefined)
    return ruledOut('The connection broke first', [opposing(polluted.preceded.event, `earlier ${inWords(polluted.preceded)}`)])
  const text = polluterOf(evidence)
  const started = evidence.of('stream.active').length > 0
  const atStart = polluted.all.some(isGreetingError)
  const strength =
    polluted.hearsay || polluted.first.symptom === undefined || (started && text?.writer === undefined)
      ? 'weak'
      : text?.writer !== undefined
        ? 'decisive'
        : atStart || text !== undefined
          ? 'strong'
          : 'weak'
  return explains(strength, {
    headline: headline(
      text === undefined
        ? 'The remote shell printed text into the protocol stream before the backup program could speak'
        : `The stream began with ${show(text.text, 40)}${text.writer === undefined ? '' : `: ${text.writer}`}`,
    ),
    summary: `The program read ${text === undefined ? 'something that is not its protocol' : show(text.text)} where the other program's greeting should stand${
      text?.decodedFrom === undefined ? '' : `: the number ${text.decodedFrom} in the log is these four characters read as an integer`
    }. ${text?.writer === undefined ? 'What wrote it is found by running the same remote shell with a command that prints nothing.' : `It was written by ${text.writer}.`} The network carried it faithfully.`,
    accountsFor: polluted.accountsFor,
    evidence: quoteSome(polluted.all, text === undefined ? 'the program met text where it expected its protocol' : `the stream held ${show(text.text, 40)}`),
    next: text?.writer === undefined ? [whatIsPrinted] : [],
  })
}

const whatIsPrinted = {
  what: 'What the remote shell prints without being asked: the output must be empty (0 bytes)',
  command: 'ssh HOST /bin/true > /tmp/noise; wc -c /tmp/noise; head -c 200 /tmp/noise | od -c',
  separates: ['stream-polluted', 'version-mismatch', 'bits-corrupted'] as const,
}

function isGreetingError({ quote }: EventOf<'stream.polluted'>): boolean {
  return /is your shell clean|rather than greeting|server greeting|startup line|protocol versions?: remote|invalid size|unexpected (?:data|output)|got unexpected|not a borg|invalid response/i.test(
    quote,
  )
}

function show(text: string, most = 80): string {
  const shown = text.replace(/\s+/g, ' ').trim()
  return `"${shown.length > most ? `${shown.slice(0, most - 3)}...` : shown}"`
}
