import { type EventOf, type Evidence, explains, type Outcome, type Remedy } from '../../model/index.ts'
import { withEchoes } from '../../facts/accounted.ts'
import { headline, quoteSome } from '../../facts/named-failure.ts'

/** The words of systemd about a mount that did not come up, which name no file system. */
const unitFailed = /\.mount: |Failed to mount \//
/** A server in front of a path, as in /etc/fstab, or the name of a file system of the network. */
const ofNetwork = /\bnfs4?\b|\bcifs\b|\bsmb3?\b|\bsshfs\b|\bfuse\b|\bWhat: \S{1,80}:\/|\/\/\S{1,80}\/\S/i

/** Whether nothing but systemd's words about mount units tells of the failure. */
export function isMountUnit(events: readonly EventOf<'mount.failed'>[]): boolean {
  return events.length > 0 && events.every(({ system, quote }) => system === 'host' && unitFailed.test(quote))
}

/** A mount unit failed: its folder is empty, whether a disk or a share belongs there. */
export function byMountUnit(events: readonly EventOf<'mount.failed'>[], evidence: Evidence): Outcome {
  const paths = [...new Set(events.map(({ path }) => path).filter((path) => path !== undefined))]
  const what = paths[0] ?? 'A file system'
  const known = evidence.events.some(({ quote }) => ofNetwork.test(quote))
  return explains('weak', {
    headline: headline(`${what} could not be mounted`),
    summary: `systemd could not mount ${what}${paths.length > 1 ? ` and ${paths.length - 1} more` : ''}. What should be written or read there meets an empty folder, or is not started at all. ${
      known
        ? 'Its server was not reached in time, or refused.'
        : 'Whether a share or a disk belongs there, these lines do not say; the line of mount itself names the reason.'
    }`,
    accountsFor: withEchoes(evidence, events),
    evidence: quoteSome(events, 'the mount failed'),
    next: [
      {
        what: `What should be mounted on ${what}, and the words of mount itself`,
        command: `systemctl status ${unitOf(paths[0])}; journalctl -b -u ${unitOf(paths[0])}; findmnt --verify; grep -n ${paths[0] ?? 'MOUNTPOINT'} /etc/fstab`,
        separates: ['network-mount-failed', 'media-unavailable', 'name-or-access-refused'],
      },
    ],
  })
}

function unitOf(path: string | undefined): string {
  return path === undefined ? 'UNIT.mount' : `"$(systemd-escape -p --suffix=mount ${path})"`
}

export const mountUnitRemedies: readonly Remedy[] = [
  {
    kind: 'fix',
    where: 'the host with the mount (Linux)',
    text: 'Mount it by hand to see the reason, then repair the entry. A share that is mounted at boot must wait for the network; one that is mounted on use need not.',
    commands: [
      'mount -v MOUNTPOINT',
      'showmount -e FILESERVER; nc -vz -w 3 FILESERVER 2049   # NFS; SMB: port 445',
      'FILESERVER:/export MOUNTPOINT nfs _netdev,nofail,x-systemd.automount,x-systemd.mount-timeout=60 0 0   # /etc/fstab',
      'systemctl daemon-reload && systemctl restart remote-fs.target',
    ],
    risk: 'With nofail the host starts without the mount: a backup into the empty folder fills the wrong disk.',
    undo: 'Restore /etc/fstab and run systemctl daemon-reload.',
    check: 'findmnt MOUNTPOINT names the server or disk that is meant.',
  },
  {
    kind: 'fix',
    where: 'the unit of the backup',
    text: 'Let the backup start only where the folder is really mounted.',
    commands: ['RequiresMountsFor=MOUNTPOINT   # in [Unit] of the service', 'mountpoint -q MOUNTPOINT || exit 1   # first line of a script'],
    risk: 'No backup is made while the mount is missing; watch for that.',
    undo: 'Remove the line.',
    check: 'systemctl show -p RequiresMountsFor SERVICE names the folder.',
  },
]
