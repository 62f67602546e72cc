import { windowsEnds } from '../../facts/windows-ends.ts'
import { isMountUnit, mountUnitRemedies } from './mount-unit.ts'
import { mountingRemedies } from './mounting.ts'
import type { EventOf, Evidence, Remedy } from '../../model/index.ts'

/** Bring the mount back, then stop reading over two networks what could be read on the file server itself. */
export function networkMountFailedRemedies(evidence: Evidence): readonly Remedy[] {
  const events = evidence.of('mount.failed')
  if (isMountUnit(events)) return mountUnitRemedies
  const onWindows = windowsEnds(evidence).here || events.some(isOfWindows)
  const mounting = onWindows ? undefined : mountingRemedies(events)
  if (mounting !== undefined) return mounting
  const quotes = events.map((event) => `${event.fileSystem ?? ''} ${event.quote}`).join('\n')
  if (onWindows || isWindowsShare(quotes)) return [shareOfWindows, backUpAtTheServer]
  const stale = /stale/i.test(quotes)
  const fuse = /endpoint is not connected|fuse|sshfs|gvfs/i.test(quotes)
  // EHOSTDOWN below a mount is the word of the CIFS module; NFS waits or says EIO.
  const smb = /cifs|smb|host is down|EHOSTDOWN/i.test(quotes)
  return [fuse ? remountFuse : smb ? remountSmb : stale ? remountStale : askTheServer, leaveMountsOut, backUpAtTheServer]
}

/** As readers of Windows' events name the file system; the kernel of Linux has no capitals for it. */
export function isOfWindows({ fileSystem }: EventOf<'mount.failed'>): boolean {
  return fileSystem === 'SMB'
}

/** Texts of Windows itself about a share; the CIFS module of Linux has others. */
function isWindowsShare(quotes: string): boolean {
  return /network name is no longer available|network path was not found|unexpected network error occurred|semaphore timeout period|System error \d{2,4} has occurred/i.test(
    quotes,
  )
}

const shareOfWindows: Remedy = {
  kind: 'fix',
  where: 'the host that uses the share (Windows), then its file server',
  text: 'See whether the session to the file server was closed (restart, idle session, credentials of the service account) or its network was lost, and connect anew under the account the backup runs as.',
  commands: [
    'Get-SmbConnection; net use',
    'Get-WinEvent -LogName Microsoft-Windows-SMBClient/Connectivity -MaxEvents 30 | Format-List TimeCreated,Id,Message',
    'Test-NetConnection FILESERVER -Port 445',
    'net config server   # on a Windows file server: AutoDisconnect, 15 minutes unless set',
  ],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'Get-SmbConnection keeps showing the share while the backup runs.',
}

const remountStale: Remedy = {
  kind: 'fix',
  where: 'the host with the mount (Linux)',
  text: 'A stale handle means that the exported file system was replaced or exported anew: mount it again. It does not heal by itself.',
  commands: ['umount -l /mnt/data && mount /mnt/data', 'exportfs -ra   # on the file server, with a fixed fsid= in /etc/exports'],
  risk: 'Programs with open files below the mount lose them. Solaris: umount -f; AIX: umount -f.',
  undo: 'None needed.',
  check: 'stat /mnt/data prints the folder at once.',
}

const remountSmb: Remedy = {
  kind: 'fix',
  where: 'the host with the mount (Linux)',
  text: 'Mount the share again, and see in the kernel log whether the server closed the session (credentials, idle session, restart).',
  commands: [
    "journalctl -k --since '-1 day' | grep -i cifs",
    'umount -l /mnt/share && mount /mnt/share',
    'mount -t cifs -o credentials=/root/.smb,echo_interval=15 //SERVER/SHARE /mnt/share',
  ],
  risk: 'Open files below the mount are lost.',
  undo: 'None needed.',
  check: 'ls /mnt/share answers at once.',
}

const remountFuse: Remedy = {
  kind: 'fix',
  where: 'the host with the mount (Linux)',
  text: 'The process behind the FUSE mount (sshfs, rclone, blobfuse, s3fs, gvfs) has ended: unmount the remains and start it again under a supervisor.',
  commands: ['fusermount3 -uz /mnt/data', 'sshfs -o reconnect,ServerAliveInterval=15,ServerAliveCountMax=3 HOST:/data /mnt/data'],
  risk: 'None for the data.',
  undo: 'fusermount3 -u /mnt/data',
  check: 'ls /mnt/data answers; findmnt /mnt/data shows it.',
}

const askTheServer: Remedy = {
  kind: 'fix',
  where: 'the file server and the way to it',
  text: 'Find out why the file server did not answer: overloaded, restarted, or cut off. A hard mount goes on by itself once it answers again.',
  commands: [
    "journalctl -k --since '-1 day' | grep -iE 'not responding|server .* OK'",
    'showmount -e FILESERVER; rpcinfo -t FILESERVER nfs',
    'nfsstat -rc; nfsiostat 5 3',
  ],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'nfsstat -rc shows no growing count of retransmissions while the backup runs.',
}

const leaveMountsOut: Remedy = {
  kind: 'workaround',
  where: 'the backup job',
  text: 'Keep the backup from crossing into mounted file systems.',
  commands: [
    'rsync -a -x SOURCE DESTINATION',
    'tar --one-file-system …   # Amanda does this by default',
    'onefs = yes   # Bacula FileSet; borg and restic: --one-file-system',
  ],
  risk: 'What lies on the mount is then in no backup unless its server is backed up.',
  undo: 'Remove the option.',
  check: 'The job no longer names paths below the mount.',
}

const backUpAtTheServer: Remedy = {
  kind: 'fix',
  where: 'the file server',
  text: 'Back up the data where its disks are: one network less to fail, and no handle to go stale.',
  commands: [],
  risk: 'Needs an agent or ssh access there.',
  undo: 'None needed.',
  check: 'The job runs with the file server as its client.',
}
