import { receivingDatasetRemedies } from './dataset-remedies.ts'
import type { EventOf, Remedy } from '../../model/index.ts'

/** What a refused write asks for: by the errno or the wording of the lines. */
export function writingRemedies(events: readonly EventOf<'media.failed'>[], quotes: string): readonly Remedy[] {
  if (events.some(({ medium }) => medium === 'file attributes')) return [attributeSpace, withoutAttributes]
  if (/@ERROR:? (?:chroot|chdir) failed|no path setting/i.test(quotes)) return [moduleFolder, mountIt]
  if (events.some(({ medium }) => medium === 'receiving dataset')) return receivingDatasetRemedies(quotes)
  if (/read-only file ?system/i.test(quotes)) return [remounted]
  if (/input\/output error|\bEIO\b|structure needs cleaning|bad message/i.test(quotes)) return [dyingDisk, remounted]
  if (/no such file or directory|not a directory|no such device|does not exist|not mounted/i.test(quotes)) return [mountIt]
  if (/no appendable volume/i.test(quotes)) return [appendableVolume]
  if (/device or resource busy|text file busy/i.test(quotes)) return [whoUsesIt]
  return [rights]
}

const attributeSpace: Remedy = {
  kind: 'fix',
  where: 'the receiving host (Linux)',
  text: 'Give attributes more room: on ext4 let large ones lie in inodes of their own; XFS holds 64 kB for each attribute, ZFS and btrfs hold what fits their blocks.',
  commands: [
    'df -h DESTINATION; df -i DESTINATION   # there is room: it is not the disk',
    'getfattr -dm - SOURCE_FILE | wc -c; getfacl SOURCE_FILE | wc -l   # how much one file carries',
    'umount DESTINATION && tune2fs -O ea_inode DEVICE && mount DESTINATION   # ext4, Linux 4.13 and e2fsprogs 1.44 or later; zfs set xattr=sa DATASET',
  ],
  risk: 'Older systems cannot mount an ext4 file system with ea_inode.',
  undo: 'None: ea_inode cannot be switched off again.',
  check: 'rsync -aAX of one of the named files ends with code 0.',
}

const withoutAttributes: Remedy = {
  kind: 'workaround',
  where: 'the calling host',
  text: 'Leave out what need not be kept: the attributes of a desktop or of Samba, or all of them.',
  commands: ["rsync -aAX --filter='-x user.DOSATTRIB' --filter='-x user.*' SOURCE DESTINATION", 'rsync -a SOURCE DESTINATION   # without -X and -A'],
  risk: 'A restore then lacks ACLs, capabilities and labels.',
  undo: 'Use the former options.',
  check: 'rsync ends with code 0.',
}

const moduleFolder: Remedy = {
  kind: 'fix',
  where: 'the host of the rsync daemon',
  text: 'Its log names the folder of the module and the reason. The `path` must exist, be mounted and be open to the `uid` of the module; chroot needs a daemon that runs as root with CAP_SYS_CHROOT, which many containers withhold.',
  commands: [
    'tail -n 50 /var/log/rsyncd.log   # or journalctl -u rsync',
    "grep -nE '^\\[|path|use chroot|uid|gid' /etc/rsyncd.conf",
    'namei -l MODULE_PATH; findmnt -T MODULE_PATH',
    'use chroot = no   # in the module, where the daemon may not chroot',
  ],
  risk: 'Without chroot a link inside the module may lead out of it; see `munge symlinks`.',
  undo: 'Restore the file; the daemon reads it anew for each connection.',
  check: 'rsync rsync://SERVER/MODULE/ lists the folder.',
}

const mountIt: Remedy = {
  kind: 'fix',
  where: 'the host that holds the folder',
  text: 'The folder is not there: as a rule its disk or share is not mounted. Mount it; make the folder only if it never existed.',
  commands: ['findmnt -T FOLDER; grep FOLDER /etc/fstab', 'mount FOLDER   # an entry of /etc/fstab', 'mkdir -p FOLDER   # rsync 3.2.3 and later: --mkpath'],
  risk: 'A folder made on an empty mount point lets the backup fill the wrong disk, and hides under the mount later.',
  undo: 'umount FOLDER; rmdir FOLDER',
  check: 'findmnt -T FOLDER names the disk that is meant.',
}

const remounted: Remedy = {
  kind: 'fix',
  where: 'the receiving host (Linux)',
  text: 'The file system is mounted read-only. A kernel remounts one so after an error: read its log before mounting it writable again.',
  commands: [
    "journalctl -k --since '-7 days' | grep -iE 'remount|I/O error|EXT4-fs error|XFS'",
    'findmnt -o TARGET,OPTIONS -T DESTINATION',
    'umount DESTINATION && fsck DEVICE && mount DESTINATION   # XFS: xfs_repair',
  ],
  risk: 'Writing to a damaged file system can lose what is still there.',
  undo: 'mount -o remount,ro DESTINATION',
  check: 'sudo -u BACKUPUSER touch DESTINATION/.write-test && rm DESTINATION/.write-test',
}

const dyingDisk: Remedy = {
  kind: 'fix',
  where: 'the host whose disk it is (Linux)',
  text: 'An input/output error is the disk, its cable or its controller speaking. Look before writing more to it, and replace what fails.',
  commands: [
    "dmesg -T | grep -iE 'I/O error|medium error|ata[0-9]|nvme|blk_update'",
    'smartctl -a $(findmnt -no SOURCE -T DESTINATION)',
    'cat /proc/mdstat; zpool status -x   # where it is part of an array',
  ],
  risk: 'Writing to a failing disk can cost what it still holds. Solaris: iostat -En; FreeBSD: smartctl; Windows: Event Viewer, source disk.',
  undo: 'Nothing to undo.',
  check: 'A backup passes, and the kernel log gains no new line meanwhile.',
}

const appendableVolume: Remedy = {
  kind: 'fix',
  where: 'the Director (bconsole)',
  text: 'Give the pool a volume that may be written: label one, or let old ones be recycled or purged.',
  commands: [
    'list volumes pool=POOL',
    'label storage=STORAGE pool=POOL volume=NAME',
    'update volume=NAME volstatus=Recycle   # its jobs are lost',
    'mount storage=STORAGE',
  ],
  risk: 'A recycled volume loses what it held.',
  undo: 'None after recycling.',
  check: 'status storage=STORAGE shows the volume mounted and the job running.',
}

const whoUsesIt: Remedy = {
  kind: 'fix',
  where: 'the receiving host (Linux)',
  text: 'Another process holds the device or file: let it finish or end it.',
  commands: ['fuser -vm DESTINATION; lsof DEVICE'],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'fuser names no process but the backup.',
}

const rights: Remedy = {
  kind: 'fix',
  where: 'the receiving host (Linux)',
  text: 'Let the receiving program write there. An rsync daemon writes as the `uid` of its module (nobody unless set) and only where `read only = no`.',
  commands: ['namei -l DESTINATION', 'chown BACKUPUSER DESTINATION', 'uid = BACKUPUSER   # and read only = no, in the module of /etc/rsyncd.conf'],
  risk: 'The backup user can then change what is stored there.',
  undo: 'Restore owner and options.',
  check: 'sudo -u BACKUPUSER touch DESTINATION/.write-test && rm DESTINATION/.write-test',
}
