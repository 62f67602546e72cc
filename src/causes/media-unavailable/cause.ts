import { type Cause, count, type EventOf, type Evidence, explains, notApplicable, type Outcome, opposing, ruledOut, supporting } from '../../model/index.ts'
import { inWords } from '../../facts/broken-connections.ts'
import { commonWords, headline, namedFailure, quoteSome } from '../../facts/named-failure.ts'
import { mediaUnavailableRemedies } from './remedies.ts'

/** The place where the backup should be written is missing, full by plan, or cannot be written. */
export const mediaUnavailable: Cause = {
  id: 'media-unavailable',
  title: 'The tape, volume or destination cannot be written',
  leadsTo: ['peer-process-died', 'reset-injected', 'application-timeout', 'receiver-stalled', 'local-pipe-broken'],
  weigh,
  remedies: mediaUnavailableRemedies,
}

function weigh(evidence: Evidence): Outcome {
  const failed = namedFailure(evidence, evidence.of('media.failed'))
  if (failed === undefined) return notApplicable
  const full = evidence.of('storage.full').find((event) => event.symptom !== undefined)
  if (full !== undefined && failed.all.every((event) => event.medium === 'destination'))
    return ruledOut('The destination took data until it was full', [opposing(full, 'space ran out')])
  if (failed.preceded !== undefined) {
    return ruledOut('A connection broke before the medium was missed', [opposing(failed.preceded.event, `earlier ${inWords(failed.preceded)}`)])
  }
  const alone = failed.first.symptom !== undefined && full === undefined && !failed.hearsay
  const [broken] = failed.followed
  // A medium that fails closes the connection in order; a reset needs more than that unless the product says so.
  const strength = alone && (broken === undefined || broken.kind !== 'timed-out') ? 'strong' : 'weak'
  return explains(strength, {
    headline: headline(
      `${what(failed.first)}: ${
        detailOf(failed.first) ??
        commonWords(
          failed.all.map(({ quote }) => quote),
          70,
        )
      }`,
    ),
    summary: `${what(failed.first)}, as ${count(failed.all.length, 'line')} of the program that writes it ${failed.all.length === 1 ? 'says' : 'say'}. ${
      broken === undefined
        ? 'No connection failed: the transfer itself has no part in this.'
        : 'The program that should write it ended, and its connection with it.'
    }${full === undefined ? '' : ' A full disk is in the evidence too, and may be all there is to it.'}`,
    accountsFor: failed.accountsFor,
    evidence: [
      ...quoteSome(failed.all, 'the destination could not be used'),
      ...(broken === undefined ? [] : [supporting(broken.event, `then ${inWords(broken)}`)]),
      ...(full === undefined ? [] : [opposing(full, 'space ran out')]),
    ],
    next:
      strength === 'strong'
        ? []
        : [
            {
              what: 'Whether the medium can be written right now, and how full it is',
              command: 'df -h DESTINATION; touch DESTINATION/.holdfast-write-test && rm DESTINATION/.holdfast-write-test; mt -f /dev/nst0 status',
              separates: ['media-unavailable', 'disk-full', 'network-mount-failed'],
            },
          ],
  })
}

/** The reader's own words where they are short; a status line's words are its process and its number. */
function detailOf({ detail, medium, system }: EventOf<'media.failed'>): string | undefined {
  return detail === undefined || detail.length > 60 || (medium === undefined && system !== 'netbackup') ? undefined : detail.replace(/[.]$/, '')
}

function what(event: EventOf<'media.failed'>): string {
  if (event.medium === 'destination') return 'The destination could not be written'
  if (/larger than|cannot fit/i.test(event.quote)) return 'The backup does not fit on the tape'
  return `${named(event)} cannot be used`
}

function named({ medium, system }: EventOf<'media.failed'>): string {
  if (medium === undefined) return system === 'netbackup' ? 'The storage unit' : 'The backup medium'
  return medium.startsWith('/') ? `The destination ${medium}` : `The ${medium}`
}
