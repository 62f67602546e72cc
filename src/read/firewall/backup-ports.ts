/** Ports that only backups use: rsync, Amanda, NetBackup, Bacula, the Proxmox Backup Server, Spectrum Protect (IANA and the products' manuals); not ssh's, which everybody knocks at. */
const backupPorts: ReadonlySet<number> = new Set([873, 1500, 1501, 1556, 8007, 9101, 9102, 9103, 10080, 10081, 10082, 10083, 13720, 13721, 13724, 13782, 13783])

/** Whether a packet to or from this port is a backup's. */
export function isBackupPort(port: number): boolean {
  return backupPorts.has(port)
}
