import type { Event, EventOf, Remedy } from '../../model/index.ts'

/** The call that failed was that of mount: the share was not there yet. */
export function isMounting({ quote }: Event): boolean {
  return /\bmount error\b|\berror mounting\b|\bmount\.(?:nfs4?|cifs): |\bcifs_mount failed\b|\bmounting \S{1,300} failed\b/.test(quote)
}

/** How the mount is brought up, by what mount said; undefined when it is not a mount that failed. */
export function mountingRemedies(events: readonly EventOf<'mount.failed'>[]): readonly Remedy[] | undefined {
  if (events.length === 0 || !events.every(isMounting)) return undefined
  const words = events.map(({ quote }) => quote).join('\n')
  if (/cifs|mount error/i.test(words)) return [/\b(?:error\(|code = -)(?:2|6|22|95|112|147)\b/.test(words) ? smbTerms : smbReach]
  return [advice.find(([pattern]) => pattern.test(words))?.[1] ?? nfsReach]
}

function fix(where: string, text: string, commands: readonly string[], check: string): Remedy {
  return { kind: 'fix', where, text, commands, risk: 'None: a mount that failed holds nothing yet.', undo: 'umount MOUNTPOINT', check }
}

const client = 'the host that mounts (Linux)'
const isMounted = 'findmnt MOUNTPOINT names the server, and the next run of the backup writes below it.'

const nfsReach = fix(
  'the host that mounts (Linux), then the file server',
  'See whether the file server answers at all, and whether it offers the folder to this host.',
  ['showmount -e FILESERVER; rpcinfo -t FILESERVER nfs', 'nc -vz -w 3 FILESERVER 2049', 'mount -v -t nfs FILESERVER:/EXPORT MOUNTPOINT'],
  isMounted,
)

const smbReach = fix(
  'the host that mounts (Linux), then the file server',
  'See whether the file server answers on the port of SMB, and mount by hand to see the kernel name the reason.',
  ['nc -vz -w 3 FILESERVER 445', 'mount -v -t cifs -o credentials=/root/.smb //FILESERVER/SHARE MOUNTPOINT', 'dmesg | grep -i cifs | tail'],
  isMounted,
)

const smbTerms = fix(
  client,
  'The server was reached and the two did not agree: the name of the share or folder, an option, or the version of SMB ("Host is down" most often means a version that the server does not speak).',
  [
    'dmesg | grep -i cifs | tail',
    'smbclient -L //FILESERVER -U USER   # the shares it offers',
    'mount -t cifs -o credentials=/root/.smb,vers=3.0 //FILESERVER/SHARE MOUNTPOINT   # then vers=2.1',
  ],
  isMounted,
)

/** By the words of mount.nfs. */
const advice: readonly (readonly [RegExp, Remedy])[] = [
  [
    /rpc\.statd|remote locking/,
    fix(
      client,
      'NFS version 3 needs the lock service of this host: start it, or mount with version 4, which needs none.',
      ['systemctl enable --now rpc-statd   # package nfs-common or nfs-utils', 'mount -t nfs -o vers=4.2 FILESERVER:/EXPORT MOUNTPOINT'],
      isMounted,
    ),
  ],
  [
    /not supported/,
    fix(
      client,
      'The two do not share a version of NFS or a transport: see what the server offers, and name one of those.',
      [
        'rpcinfo -p FILESERVER | grep -w nfs',
        'cat /proc/fs/nfsd/versions   # on a Linux file server',
        'mount -v -t nfs -o vers=3,proto=tcp FILESERVER:/EXPORT MOUNTPOINT',
      ],
      isMounted,
    ),
  ],
  [
    /No such device/,
    fix(
      client,
      'The kernel of this host has no NFS client: load its module, or install the package that brings it. The server was not asked.',
      ['modprobe nfs; grep -w nfs /proc/filesystems', 'opkg install kmod-fs-nfs kmod-fs-nfs-v4   # OpenWrt and its kin'],
      isMounted,
    ),
  ],
  [
    /No such file|does not exist/,
    fix(
      'the file server, then the host that mounts',
      'The server was reached and has no such folder to give: see what it exports. With version 4 the path begins at the export that is marked fsid=0.',
      ['showmount -e FILESERVER', 'exportfs -v   # on a Linux file server'],
      isMounted,
    ),
  ],
  [
    /incorrect|nvalid/,
    fix(
      client,
      'Mount without options, then add them one by one: this system does not know one of them.',
      ['mount -v -t nfs FILESERVER:/EXPORT MOUNTPOINT'],
      isMounted,
    ),
  ],
]
