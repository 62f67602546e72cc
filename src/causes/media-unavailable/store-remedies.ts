import type { EventOf, Remedy } from '../../model/index.ts'

/** For stores that a product keeps itself: the catalog of Bacula and Bareos, the datastore of the Proxmox Backup Server, BackupPC's folders; undefined for any other. */
export function storeRemedies(events: readonly EventOf<'media.failed'>[]): readonly Remedy[] | undefined {
  if (events.some(({ medium }) => medium === 'catalog')) return [catalog]
  if (events.some(({ medium, system }) => system === 'proxmox' && medium?.startsWith('datastore') === true)) return [datastore]
  if (events.some(({ medium }) => medium === 'folder of BackupPC')) return [folder]
  if (events.some(({ medium }) => medium === 'SFTP server')) return [sftpServer]
  return undefined
}

const sftpServer: Remedy = {
  kind: 'fix',
  where: 'the SFTP server',
  text: 'The server answered that it could not do it and gives no reason to its callers (SSH_FX_FAILURE): its own log and its disk do. A full disk or quota, a name that its file system does not take, a file that another program holds and a limit of open files are the usual ones.',
  commands: [
    'Subsystem sftp internal-sftp -l VERBOSE   # sshd_config of OpenSSH; then: journalctl -u ssh | grep -E "open|close|status|sent status"',
    'df -h PATH; df -i PATH; quota -s -u BACKUPUSER',
  ],
  risk: 'VERBOSE logs the name of every file.',
  undo: 'Restore the line and reload sshd.',
  check: 'A put and a get of a small file by sftp go through, and the log names no failure.',
}

const folder: Remedy = {
  kind: 'fix',
  where: 'the host that runs BackupPC',
  text: 'BackupPC works as one user, to whom its data folder and all below it must belong, on one file system that is mounted writable.',
  commands: [
    "ps -o user= -C BackupPC | sort -u; grep -E 'TopDir|BackupPCUser' /etc/BackupPC/config.pl /etc/backuppc/config.pl",
    'namei -l PATH; findmnt -T PATH',
    'chown -R backuppc:backuppc TOPDIR/pc/HOST   # the user that ps named',
    'su -s /bin/sh backuppc -c "touch TOPDIR/pc/.write-test && rm TOPDIR/pc/.write-test"',
  ],
  risk: 'chown over the whole pool takes long; over one host it does not.',
  undo: 'Restore the former owner.',
  check: 'BackupPC_dump -i HOST, run as that user, gets past the line.',
}

const catalog: Remedy = {
  kind: 'fix',
  where: 'the host of the Director and its database',
  text: "See whether the database runs, lets the Director's user in and owns its tables, and whether its version of the catalog is that of the Director.",
  commands: [
    'systemctl status postgresql mariadb mysql --no-pager; df -h /var/lib',
    'su -s /bin/sh bareos -c \'psql -d bareos -c "select versionid from version"\'   # Bacula: user and database bacula',
    '/usr/lib/bareos/scripts/grant_bareos_privileges; /usr/lib/bareos/scripts/update_bareos_tables   # Bacula: /opt/bacula/scripts/grant_bacula_privileges, update_bacula_tables',
  ],
  risk: 'Changing the tables needs a dump of the catalog first, and jobs that are not running.',
  undo: 'Restore the dump.',
  check: 'bconsole: list jobs answers without an error.',
}

const datastore: Remedy = {
  kind: 'fix',
  where: 'the Proxmox Backup Server',
  text: 'The server runs as the user backup and sets the access time of each chunk it meets: the datastore must be mounted writable, belong to backup:backup, and lie on a file system (or share) that allows it.',
  commands: [
    'proxmox-backup-manager datastore list; proxmox-backup-manager disk list',
    'findmnt -T DATASTORE; ls -ldn DATASTORE/.chunks   # backup is 34:34',
    'su -s /bin/sh backup -c "touch -a DATASTORE/.chunks && echo writable"',
    'chown -R backup:backup DATASTORE   # not on a share that maps users: set its options instead',
  ],
  risk: 'chown of a large datastore takes long.',
  undo: 'Restore the former owner.',
  check: 'A backup of one small guest ends with TASK OK, and garbage collection ends without a warning.',
}
