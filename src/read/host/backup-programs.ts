/**
 * Programs whose death ends a backup: the backup systems' own, the transports and the filters between them. The kernel
 * shows 15 characters of a name (TASK_COMM_LEN), so the patterns fit beginnings.
 */
const names =
  /^(?:am(?:anda|dump|gtar|star|suntar|flush|vault|check|pgsql|samba|rest|index|idx|trm|report)\w*|dumper|chunker|driver|planner|taper|sendbackup|sendsize|noop|selfcheck|runtar|rundump|killpgrp|rsyncd?|rsync_bpc|rsync-ssl|bp(?:brm|cd|bkar|tm|sched|dm|dbm|rd|jobd|fis|end|start|vnet|cd_tcp)\w*|nb(?:pem|jm|rb|emm|rmms|sl|stserv|disco|svcmgr)\w*|vnetd|pbx_exchange|bacula\S*|bareos\S*|BackupPC\S*|borg\S*|restic|rest-server|rclone|duplicity|duplicati|dsm(?:c|serv|cad)|proxmox-backup\S*|vzdump|btrbk|btrfs|znapzend\w*|syncoid|sanoid|zrepl|zfs-autobackup|rustic|autorestic|resticprofile|borgmatic|vorta|bupstash|urbackup\w*|backupninja|rsnapshot|rdiff-backup|dar|tarsnap|duply|zfs|mbuffer|kopia|tar|gtar|gnutar|bsdtar|star|cpio|dump|restore|xfsdump|gzip|gunzip|pigz|zstd\w*|xz|pixz|lz4|lzop|bzip2|pbzip2|gpg2?|openssl|ssh|sshd\S*|sftp-server|scp|mysqldump|mariadb-dump|pg_dump\w*|pg_basebackup|xtrabackup|mariabackup|rman)$/i

/** Whether a process of this name belongs to a backup. */
export function isBackupProgram(name: string): boolean {
  return names.test(name.replace(/^.*\//, ''))
}

const unitWords =
  /backup|amanda|rsync|netbackup|bacula|bareos|borg|restic|proxmox|pbs|vzdump|btrbk|znapzend|sanoid|syncoid|duplicity|rclone|snapshot|dump|kopia|rustic|zrepl|bupstash|tarsnap|duply|rest-server|sshd?@/i

/** Whether a systemd unit runs a backup or one of its ends. */
export function isBackupUnit(unit: string): boolean {
  return unitWords.test(unit) || isBackupProgram(unit.replace(/\.\w+$/, '').replace(/@.*$/, ''))
}
