import { isSourceOnWindows } from '../../facts/windows-ends.ts'
import type { Event, Evidence, Remedy } from '../../model/index.ts'
import { isOfVirtualMachine, virtualMachine } from './virtual-machine-remedies.ts'
import { windowsRemedies } from './windows-remedies.ts'
import { isOfSnapshot } from './words.ts'

/** By reason: rights, a failing disk, a folder that is gone, or the archiver itself. */
export function sourceUnreadableRemedies(evidence: Evidence): readonly Remedy[] {
  const reading = evidence.of('source.failed')
  const reasons = new Set(reading.map((event) => event.reason))
  const path = reading.find((event) => event.path !== undefined)?.path ?? 'PATH'
  const system = evidence.symptoms[0]?.system ?? 'other'
  if (reading.length > 0 && reading.every(({ path, quote }) => path === undefined && /\bbp(?:start|end)_notify\b/.test(quote))) return [notifyScript]
  if (reading.length > 0 && reading.every(isOfVirtualMachine)) return [virtualMachine]
  if (isSourceOnWindows(evidence)) return windowsRemedies(reading, system)
  if (reading.some((event) => /@ERROR:? (?:chroot|chdir) failed|no path setting/.test(event.quote))) return [moduleFolder]
  if (reading.length > 0 && reading.every(changedMeanwhile)) return [whileItChanges(system), leaveOut(system)]
  return [
    ...(reasons.has('io-error') ? [failingDisk(path)] : []),
    ...(reasons.has('permission') ? [rights(path, system)] : []),
    ...(reasons.has('vanished') ? [evidence.symptoms.some(isVanishedExit) ? snapshot : gone(path)] : []),
    ...(reading.length > 0 && reading.every(isOfSnapshot) ? [snapshotModule] : reasons.has('archiver') || reasons.has('other') ? [runItByHand(system)] : []),
    leaveOut(system),
  ]
}

/** Nothing kept it from being read but that somebody wrote to it. */
function changedMeanwhile({ path, quote }: Event & { readonly path?: string }): boolean {
  return path !== undefined && /\bchanged (?:during|while|as)\b/.test(quote)
}

function whileItChanges(system: Event['system']): Remedy {
  return {
    kind: 'fix',
    where: 'the backed-up host',
    text: 'Somebody writes to the file while it is read. Read it from a snapshot, back up a dump in its place (databases), or run the job when nobody writes.',
    commands: [
      ...(system === 'tsm' ? ['copygroup serialization: SHRDYNAMIC   # management class: copied as it changes, after the retries of CHANGINGRETRIES'] : []),
      'lvcreate -s -L 5G -n backup-snap VG/LV   # or: zfs snapshot POOL/FS@backup',
      "lsof -- 'PATH'   # who writes to it",
    ],
    risk: 'A copy of a file that changes meanwhile may be useless; a snapshot that fills up becomes invalid.',
    undo: 'lvremove VG/backup-snap',
    check: 'The run ends without this line.',
  }
}

/** rsync's RERR_VANISHED (errcode.h): files went away between the listing and the copy, and nothing else failed. */
export function isVanishedExit(event: Event): boolean {
  return event.kind === 'program.exited' && event.code === 24
}

const snapshot: Remedy = {
  kind: 'workaround',
  where: 'the backed-up host',
  text: 'Nothing needs repair: files that come and go are usual on a live file system. Take code 24 for a success in the job, or read from a snapshot where every file must be of one moment.',
  commands: ['rsync … || [ $? -eq 24 ]', 'lvcreate -s -L 5G -n backup-snap VG/LV   # or: zfs snapshot POOL/FS@backup'],
  risk: 'None for the first; a snapshot that fills up becomes invalid.',
  undo: 'Restore the line of the job; lvremove VG/backup-snap',
  check: 'The job reports success, and the next copy holds what stayed.',
}

const snapshotModule: Remedy = {
  kind: 'fix',
  where: 'the backed-up host (Linux)',
  text: "See what makes the snapshot: an agent's kernel module must be built for the kernel that runs, and only one program may bring such a module; a snapshot of LVM needs room in its volume group.",
  commands: [
    'uname -r; dkms status; lsmod | grep -iE "snap|dattobd"',
    "journalctl -k --since '-1 day' | grep -iE 'snap|dattobd|Unknown symbol|disagrees about version'",
    'vgs; lvs -a -o +snap_percent',
  ],
  risk: 'None: these only look. Rebuild with `dkms autoinstall`, or start the former kernel until the agent supports this one.',
  undo: 'Nothing to undo.',
  check: 'The module is loaded (lsmod), and the next backup makes its snapshot.',
}

const notifyScript: Remedy = {
  kind: 'fix',
  where: 'the NetBackup client',
  text: 'Run the script by hand with the arguments that NetBackup gives it, see which command fails, and let the script write what it does to a file.',
  commands: [
    'ls -l /usr/openv/netbackup/bin/bp*_notify*   # Windows: INSTALL_PATH\\NetBackup\\bin\\bpstart_notify*.bat',
    'sh -x /usr/openv/netbackup/bin/bpstart_notify CLIENT POLICY SCHEDULE FULL; echo $?',
    'exec > /tmp/bpstart_notify.log 2>&1; set -x   # at the head of the script',
  ],
  risk: 'It does by hand what it does in the night: stopping a database, for one.',
  undo: 'Remove the line.',
  check: 'The script ends with 0 within BPSTART_TIMEOUT (300 s).',
}

