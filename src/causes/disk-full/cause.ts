import {
  type Cause,
  cannotTell,
  count,
  type EventOf,
  type Evidence,
  explains,
  type Next,
  notApplicable,
  type Outcome,
  opposing,
  ruledOut,
  supporting,
} from '../../model/index.ts'
import { inWords } from '../../facts/broken-connections.ts'
import { headline, lastWords, type NamedFailure, namedFailure, quoteSome } from '../../facts/named-failure.ts'
import { order } from '../../facts/order.ts'
import { diskFullRemedies } from './remedies.ts'

/** A file system or quota at one end was full; the other end saw its connection break. */
export const diskFull: Cause = {
  id: 'disk-full',
  title: 'A disk or quota is full',
  leadsTo: [
    'peer-process-died',
    'reset-injected',
    'local-pipe-broken',
    'media-unavailable',
    'source-unreadable',
    'stopped-by-operator',
    'bits-corrupted',
    'version-mismatch',
  ],
  weigh,
  remedies: diskFullRemedies,
}

function weigh(evidence: Evidence): Outcome {
  const full = namedFailure(evidence, evidence.of('storage.full'))
  if (full === undefined) return withoutWords(evidence)
  const [broken] = full.followed
  const strength = full.hearsay || full.first.symptom === undefined || full.preceded !== undefined ? 'weak' : broken === undefined ? 'strong' : 'decisive'
  return explains(strength, {
    headline: headline(`${fullPlace(full.first)} (${systemsWords(full.first.quote)})${writing(full.first)}`),
    summary: summaryOf(full),
    accountsFor: full.accountsFor,
    evidence: [
      ...quoteSome(full.all, full.first.quota === true ? 'the quota is used up' : 'the system refused to write for want of space'),
      ...(broken === undefined
        ? []
        : [
            supporting(
              broken.event,
              `${order(evidence.timeline, full.first, broken.event) === 'before' ? 'then ' : ''}${inWords(broken)}: the program that met the full disk had ended`,
            ),
          ]),
      ...(full.preceded === undefined ? [] : [opposing(full.preceded.event, `but before that ${inWords(full.preceded)}`)]),
    ],
    next: strength === 'weak' ? [spaceLeft(full.first.path)] : [],
  })
}

/** The system's own words for it, where the line holds more than these. */
function systemsWords(quote: string): string {
  return (
    /no space left on (?:the )?device|not enough (?:free |disk )?space(?: in the file system| on the disk)?|disk quota exceeded|(?:disk|file ?system) (?:is )?full/i.exec(
      quote,
    )?.[0] ?? lastWords(quote, 32)
  )
}

/** rsync's RERR_FILEIO: a file error on the disk of whichever role printed it (errcode.h). */
const rsyncFileError = 11

/** Only the exit code of a file error is there, and not the line that says which. */
function withoutWords(evidence: Evidence): Outcome {
  const exit = evidence.symptoms.find((event) => event.kind === 'program.exited' && event.system === 'rsync' && event.code === rsyncFileError)
  if (exit === undefined) return notApplicable
  const other = evidence.symptoms.find((event) => event.kind === 'source.failed' || event.kind === 'media.failed' || event.kind === 'mount.failed')
  if (other !== undefined) return ruledOut('The file error was another one than want of space', [opposing(other, `the error was "${lastWords(other.quote)}"`)])
  return cannotTell(
    "rsync's code 11 means that a file on its own disk could not be written or read; the line that names the error is missing, and a full disk is the usual one",
    [spaceLeft(undefined)],
    [supporting(exit, 'a file error without its reason')],
  )
}

function fullPlace({ role, quota, system }: EventOf<'storage.full'>): string {
  const what = quota === true ? 'quota' : 'disk'
  const state = quota === true ? 'is used up' : 'is full'
  if (system === 'amanda') return `A ${what} of the backup server ${state}`
  if (role === 'receiver' || role === 'generator' || role === 'Receiver' || role === 'server') return `The ${what} of the receiving end ${state}`
  if (role === 'sender' || role === 'client') return `The ${what} of the backed-up host ${state}`
  return `A ${what} ${state}`
}

/** The file or folder that was being written, without the way to it. */
function writing({ path }: EventOf<'storage.full'>): string {
  const name = path?.split(/[/\\]/).findLast((part) => part !== '')
  return name === undefined ? '' : `, writing ${name.length > 36 ? `...${name.slice(-33)}` : name}`
}

function summaryOf({ first, all, followed, preceded }: NamedFailure<EventOf<'storage.full'>>): string {
  const fact = `${fullPlace(first)}${writing(first)}. ${count(all.length, 'line')} ${all.length === 1 ? 'says' : 'say'} so in the system's own words.`
  const consequence =
    followed.length === 0
      ? ''
      : ' The program there gave up and closed its connection with data still unread, which the other end sees as a reset or an end of file: the network did nothing wrong.'
  const doubt =
    preceded === undefined ? '' : ' A connection had broken before that, so the full disk may be a second trouble, or hold the leftovers of broken runs.'
  const told = first.symptom === undefined ? ' The line does not come from the backup itself; that it filled the disk the backup needs is not shown.' : ''
  return `${fact}${consequence}${doubt}${told}`
}

function spaceLeft(path: string | undefined): Next {
  const where = path === undefined ? 'DESTINATION' : path.replace(/\/[^/]*$/, '') || '/'
  return {
    what: 'On the host that stores the backup: free space and free inodes of the file system, quotas, and the log of the receiving program',
    command: `df -h ${where}; df -i ${where}; quota -v; tail -n 50 /var/log/rsyncd.log`,
    separates: ['disk-full', 'source-unreadable', 'media-unavailable', 'peer-process-died'],
  }
}
