import type { Evidence, Remedy, System } from '../../model/index.ts'

/** Make room where the backup lands, then keep it from filling again; never by deleting inside a repository. */
export function diskFullRemedies(evidence: Evidence): readonly Remedy[] {
  const [full] = evidence.of('storage.full')
  const path = full?.path?.startsWith('/') === true ? full.path.replace(/\/[^/]*$/, '') || '/' : 'DESTINATION'
  const own = ofProduct[full?.system ?? 'other'] ?? []
  return full?.quota === true ? [raiseQuota(path), ...own] : [findSpace(path), ...own, growIt(path)]
}

function findSpace(path: string): Remedy {
  return {
    kind: 'fix',
    where: 'the host whose disk is full (Linux)',
    text: 'See what fills it: data, inodes, or deleted files that a process still holds open. Then free it or move the destination.',
    commands: [`df -h ${path}; df -i ${path}`, `du -xh --max-depth=2 ${path} | sort -h | tail -20`, 'lsof -nP +L1   # deleted files still open'],
    risk: 'None: these only look. Delete old copies with the backup program itself, not with rm. FreeBSD: du -xh -d 2; Solaris: df -h, df -o i (ufs), zfs list -o space; Windows: fsutil volume diskfree D:.',
    undo: 'Nothing to undo.',
    check: `df -h ${path} shows more free space than the size of the next backup, and df -i free inodes.`,
  }
}

function raiseQuota(path: string): Remedy {
  return {
    kind: 'fix',
    where: 'the host whose quota is used up (Linux)',
    text: "Raise the quota of the user that the backup runs as, or delete that user's old copies with the backup program.",
    commands: [
      `quota -vs -u BACKUPUSER; repquota -s ${path}`,
      `setquota -u BACKUPUSER SOFT HARD 0 0 ${path}   # in kB; XFS: xfs_quota -x -c 'limit bhard=2t BACKUPUSER' ${path}`,
    ],
    risk: 'The user can then fill more of the shared disk.',
    undo: 'Set the former limits.',
    check: 'quota -vs -u BACKUPUSER shows room for the next backup.',
  }
}

function growIt(path: string): Remedy {
  return {
    kind: 'fix',
    where: 'the host whose disk is full (Linux, LVM)',
    text: 'Grow the file system, where the volume group has room.',
    commands: [`lvextend -r -L +100G $(findmnt -no SOURCE -T ${path})`],
    risk: 'ext4 and XFS grow while mounted; XFS cannot shrink again.',
    undo: 'None for XFS; ext4 shrinks only unmounted.',
    check: `df -h ${path}`,
  }
}

const ofProduct: Partial<Record<System, readonly Remedy[]>> = {
  amanda: [
    {
      kind: 'fix',
      where: 'the Amanda server',
      text: 'Write to tape what waits on the holding disk, and let Amanda leave the disk some air: a negative `use` in the holdingdisk definition means all but so much.',
      commands: ['amflush CONFIG', 'amadmin CONFIG holding list', 'use -10 Gb   # in holdingdisk { } of amanda.conf'],
      risk: 'amflush needs a writable tape or vtape.',
      undo: 'Restore the former `use` line.',
      check: 'amcheck -l CONFIG reports the space it will use without a warning.',
    },
  ],
  rsync: [
    {
      kind: 'workaround',
      where: 'the receiving end',
      text: 'Run again once there is room: rsync goes on with what is missing. Where the job deletes anyway, --delete-before frees the space before the copies need it. It implies --delete: whatever is gone from the source is removed at the destination.',
      commands: ['rsync -an --delete-before SOURCE HOST::MODULE/   # lists what would go; then without n'],
      risk: 'Files that only the destination holds are lost. If the run breaks after the deletions, the old files are gone and the new ones not yet there.',
      undo: 'Use the former option again, or none.',
      check: 'rsync ends with code 0.',
    },
  ],
  netbackup: [
    {
      kind: 'fix',
      where: 'the media server',
      text: 'Expire images that are past their time and clean the disk pool; a full pool shows status 129, a full catalog or log directory 155.',
      commands: [
        '/usr/openv/netbackup/bin/admincmd/bpimage -cleanup -allclients',
        '/usr/openv/netbackup/bin/admincmd/nbdelete -allvolumes -force',
        '/usr/openv/netbackup/bin/admincmd/nbdevquery -listdv -U',
        '/usr/openv/pdde/pdcr/bin/crcontrol --dsstat; /usr/openv/pdde/pdcr/bin/crcontrol --processqueue   # a deduplication pool: it frees space only when its queue is processed',
      ],
      risk: 'Expired images cannot be restored.',
      undo: 'None.',
      check: 'nbdevquery shows the free space above the low water mark.',
    },
  ],
  borg: [
    {
      kind: 'fix',
      where: 'the repository host',
      text: 'Free room outside the repository first: borg needs some to delete. Then prune and compact, and reserve space for the next time.',
      commands: ['borg prune --keep-daily 7 --keep-weekly 4 REPO && borg compact REPO', 'borg config REPO additional_free_space 2G'],
      risk: 'Pruned archives are gone.',
      undo: 'None.',
      check: 'borg check --repository-only REPO reports no problem.',
    },
  ],
  restic: [
    {
      kind: 'fix',
      where: 'any host with access to the repository',
      text: 'Prune without repacking, which needs no space of its own.',
      commands: ['restic unlock', 'restic prune --max-repack-size 0'],
      risk: 'None beyond the deletion of unused data.',
      undo: 'None.',
      check: 'restic check reports no errors.',
    },
  ],
}
