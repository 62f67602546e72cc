import type { System } from '../model/index.ts'

const cygwinRsync = "Get-ChildItem C:\\cygwin64\\var\\log\\rsyncd.log,'C:\\Program Files (x86)\\ICW\\rsyncd.log' -ErrorAction Ignore | Get-Content -Tail 100"

/** The end of each product's own log on a Windows client, at the place its installer chooses (vendors' manuals); BackupPC's client there is rsync. */
const logs: Partial<Record<System, string>> = {
  netbackup:
    "Get-ChildItem 'C:\\Program Files\\Veritas\\NetBackup\\logs\\bpbkar','C:\\Program Files\\Veritas\\NetBackup\\logs\\bpcd' | Sort-Object LastWriteTime | Select-Object -Last 2 | Get-Content -Tail 100",
  bacula: "Get-ChildItem 'C:\\Program Files\\Bacula\\working\\*.trace','C:\\ProgramData\\Bareos\\*.trace' -ErrorAction Ignore | Get-Content -Tail 100",
  tsm: "Get-Content -Tail 100 'C:\\Program Files\\Tivoli\\TSM\\baclient\\dsmerror.log'",
  rsync: cygwinRsync,
  backuppc: cygwinRsync,
}
const eventLog = "Get-WinEvent -FilterHashtable @{LogName='Application'; StartTime=(Get-Date).AddDays(-1)} | Format-List TimeCreated,ProviderName,Id,Message"

/** The product's log on a Windows host, or that of the system where the product's place is not known. */
export function windowsLog(system: System): string {
  return logs[system] ?? eventLog
}

/** Crashes, lack of memory, restarts and sleep in the event log. */
export const windowsSystemLog =
  "Get-WinEvent -FilterHashtable @{LogName='System','Application'; StartTime=(Get-Date).AddDays(-1); Id=41,42,1000,1001,2004,6005,6006,6008}"

/** Connections as Windows lists them, every 10 seconds. */
export function windowsSockets(ports: readonly number[]): string {
  const filter = ports.length === 0 ? '' : ` | Select-String '${ports.map((port) => `:${port} `).join('|')}'`
  return `while ($true) { Get-Date; netstat -ano -p tcp${filter}; Start-Sleep 10 } *>> C:\\backup-sockets.log`
}

/** Packets with their headers, without a driver of its own (Windows 10 2004 and Server 2019 on). */
export function windowsCapture(host: string): string {
  return `pktmon filter add -i ${host}; pktmon start --capture --pkt-size 128 --file-size 2000 --file-name C:\\backup.etl   # then: pktmon stop; pktmon etl2pcap C:\\backup.etl`
}
