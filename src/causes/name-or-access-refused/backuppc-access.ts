import type { Remedy } from '../../model/index.ts'

/** What helps where a host would not let BackupPC's program in, by its words; undefined where they name none of these. */
export function backupPcAccess(quotes: string): readonly Remedy[] | undefined {
  if (/\[sudo\] password for|\bsudo: /i.test(quotes)) return [sudoers]
  if (/NT_STATUS_BAD_NETWORK_NAME/.test(quotes)) return [nameOfShare]
  return /NT_STATUS_|\\\\\\\\/.test(quotes) ? [smbAccount] : undefined
}

const sudoers: Remedy = {
  kind: 'fix',
  where: 'the host that is backed up',
  text: 'Let the user of the backup run that one program by sudo without a password: nobody is there to type one.',
  commands: [
    "printf 'backuppc ALL=(root) NOPASSWD: /usr/bin/rsync, /bin/tar\\n' > /etc/sudoers.d/backuppc && visudo -c",
    "su -s /bin/sh backuppc -c 'ssh -o BatchMode=yes backuppc@HOST sudo -n /usr/bin/rsync --version'   # on the backup server",
  ],
  risk: 'That user can read every file of the host; allow the program as it is called and no shell.',
  undo: 'rm /etc/sudoers.d/backuppc',
  check: 'The second command prints a version and no prompt.',
}

const nameOfShare: Remedy = {
  kind: 'fix',
  where: 'the host that is backed up, and the configuration of BackupPC for it',
  text: 'The host was reached and offers no share of that name: a share is a name of its own (Documents, C$), not the path of a folder. Name one that it offers, or share the folder.',
  commands: [
    'smbclient -L //HOST -U USER   # the shares it offers; on Windows: net share',
    "$Conf{SmbShareName} = ['Documents'];   # /etc/backuppc/pc/HOST.pl",
    'net share Documents=C:\\Users\\USER\\Documents /grant:backupuser,READ   # on Windows, to make one',
  ],
  risk: 'A new share can be read by whoever it is granted to.',
  undo: 'net share Documents /delete; restore the configuration.',
  check: "smbclient //HOST/SHARE -U USER -c 'ls' lists the folder.",
}

const smbAccount: Remedy = {
  kind: 'fix',
  where: 'the host that is backed up (Windows), and the configuration of BackupPC for it',
  text: 'Try user, password and share by hand as BackupPC does. C$ and its kind are open to administrators only, and not over the network to local ones where UAC filters their rights; a user without a password is not let in.',
  commands: [
    'su -s /bin/sh backuppc -c "smbclient //HOST/SHARE -U USER -c \'ls\'"',
    "$Conf{SmbShareUserName} = 'USER'; $Conf{SmbSharePasswd} = '…';   # /etc/backuppc/pc/HOST.pl, mode 600",
    'Get-WinEvent -FilterHashtable @{LogName="Security"; Id=4625} -MaxEvents 5 | Format-List   # on Windows: why it said no',
  ],
  risk: 'None: these look, and try a login.',
  undo: 'Restore the configuration.',
  check: 'smbclient lists the folder without a status of NT_STATUS_….',
}
