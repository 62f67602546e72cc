import type { EventOf, Remedy } from '../../model/index.ts'

/** For rsnapshot, whose steps within its folder of copies end without their reason; undefined for any other medium. */
export function rotationRemedies(events: readonly EventOf<'media.failed'>[]): readonly Remedy[] | undefined {
  return events.every(isRotation) ? [byHand] : undefined
}

/** A step of rsnapshot that ended with a status alone: `/bin/cp -al ended with 1`. */
export function isRotation({ medium, detail }: EventOf<'media.failed'>): boolean {
  return medium === 'snapshot_root' && / ended with \d{1,3}$/.test(detail ?? '')
}

const byHand: Remedy = {
  kind: 'fix',
  where: 'the host that keeps the copies',
  text: 'Run the step by hand: it prints the reason that rsnapshot does not pass on. A full disk, a lack of inodes, a limit on hard links, a file system that was remounted read-only and a file server that went away are the usual ones. With link_dest 1 in its configuration rsnapshot needs no cp -al.',
  commands: [
    'cp -al SNAPSHOT_ROOT/daily.0 SNAPSHOT_ROOT/test.0 2>&1 | head; rm -rf SNAPSHOT_ROOT/test.0',
    'df -h SNAPSHOT_ROOT; df -i SNAPSHOT_ROOT; findmnt -no FSTYPE,OPTIONS -T SNAPSHOT_ROOT',
    "journalctl -k --since '-2 days' | grep -iE 'I/O error|remount|nfs: server|CIFS|EXT4-fs error|XFS'",
  ],
  risk: 'The test links every file once more: it takes as long as the step itself.',
  undo: 'rm -rf SNAPSHOT_ROOT/test.0',
  check: 'rsnapshot daily ends with "completed successfully" in its log.',
}