/** The daemon tells its caller no more than that. */
const moduleFolder: Remedy = {
  kind: 'fix',
  where: 'the host of the rsync daemon, which is the one backed up',
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

function failingDisk(path: string): Remedy {
  return {
    kind: 'fix',
    where: 'the backed-up host (Linux)',
    text: 'An input/output error is the disk speaking: look at the kernel log and at SMART before anything else, and copy what can still be read.',
    commands: [
      "journalctl -k --since '-2 days' | grep -iE 'I/O error|medium error|ata[0-9].*(error|exception)'",
      `smartctl -a $(findmnt -no SOURCE -T '${path}')`,
      `dd if='${path}' of=/dev/null bs=1M   # is it still unreadable?`,
    ],
    risk: 'Reading a failing disk can worsen it: back up the most valuable data first. Solaris: iostat -En; FreeBSD: smartctl, dmesg; Windows: Event Viewer, source disk, ids 7, 51, 153.',
    undo: 'Nothing to undo.',
    check: 'The same file can be read, and the kernel log gains no new line meanwhile.',
  }
}

function rights(path: string, system: Event['system']): Remedy {
  const who =
    system === 'amanda'
      ? "Amanda's runtar must be setuid root and owned root:backup (mode 4750)"
      : system === 'rsync'
        ? 'An rsync daemon reads as the `uid` of the module (nobody unless set); over ssh as the login user'
        : 'The agent must run as root or with the right to read everything'
  const commands =
    system === 'amanda'
      ? ['ls -l /usr/lib/amanda/runtar /usr/libexec/amanda/runtar', 'chown root:backup /usr/lib/amanda/runtar && chmod 4750 /usr/lib/amanda/runtar']
      : system === 'rsync'
        ? ['uid = root   # in the module of /etc/rsyncd.conf; or, keeping an ordinary user:', 'setfacl -R -m u:BACKUPUSER:rX,d:u:BACKUPUSER:rX PATH']
        : [`namei -l '${path}'   # which folder on the way refuses`]
  return {
    kind: 'fix',
    where: 'the backed-up host (Linux)',
    text: `Let the backup read it. ${who}.`,
    commands,
    risk: 'Whoever controls the backup can read every file. SELinux or AppArmor may refuse where the mode allows: ausearch -m avc -ts today.',
    undo: 'Restore the former owner, mode or ACL.',
    check: `sudo -u BACKUPUSER head -c 1 '${path}'`,
  }
}

function gone(path: string): Remedy {
  return {
    kind: 'fix',
    where: 'the backed-up host',
    text: 'Mount or restore the folder, or take it out of the job. Files that come and go while the backup runs are read from a snapshot instead.',
    commands: [`findmnt -T '${path}'; ls -ld '${path}'`, 'lvcreate -s -L 5G -n backup-snap VG/LV   # or: zfs snapshot POOL/FS@backup'],
    risk: 'A snapshot that fills up becomes invalid.',
    undo: 'lvremove VG/backup-snap',
    check: 'The run ends without this line.',
  }
}

function runItByHand(system: Event['system']): Remedy {
  const commands =
    system === 'amanda'
      ? ['ls -t /var/log/amanda/client/*/*.debug | head -3 | xargs grep -nE "error|denied|Cannot|returned|status"', 'amgtar selfcheck; /bin/tar --version']
      : ['journalctl --since "-1 day" | grep -iE "tar|rsync|backup"']
  return {
    kind: 'fix',
    where: 'the backed-up host',
    text: "Read the archiver's own messages, which the server's log shortens: the first of them names the file or option it fell over.",
    commands,
    risk: 'None: these only look.',
    undo: 'Nothing to undo.',
    check: 'The archiver ends with status 0, or 1 where only files changed meanwhile.',
  }
}

function leaveOut(system: Event['system']): Remedy {
  const commands: Partial<Record<Event['system'], readonly string[]>> = {
    amanda: [
      'exclude list append "/etc/amanda/exclude"   # in the dumptype',
      'define application-tool app_amgtar { plugin "amgtar" property append "NORMAL" ": Permission denied$" }',
    ],
    rsync: ["rsync -a --exclude='/private/' SOURCE DESTINATION"],
    netbackup: ["echo '/private' >> /usr/openv/netbackup/exclude_list   # Windows: Host Properties, Clients, Exclude Lists"],
    bacula: ['Exclude { File = /private }   # in the FileSet'],
    borg: ["borg create --exclude 'pp:/private' …"],
    restic: ['restic backup --exclude /private …'],
  }
  return {
    kind: 'workaround',
    where: 'the backup job',
    text: 'Leave out what need not be saved, so that a real failure stands out.',
    commands: commands[system] ?? [],
    risk: 'What is excluded is not in the backup. Write down why.',
    undo: 'Remove the exclusion.',
    check: 'The next run ends without a warning, and a test restore holds what you need.',
  }
}
