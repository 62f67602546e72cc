import type { EventOf, Remedy, System } from '../../model/index.ts'

/** What to do on a backed-up host of Windows: its shadow copies, the account of the agent, its disks, what is left out. */
export function windowsRemedies(reading: readonly EventOf<'source.failed'>[], system: System): readonly Remedy[] {
  const reasons = new Set(reading.map((event) => event.reason))
  const named = reading.find((event) => event.path !== undefined)?.path ?? 'PATH'
  // It stands in single quotes in commands.
  const path = /['`$\p{Cc}]/u.test(named) ? 'PATH' : named
  const copies = reading.some(({ quote }) => /VSS|shadow ?cop|snapshot/i.test(quote))
  return [
    ...(copies ? [shadowCopies] : []),
    ...(reasons.has('io-error') ? [failingDisk(path)] : []),
    ...(reasons.has('permission') ? [rights(path)] : []),
    ...(!copies && (reasons.has('other') || reasons.has('archiver') || reasons.has('vanished')) ? [openElsewhere(path)] : []),
    leaveOut(system),
  ]
}

const shadowCopies: Remedy = {
  kind: 'fix',
  where: 'the backed-up host (Windows)',
  text: 'Look which writer or provider failed and whether the shadow copies have room; restart the service of a failed writer, or the host, and remove providers that other backup programs left behind.',
  commands: [
    'vssadmin list writers   # all must be [1] Stable, without an error',
    'vssadmin list providers; vssadmin list shadowstorage',
    "Get-WinEvent -FilterHashtable @{LogName='Application','System'; ProviderName='VSS','volsnap'; StartTime=(Get-Date).AddDays(-2)} | Format-List TimeCreated,Id,Message",
    'vssadmin resize shadowstorage /for=C: /on=C: /maxsize=10%',
  ],
  risk: 'A smaller limit than before deletes older shadow copies; restarting a writer restarts its application (SQL Server, Exchange, Hyper-V).',
  undo: 'vssadmin resize shadowstorage with the former size',
  check: 'vssadmin list writers shows no error, and the next backup ends without this line.',
}

function failingDisk(path: string): Remedy {
  const drive = /^[A-Za-z](?=:)/.exec(path)?.[0] ?? 'C'
  return {
    kind: 'fix',
    where: 'the backed-up host (Windows)',
    text: 'An input/output error is the disk speaking: look at the event log and at its counters before anything else, and copy what can still be read.',
    commands: [
      "Get-WinEvent -FilterHashtable @{LogName='System'; ProviderName='disk','Ntfs'; StartTime=(Get-Date).AddDays(-2)}",
      'Get-PhysicalDisk | Get-StorageReliabilityCounter | Format-List',
      `chkdsk ${drive}: /scan   # looks only; /spotfix repairs`,
    ],
    risk: 'Reading a failing disk can worsen it: back up the most valuable data first.',
    undo: 'Nothing to undo.',
    check: 'The same file can be read, and the event log gains no new line meanwhile.',
  }
}

function rights(path: string): Remedy {
  return {
    kind: 'fix',
    where: 'the backed-up host (Windows)',
    text: 'Let the backup read it: the service should run as LocalSystem or as a member of Backup Operators, and no virus scanner may hold the file.',
    commands: [
      `icacls '${path}'`,
      "Get-CimInstance Win32_Service | Where-Object Name -Match 'bpcd|NetBackup|bacula|bareos|dsmc|TSM|Veeam|zwc|rsync' | Select-Object Name,StartName",
      'net localgroup "Backup Operators" DOMAIN\\ACCOUNT /add',
    ],
    risk: 'Whoever controls that account can read every file.',
    undo: 'net localgroup "Backup Operators" DOMAIN\\ACCOUNT /delete',
    check: 'The next backup ends without this line.',
  }
}

function openElsewhere(path: string): Remedy {
  return {
    kind: 'fix',
    where: 'the backed-up host (Windows)',
    text: 'See whether it is there and who holds it open; open files are read through a shadow copy, which the job must ask for.',
    commands: [`Get-Item -Force '${path}'`, `openfiles /query /fo table | findstr /i "${path.split(/[\\/]/).at(-1) ?? ''}"`, 'vssadmin list writers'],
    risk: 'None: these only look.',
    undo: 'Nothing to undo.',
    check: 'The next backup ends without this line.',
  }
}

function leaveOut(system: System): Remedy {
  const commands: Partial<Record<System, readonly string[]>> = {
    netbackup: ['Host Properties, Clients, NAME, Windows Client, Exclude Lists: D:\\scratch\\'],
    bacula: ['Exclude { File = "D:/scratch" }   # in the FileSet'],
    tsm: ['EXCLUDE.DIR "D:\\scratch"   # in dsm.opt'],
    restic: ['restic backup --exclude D:\\scratch …'],
    backuppc: ["$Conf{BackupFilesExclude} = { 'cDrive' => ['/scratch'] };"],
  }
  return {
    kind: 'workaround',
    where: 'the backup job',
    text: 'Leave out what cannot or need not be read (page files, caches, databases that are dumped anyway).',
    commands: commands[system] ?? [],
    risk: 'What is left out is in no backup.',
    undo: 'Remove the line.',
    check: 'The run ends without warnings about it.',
  }
}
