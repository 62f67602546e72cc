import type { Remedy } from '../../model/index.ts'
import type { StoppedRun } from '../../facts/stopped-run.ts'

/** Start it again where it may finish; where a clock stopped it, first find out what took so long. */
export function stoppedByOperatorRemedies(stopped: StoppedRun | undefined): readonly Remedy[] {
  switch (stopped?.stopper) {
    case 'person':
      return [runDetached, runAgain]
    case 'service':
      return [keepTheServiceUp, runAgain]
    case 'window':
      return [startByHand, widenWindow]
    case 'option':
      return [stopped.event.by === '--max-delete' ? maxDelete : ownOption]
    case 'time-limit':
      return [findTheDelay, raiseTheLimit]
    default:
      return [findWho, findTheDelay, runDetached]
  }
}

const startByHand: Remedy = {
  kind: 'fix',
  where: 'the NetBackup primary server',
  text: 'See what the job waited for, then start it by hand if it cannot wait for the next window.',
  commands: [
    '/usr/openv/netbackup/bin/admincmd/bpdbjobs -report -all_columns | grep CLIENT   # queued, and its tries before that',
    '/usr/openv/netbackup/bin/admincmd/nbrbutil -dump   # who holds drives and streams',
    '/usr/openv/netbackup/bin/bpbackup -i -p POLICY -s SCHEDULE -h CLIENT',
  ],
  risk: 'It runs beside the daily work.',
  undo: 'bpdbjobs -cancel JOBID',
  check: 'The job ends with status 0.',
}

const widenWindow: Remedy = {
  kind: 'fix',
  where: 'the policy (NetBackup)',
  text: 'Open the window earlier or longer, start fewer jobs at its beginning, or give the storage unit more concurrent jobs.',
  commands: ['/usr/openv/netbackup/bin/admincmd/bppllist POLICY -U   # its schedules and windows'],
  risk: 'Backups reach into the working day.',
  undo: 'Set the former window.',
  check: 'No job of the policy is queued when the window closes.',
}

const maxDelete: Remedy = {
  kind: 'fix',
  where: 'the host that starts rsync',
  text: 'Look at what would be deleted. If the source is whole and the files are meant to go, run once with a higher limit.',
  commands: [
    'findmnt -T SOURCE; ls SOURCE | head',
    'rsync -an --delete --itemize-changes SOURCE DESTINATION | grep -c "^\\*deleting"',
    'rsync -a --delete --max-delete=NUMBER SOURCE DESTINATION',
  ],
  risk: 'With a source that is not mounted this deletes the copy: that is what the limit is for.',
  undo: 'None: deleted is deleted.',
  check: 'rsync ends with code 0.',
}

const ownOption: Remedy = {
  kind: 'fix',
  where: 'the host that starts the run',
  text: 'The run ended where its own option told it to; the next run goes on from there. Drop or widen the option if one run should do all.',
  commands: ['grep -rnE -- "--(stop-after|stop-at|time-limit)" /etc/cron* /usr/local/bin /etc/systemd/system'],
  risk: 'The run may reach into the working day.',
  undo: 'Restore the option.',
  check: 'The run ends by itself.',
}

const runAgain: Remedy = {
  kind: 'fix',
  where: 'the host that starts the backup',
  text: 'Start the run again: nothing is broken. rsync, borg and restic go on from what is there; Amanda dumps the disk anew with the next amdump.',
  commands: ['systemctl start BACKUP.service   # or the command of the job'],
  risk: 'None.',
  undo: 'Stop it again.',
  check: 'The run ends by itself with status 0.',
}

const runDetached: Remedy = {
  kind: 'fix',
  where: 'the host that starts the backup',
  text: 'Run it where no terminal, log-out or lost ssh session can take it along: a hang-up of the terminal reaches the program as SIGHUP.',
  commands: ['systemd-run --unit=backup-now --collect COMMAND', 'tmux new -d -s backup COMMAND   # or: nohup COMMAND > backup.log 2>&1 &'],
  risk: 'Nobody sees a prompt.',
  undo: 'systemctl stop backup-now',
  check: 'systemctl status backup-now after you have logged out.',
}

const keepTheServiceUp: Remedy = {
  kind: 'fix',
  where: 'the host whose service was stopped (Linux)',
  text: 'Find what stopped the unit: a package upgrade, a reboot at night, a dependency. Move that out of the backup window, or let shutdown wait for the backup.',
  commands: [
    "journalctl -u UNIT --since '-1 day' | grep -E 'Stopping|Stopped|Started'",
    "journalctl --since '-1 day' | grep -iE 'unattended|apt|dnf|systemd-logind.*(reboot|power)'",
    "systemd-inhibit --what=shutdown --who=backup --why='backup runs' COMMAND",
  ],
  risk: 'A shutdown waits as long as the backup runs.',
  undo: 'Drop systemd-inhibit.',
  check: 'The unit stays active throughout the next run.',
}

const findTheDelay: Remedy = {
  kind: 'fix',
  where: 'both ends, while the next run is slow',
  text: 'A limit says that the run took too long, not why. See whether data moves, and if not, which end waits for which.',
  commands: [
    'ss -tinoe state established   # retransmissions, zero window (persist), bytes_acked twice, 10 s apart',
    'ps -o pid,stat,wchan:30,etime,cmd -C rsync,tar,sendbackup,borg,restic',
    'iostat -x 5 3',
  ],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'bytes_acked grows between two looks.',
}

const raiseTheLimit: Remedy = {
  kind: 'workaround',
  where: 'whatever carries the limit (cron line, unit, scheduler)',
  text: 'Give the run the time it needs, once it is known that it makes progress.',
  commands: ['timeout 6h COMMAND   # in place of the shorter one', 'RuntimeMaxSec=6h   # [Service]; systemctl edit UNIT'],
  risk: 'A run that hangs is noticed later.',
  undo: 'Restore the former limit.',
  check: 'The run ends by itself before the limit.',
}

const findWho: Remedy = {
  kind: 'fix',
  where: 'the host on which it was stopped (Linux)',
  text: 'Find who sent the signal. Unattended, it is a wrapper with a limit, a service manager, a shutdown, or a terminal that was closed.',
  commands: [
    "journalctl --since '-1 day' | grep -iE 'stopp|timed out|session closed|reboot|power'",
    'auditctl -a always,exit -F arch=b64 -S kill -F a1=15 -k who-stops   # for the next time',
    'ausearch -k who-stops -i',
  ],
  risk: 'The audit rule logs every SIGTERM.',
  undo: 'auditctl -d always,exit -F arch=b64 -S kill -F a1=15 -k who-stops',
  check: 'The log names the sender of the next signal.',
}
