import { type Cause, type EventOf, type Evidence, explains, notApplicable, type Outcome, opposing, ruledOut } from '../../model/index.ts'
import { inWords } from '../../facts/broken-connections.ts'
import { headline, lastWords, namedFailure, quoteSome } from '../../facts/named-failure.ts'
import { tlsTrouble } from '../../facts/tls-trouble.ts'
import { tlsFailedRemedies } from './remedies.ts'

/** The two ends could not agree on TLS, did not trust each other's certificate, or lost the encrypted stream. */
export const tlsFailed: Cause = {
  id: 'tls-failed',
  title: 'TLS failed',
  leadsTo: ['peer-process-died', 'reset-injected', 'name-or-access-refused'],
  weigh,
  remedies: (evidence) => tlsFailedRemedies(tlsTrouble(evidence).trouble),
}

function weigh(evidence: Evidence): Outcome {
  const failed = namedFailure(evidence, evidence.of('tls.failed'))
  if (failed === undefined) return notApplicable
  if (failed.preceded !== undefined)
    return ruledOut('The connection below TLS broke first', [opposing(failed.preceded.event, `earlier ${inWords(failed.preceded)}`)])
  const { trouble, words } = tlsTrouble(evidence)
  const below = failed.followed.find(({ kind, event }) => kind !== 'closed' && kind !== 'broken-pipe' && event.kind === 'connection.failed')
  const vague = trouble === 'other' || trouble === 'record'
  if (vague && below !== undefined) return ruledOut('The encrypted stream ended because the connection below it did', [opposing(below.event, inWords(below))])
  return explains(vague || failed.hearsay || failed.first.symptom === undefined ? 'weak' : 'strong', {
    headline: headline(`TLS failed: ${words ?? inShort(failed.first)}`),
    summary: vague
      ? 'TLS gave up without naming a certificate, a name or a version. A device that cuts or changes the stream, damaged bytes and a peer that simply ended look alike here.'
      : `The hosts reached each other and began to speak TLS; then ${words ?? 'it failed'}. What either end does to the connection afterwards is a consequence.`,
    accountsFor: failed.accountsFor,
    evidence: quoteSome(failed.all, 'the TLS library says so'),
    next: [handshake],
  })
}

/** What the library said, where the reader could tell it from the rest of the line. */
function inShort({ reason, quote }: EventOf<'tls.failed'>): string {
  return reason === undefined || reason.length < 8 || reason.length > 60 ? lastWords(quote) : reason
}

const handshake = {
  what: 'The handshake as a plain client sees it: the certificate shown, its dates and names, version and cipher, or the reset in its place',
  command:
    'openssl s_client -connect HOST:PORT -servername HOST -showcerts </dev/null 2>&1 | openssl x509 -noout -subject -issuer -dates -ext subjectAltName; date -u',
  separates: ['tls-failed', 'reset-injected', 'bits-corrupted', 'version-mismatch'] as const,
}
