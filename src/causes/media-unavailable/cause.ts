import {
  type Cause,
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
import { commonWords, headline, namedFailure, quoteSome } from '../../facts/named-failure.ts'
import { isLocked, mediaUnavailableRemedies } from './remedies.ts'
import { isRotation } from './rotation-remedies.ts'

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
  if (full !== undefined && failed.all.every((event) => event.medium === 'destination' || event.medium === attributes))
    return ruledOut('The destination took data until it was full', [opposing(full, 'space ran out')])
  if (failed.preceded !== undefined) {
    return ruledOut('A connection broke before the medium was missed', [opposing(failed.preceded.event, `earlier ${inWords(failed.preceded)}`)])
  }
  const alone = failed.first.symptom !== undefined && full === undefined && !failed.hearsay
  const [broken] = failed.followed
  // A medium that fails closes the connection in order; a reset needs more than that unless the product says so.
  // Which end a module's folder is, source or destination, its name alone does not say; a quota on attributes may be the user's own.
  const open = failed.all.every(
    (event) =>
      event.medium === moduleFolder ||
      event.medium === index ||
      isOnlyLookedAt(event) ||
      isRotation(event) ||
      (event.medium === attributes && /quota/i.test(event.detail ?? '')),
  )
  const strength = alone && !open && (broken === undefined || broken.kind !== 'timed-out') ? 'strong' : 'weak'
  return explains(strength, {
    headline: headline(headlineOf(failed.first, failed.all)),
    summary: `${what(failed.first)}, as ${count(failed.all.length, 'line')} of the program itself ${failed.all.length === 1 ? 'says' : 'say'}. ${explained(failed.first)}${
      broken === undefined
        ? failed.first.medium === 'catalog'
          ? 'Client, network and storage have no part in this: the Director did not get as far.'
          : 'No connection failed: the transfer itself has no part in this.'
        : 'The program that should write it ended, and its connection with it.'
    }${full === undefined ? '' : ' A full disk is in the evidence too, and may be all there is to it.'}`,
    accountsFor: failed.accountsFor,
    evidence: [
      ...quoteSome(failed.all, failed.first.medium === index ? 'no list of files to choose from' : 'the destination could not be used'),
      ...(broken === undefined ? [] : [supporting(broken.event, `then ${inWords(broken)}`)]),
      ...(full === undefined ? [] : [opposing(full, 'space ran out')]),
    ],
    next: strength === 'strong' ? [] : [nextFor(failed.first)],
  })
}

/** A shell's command that shows a folder: neither that the backup writes there is told, nor whether a disk or a file server lies below. */
function isOnlyLookedAt({ quote, system }: EventOf<'media.failed'>): boolean {
  return system === 'other' && /^(?:ls|df|du|cat|file|umount|(?:-?\w{0,3}sh: )?(?:line \d+: )?cd): /.test(quote)
}

function headlineOf(first: EventOf<'media.failed'>, all: readonly EventOf<'media.failed'>[]): string {
  if (isLocked(first)) return what(first)
  const quotes = all.map(({ quote }) => quote)
  return `${what(first)}: ${detailOf(first) ?? commonWords(quotes, 70)}`
}

/** How readers name extended attributes and ACLs, and the folder an rsync daemon serves. */
const attributes = 'file attributes'
const moduleFolder = 'path of the module'
/** And the list of what an Amanda dump holds, without which nobody can choose files of it. */
const index = 'index'

function explained({ medium }: EventOf<'media.failed'>): string {
  if (medium === index)
    return 'The dump itself may be whole: what is missing is the list of its files, or a dump of that host, disk and date under that very name. '
  if (medium === attributes)
    return 'The files themselves were written: extended attributes and ACLs have a small space of their own (ext4 holds all of a file in its inode and one block, 4 kB as a rule), so this is no full disk. '
  if (medium === moduleFolder) return "It is the daemon's end: the folder to be backed up if the caller pulls, the one to store the backup if it pushes. "
  return ''
}

function nextFor({ medium }: EventOf<'media.failed'>): Next {
  if (medium === index)
    return {
      what: 'On the Amanda server: whether that dump is known, under which name of host and disk, and whether its index is there and sorted (a file that ends in -unsorted was never finished)',
      command:
        'amadmin CONFIG find HOST DISK; amadmin CONFIG disklist HOST DISK | grep index; ls -l $(amgetconf CONFIG indexdir)/HOST/*; ls -t /var/log/amanda/server/CONFIG/amindexd*.debug | head -1 | xargs tail',
      separates: ['media-unavailable', 'name-or-access-refused', 'disk-full', 'local-pipe-broken'],
    }
  if (medium === moduleFolder)
    return {
      what: "The rsync daemon's own log: it names the folder and the reason (missing, not mounted, no right to enter)",
      command: "tail -n 50 /var/log/rsyncd.log; grep -nE '^\\[|path|use chroot|uid' /etc/rsyncd.conf; namei -l MODULE_PATH; findmnt -T MODULE_PATH",
      separates: ['media-unavailable', 'source-unreadable', 'name-or-access-refused'],
    }
  if (medium === attributes)
    return {
      what: 'Whether it is the quota of the user, the disk, or the space for attributes',
      command: 'quota -vs -u BACKUPUSER; df -h DESTINATION; df -i DESTINATION; findmnt -no FSTYPE,OPTIONS -T DESTINATION',
      separates: ['media-unavailable', 'disk-full'],
    }
  return {
    what: 'Whether the medium can be written right now, and how full it is',
    command: 'df -h DESTINATION; touch DESTINATION/.holdfast-write-test && rm DESTINATION/.holdfast-write-test; mt -f /dev/nst0 status',
    separates: ['media-unavailable', 'disk-full', 'network-mount-failed'],
  }
}

/** The reader's own words where they are short; a status line's words are its process and its number. */
function detailOf({ detail, medium, system }: EventOf<'media.failed'>): string | undefined {
  return detail === undefined || detail.length > 60 || (medium === undefined && system !== 'netbackup') ? undefined : detail.replace(/[.]$/, '')
}

function what(event: EventOf<'media.failed'>): string {
  if (event.medium === 'destination') return 'The destination could not be written'
  if (event.medium === attributes) return 'The destination has no room for extended attributes or ACLs'
  if (event.medium === index) return 'The index that a restore needs is missing'
  if (event.medium === moduleFolder) return "The folder behind the daemon's module cannot be entered"
  if (isLocked(event)) return `${named(event)} is locked by another run, or by one that died`
  if (/larger than|cannot fit/i.test(event.quote)) return 'The backup does not fit on the tape'
  return `${named(event)} cannot be used`
}

function named({ medium, system }: EventOf<'media.failed'>): string {
  if (medium === undefined) return system === 'netbackup' ? 'The storage unit' : 'The backup medium'
  return medium.startsWith('/') ? `The destination ${medium}` : `The ${medium}`
}
