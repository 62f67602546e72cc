import { type Evidence, type Remedy, usPerSecond } from '../../model/index.ts'
import { hungTask } from '../../facts/hung-task.ts'
import type { OwnTimer } from '../../facts/own-timer.ts'

/** Find what kept the other side silent; give the timer room only where the silence is legitimate. */
export function applicationTimeoutRemedies(evidence: Evidence, timer: OwnTimer | undefined): readonly Remedy[] {
  const seconds = timer?.limitUs === undefined ? undefined : Math.round(timer.limitUs / usPerSecond)
  if (timer !== undefined && hungTask(evidence, timer.event) !== undefined) return [findTheSilence]
  return [...(timer?.name === 'REP timeout' ? [reachAmandad] : []), longer(evidence, seconds, timer), findTheSilence]
}

const findTheSilence: Remedy = {
  kind: 'fix',
  where: 'the side that was silent (Linux)',
  text: 'See what it does while nothing is sent: a disk that does not answer, a process that is stopped, a file system over the network that hangs.',
  commands: [
    'ps -o pid,stat,wchan:30,etime,cmd -C rsync,sendbackup,tar,bacula-fd,bpbkar   # D: waits for a disk; T: stopped',
    'iostat -x 5 3',
    'ss -tinoe   # persist timer and rwnd_limited: the other side does not read',
  ],
  risk: 'None: these only look. Solaris: pstack PID, iostat -xn 5; Windows: Resource Monitor.',
  undo: 'Nothing to undo.',
  check: 'The process works and bytes_acked grows while the backup runs.',
}

/** amandad answers a request first with an acknowledgement, and with its reply when the service is done. */
const reachAmandad: Remedy = {
  kind: 'fix',
  where: 'the Amanda client',
  text: 'See whether amandad answers at all, and which service kept it: its debug file of that minute says what it was asked and what it waited for.',
  commands: ['amcheck -c CONFIG CLIENT   # on the server', 'ls -t /var/log/amanda/amandad/*.debug | head -3 | xargs tail -n 40   # on the client'],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'amcheck -c reports 0 problems, and the next report names no REP.',
}

/** amanda.conf(5), in seconds; an estimate has its limit for each disk of the client. */
const amandaDefaults = { dtimeout: 1800, etimeout: 300 } as const

function longerAmanda(seconds: number | undefined, name: string | undefined): Remedy {
  const setting = name === 'etimeout' || name === 'REP timeout' ? 'etimeout' : 'dtimeout'
  const estimate = setting === 'etimeout'
  const present = seconds ?? amandaDefaults[setting]
  const known = seconds === undefined ? `${present} s unless amanda.conf says otherwise` : `${present} s`
  return {
    kind: 'workaround',
    where: 'amanda.conf on the backup server',
    text: estimate
      ? `Give the estimate more time than its present limit (${known}, for each disk of the client), or let it be quicker: estimate calcsize or server in the dumptype.`
      : `Give the client more time between two pieces of data than its present limit (${known}): at least double it.`,
    commands: [`amgetconf CONFIG ${setting}   # the present value`, `${setting} ${2 * present}   # double it; more where the first command says more`],
    risk: estimate ? 'A client that is down holds the planner longer.' : 'A dead client holds its dumper longer.',
    undo: `Restore the former value; the default is ${amandaDefaults[setting]} seconds.`,
    check: estimate ? 'The planner reports no timeout for that client.' : 'The dump ends without [data timeout].',
  }
}

/** BackupPC's own guard against transfers that hang; 72,000 s unless set (config.pl). */
const longerClientTimeout: Remedy = {
  kind: 'workaround',
  where: 'the BackupPC server, in the configuration of that host',
  text: 'A transfer that is only slow needs a longer ClientTimeout than its 20 hours: above rsync it counts the whole transfer, not the silence. One that hangs needs what holds it found first.',
  commands: [
    '$Conf{ClientTimeout} = 144000;   # /etc/backuppc/pc/HOST.pl',
    'BackupPC_dump -v -f HOST   # by hand, as the user of BackupPC: where does it stand still?',
  ],
  risk: 'A transfer that hangs blocks its host and a place among the jobs for as long.',
  undo: 'Restore the former value.',
  check: 'The log of the host shows "backup … complete" and no signal=ALRM.',
}

function longerRsync(long: number, now: string): Remedy {
  return {
    kind: 'workaround',
    where: 'the side that gave up',
    text: `Give rsync more time than ${now}, where long silences are part of the work (huge directories, slow disks). A module's \`timeout\` in rsyncd.conf overrides the client's option.`,
    commands: [`rsync --timeout=${long} …`, `timeout = ${long}   # in the module of /etc/rsyncd.conf`],
    risk: 'A connection that is really dead is noticed later.',
    undo: 'Restore the former value.',
    check: 'The transfer ends without code 30.',
  }
}

/** The store closed requests that got no data in its time: fewer at once leave each more of the line. */
const fewerRequests: Remedy = {
  kind: 'workaround',
  where: 'the backup job',
  text: 'Send fewer pieces at once, so that each gets its share of the line before the store gives up on it.',
  commands: [
    'restic -o s3.connections=2 backup …   # 5 unless set; rest.connections, b2.connections, azure.connections alike',
    'restic --limit-upload 2000 backup …   # KiB/s, below what the line carries',
  ],
  risk: 'The backup may take longer.',
  undo: 'Leave the options out.',
  check: 'The run shows no more "retrying after" for the store.',
}

function longer(evidence: Evidence, seconds: number | undefined, timer: OwnTimer | undefined): Remedy {
  const name = timer?.name
  const long = seconds === undefined ? 1800 : Math.max(600, 3 * seconds)
  const now = seconds === undefined ? 'its present limit' : `the present ${seconds} s`
  const system = evidence.symptoms[0]?.system
  if (system === 'restic' && timer?.kind === 'unknown') return fewerRequests
  switch (system) {
    case 'backuppc':
      if (name === 'ClientTimeout') return longerClientTimeout
      return longerRsync(long, now)
    case 'rsync':
      return longerRsync(long, now)
    case 'amanda':
      return longerAmanda(seconds, name)
    case 'netbackup':
      return {
        kind: 'workaround',
        where: 'master and media server',
        text: 'Raise the client read timeout, as the vendor advises for clients that walk large file systems.',
        commands: [`echo 'CLIENT_READ_TIMEOUT = ${long}' >> /usr/openv/netbackup/bp.conf   # Windows: Host Properties, Timeouts`],
        risk: 'A dead client holds its drive longer.',
        undo: 'Remove the line; the default is 300 seconds.',
        check: 'The job ends without status 41.',
      }
    case 'ssh':
    case 'borg':
    case 'restic':
      return {
        kind: 'workaround',
        where: '~/.ssh/config of the user that runs the backup',
        text: `Let ssh bear longer silence than ${now}: interval times count is the limit.`,
        commands: ['ServerAliveInterval 60', 'ServerAliveCountMax 10'],
        risk: 'A dead connection is noticed after 10 minutes.',
        undo: 'Restore the former values.',
        check: 'ssh -G HOST | grep serveralive',
      }
    default:
      return {
        kind: 'workaround',
        where: 'the program that gave up',
        text: `Raise the timer above ${now} where long silences are part of the work.`,
        commands: [],
        risk: 'A dead connection is noticed later.',
        undo: 'Restore the former value.',
        check: 'The job ends without the timeout.',
      }
  }
}
