import type { EventOf, Evidence, Remedy } from '../../model/index.ts'
import { lockRemedies } from './lock-remedies.ts'
import { repositoryRemedies } from './repository-remedies.ts'
import { rotationRemedies } from './rotation-remedies.ts'
import { storeRemedies } from './store-remedies.ts'
import { writingRemedies } from './writing-remedies.ts'

/** What makes the medium writable again, by product; the data that waits on a holding disk is not lost. */
export function mediaUnavailableRemedies(evidence: Evidence): readonly Remedy[] {
  const events = evidence.of('media.failed')
  const system = events[0]?.system ?? 'other'
  const quotes = events.map((event) => event.quote).join(' ')
  if (events.some(isLocked)) return lockRemedies(system)
  if (system === 'amanda' && events.every(({ medium }) => medium === 'index')) return [findIndex]
  if (system === 'amanda' && /Input\/output error|\bIO error\b|Short write on tape/i.test(quotes)) return [ailingDrive, flush]
  if (system === 'amanda')
    return /larger than|cannot fit/i.test(quotes)
      ? [largerThanTape]
      : /director(?:y|ies).{0,120}(?:not exist|no such)|no such file|stale (?:nfs )?file handle|\bfile:\/\S{1,200}: (?:transport|host is down|remote i\/o)/i.test(
            quotes,
          )
        ? [mountVtapes, flush]
        : [loadTape, flush]
  if (system === 'netbackup') return [netBackupMedia]
  return storeRemedies(events) ?? rotationRemedies(events) ?? repositoryRemedies(events) ?? writingRemedies(events, quotes)
}

/** A repository or guest that another run holds, or held when it died. */
export function isLocked({ detail, quote }: EventOf<'media.failed'>): boolean {
  return detail === 'locked' || /already locked|is locked \(|acquire (?:the )?lock|can't lock file|\block\b.{0,40}timed? ?out/i.test(quote)
}

const flush: Remedy = {
  kind: 'fix',
  where: 'the Amanda server',
  text: 'Then write out what the run left on the holding disk: those dumps are complete.',
  commands: ['amadmin CONFIG holding list', 'amflush -b CONFIG'],
  risk: 'Uses the next tape of the cycle.',
  undo: 'None needed.',
  check: 'amadmin CONFIG holding list prints nothing.',
}

const ailingDrive: Remedy = {
  kind: 'fix',
  where: 'the Amanda server',
  text: 'Find out whether the drive, its cable or the tape is at fault: clean the drive, read the kernel log, and try the same tape in another drive or another tape in this one. A short write also comes of a block size that the drive or its driver does not take.',
  commands: [
    "journalctl -k --since '-1 day' | grep -iE 'st[0-9]|sense|medium error|I/O error|reset'",
    'mt -f /dev/nst0 status; tapeinfo -f /dev/sg0   # TapeAlert flags; FreeBSD: mt -f /dev/nsa0 status',
    'mt -f /dev/nst0 setblk 0   # variable blocks, so that the device-property BLOCK_SIZE of amanda.conf counts',
  ],
  risk: 'None for looking; a tape that was written with another block size must be read with that one.',
  undo: 'Restore the former lines.',
  check: 'amtapetype or amcheckdump CONFIG goes through on that tape.',
}

const findIndex: Remedy = {
  kind: 'fix',
  where: 'the Amanda server',
  text: 'Choose host, disk and date as the server knows them; where no index was written, read the dump without one.',
  commands: [
    'amadmin CONFIG find HOST DISK   # names, dates and levels of what there is',
    'define dumptype NAME { index yes }   # for the dumps to come',
    'amfetchdump CONFIG HOST DISK DATE   # the whole dump, without an index',
  ],
  risk: 'amfetchdump writes the whole dump into the current folder.',
  undo: 'Nothing to undo.',
  check: 'amrecover lists files after setdate, sethost and setdisk.',
}

const mountVtapes: Remedy = {
  kind: 'fix',
  where: 'the Amanda server',
  text: 'Mount the file system that holds the virtual tapes, or create their folder, owned by the Amanda user. Never create it on top of an empty mount point: the tapes are under the missing mount.',
  commands: [
    'grep -nE "tpchanger|tapedev" /etc/amanda/CONFIG/amanda.conf',
    'findmnt /path/to/vtapes || mount /path/to/vtapes',
    'for s in 1 2 3 4; do install -d -o backup -g backup /path/to/vtapes/slot$s; done   # only for a new set',
  ],
  risk: 'Slots made below an unmounted mount point fill the wrong disk.',
  undo: 'umount',
  check: 'amcheck -t CONFIG names the tape it will use.',
}

const loadTape: Remedy = {
  kind: 'fix',
  where: 'the Amanda server',
  text: 'Look what the drive or changer holds and what Amanda waits for; load or label a tape.',
  commands: ['amcheck -t CONFIG', 'amtape CONFIG show', 'mt -f /dev/nst0 status', 'amlabel CONFIG LABEL slot N   # a new tape only'],
  risk: 'amlabel -f overwrites a tape.',
  undo: 'None after overwriting.',
  check: 'amcheck -t CONFIG names the tape it will use.',
}

const largerThanTape: Remedy = {
  kind: 'fix',
  where: 'the Amanda server',
  text: 'Give the run more tape: the right `length` in the tapetype, more `runtapes`, and dumps that may span tapes; or split the disk list entry.',
  commands: [
    'runtapes 2   # amanda.conf',
    'part_size 10 gbytes   # in the tapetype (3.2 and later)',
    'length 800 gbytes   # in the tapetype: what the tape really holds',
  ],
  risk: 'A spanned dump needs all its tapes for a restore.',
  undo: 'Restore the former lines.',
  check: "amdump's report has no line 'larger than available tape space'.",
}

const netBackupMedia: Remedy = {
  kind: 'fix',
  where: 'the NetBackup master and media server',
  text: 'Look at the drives, the media and the disk volumes, and bring up what is down.',
  commands: [
    '/usr/openv/volmgr/bin/vmoprcmd -d',
    '/usr/openv/netbackup/bin/goodies/available_media',
    '/usr/openv/netbackup/bin/admincmd/nbdevquery -listdv -stype PureDisk -U',
    '/usr/openv/volmgr/bin/vmoprcmd -up DRIVE_INDEX',
  ],
  risk: 'A drive that went down for an error may fail again: read /var/log/messages and the bptm log first.',
  undo: 'vmoprcmd -down DRIVE_INDEX',
  check: 'A small manual backup ends with status 0.',
}
