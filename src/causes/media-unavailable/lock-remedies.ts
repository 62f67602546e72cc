import type { Remedy, System } from '../../model/index.ts'

/** First see whether a run is really at work; only a lock whose owner is dead may be broken. */
export function lockRemedies(system: System): readonly Remedy[] {
  return [whoHolds(system), breakLock[system] ?? removeLock]
}

function whoHolds(system: System): Remedy {
  const commands: Partial<Record<System, readonly string[]>> = {
    restic: ['restic list locks', 'restic cat lock LOCK_ID   # host, user, PID, time'],
    borg: ['ls REPO/lock.exclusive REPO/lock.roster   # HOST@…PID-THREAD', 'ps -fp PID   # on that host'],
    proxmox: ['qm config VMID | grep lock; pct config CTID | grep lock', 'pgrep -af vzdump'],
  }
  return {
    kind: 'fix',
    where: 'the host that holds the lock',
    text: 'See who holds the lock: another backup, prune or check that still runs must be left to finish. The lock names host and process.',
    commands: commands[system] ?? ['pgrep -af backup', 'lsof LOCKFILE'],
    risk: 'None: these only look.',
    undo: 'Nothing to undo.',
    check: 'No process of that number runs on that host, or it is known what it does.',
  }
}

const removeLock: Remedy = {
  kind: 'fix',
  where: 'the host that holds the lock',
  text: 'When its owner is dead, remove the lock as the documentation of the program says, then start the backup again.',
  commands: ['ls -l LOCKFILE'],
  risk: 'Two runs at once can damage the copy.',
  undo: 'None.',
  check: 'The next run starts.',
}

const breakLock: Partial<Record<System, Remedy>> = {
  restic: {
    kind: 'fix',
    where: 'any host with access to the repository',
    text: 'Remove stale locks: restic removes those whose process is gone on this host, and those older than 30 minutes that were not refreshed.',
    commands: ['restic unlock', 'restic backup --retry-lock 30m …   # 0.16 and later: wait for a live one instead of failing'],
    risk: 'None for stale locks. `unlock --remove-all` takes live ones too: a prune beside a backup can destroy data.',
    undo: 'None needed.',
    check: 'restic list locks prints nothing.',
  },
  borg: {
    kind: 'fix',
    where: 'a host with access to the repository, where no borg runs',
    text: 'Break the lock of a dead run; let the next run wait for a live one.',
    commands: ['borg break-lock REPO', 'borg create --lock-wait 600 REPO::NAME PATHS'],
    risk: 'Breaking the lock of a borg that still runs can damage the repository.',
    undo: 'None.',
    check: 'borg list REPO answers.',
  },
  proxmox: {
    kind: 'fix',
    where: 'the Proxmox node',
    text: 'When no vzdump, snapshot or migration of the guest runs any more, unlock it.',
    commands: ['qm unlock VMID   # containers: pct unlock CTID', 'rm /run/lock/vzdump.lock   # only if no vzdump runs'],
    risk: 'An unfinished snapshot may be left: look with qm listsnapshot.',
    undo: 'None.',
    check: 'qm config VMID shows no lock line.',
  },
}
