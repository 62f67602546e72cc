import type { Evidence, Remedy } from '../../model/index.ts'
import { isForeignShell, pythonModule, whereabouts } from './whereabouts.ts'

/** How to put the program there, or to say where it is: by product, and by the host that looked for it. */
export function remedies(evidence: Evidence): readonly Remedy[] {
  const system = evidence.symptoms[0]?.system ?? 'other'
  if (system === 'amanda' || /\bamandad$/.test(namedProgram(evidence) ?? '')) return [amandaPrograms]
  if (system === 'netbackup') return [isSitesOwn(namedProgram(evidence)) ? sitesScript : netBackupClient]
  const missing = evidence.of('program.missing')
  if (isForeignShell(missing)) return [posixShell]
  const library = pythonModule(missing)
  if (library !== undefined) return [installModule(library)]
  if (missing.some(({ quote }) => /request failed on channel/.test(quote))) return [startAnything]
  const program = namedProgram(evidence) ?? (system === 'rsync' ? 'rsync' : system === 'borg' ? 'borg' : 'the program')
  if (program === 'sftp-server') return [sftpSubsystem]
  const name = program.split('/').at(-1) ?? program
  const where = whereabouts(evidence, missing)
  if (where === 'here') return [findHere(name)]
  const further = system === 'rsync' ? [rsyncPath] : system === 'borg' ? [borgPath] : []
  return where === 'there' ? [findThere(name), ...further] : [findHere(name), findThere(name)]
}

/** The program that was not found, where a line names one that is short enough to be a name. */
export function namedProgram(evidence: Evidence): string | undefined {
  const name = evidence.of('program.missing').find((event) => event.program !== undefined && event.symptom !== undefined)?.program
  return name === undefined || name.length > 50 ? undefined : name
}

/** Packages that are not called as their program is: of Debian; other systems' names differ little. */
const packages: ReadonlyMap<string, string> = new Map([
  ['borg', 'borgbackup'],
  ['zfs', 'zfsutils-linux'],
  ['zpool', 'zfsutils-linux'],
  ['btrfs', 'btrfs-progs'],
  ['ssh', 'openssh-client'],
  ['sftp-server', 'openssh-sftp-server'],
  ['pg_dump', 'postgresql-client'],
  ['mysqldump', 'default-mysql-client'],
])

function findThere(name: string): Remedy {
  return {
    kind: 'fix',
    where: 'the other host',
    text: `See whether ${name} is there and what a shell without a terminal finds: its PATH is shorter than that of a login.`,
    commands: [
      `ssh HOST 'command -v ${name}; echo "$PATH"'`,
      `apt-get install ${packages.get(name) ?? name}   # dnf install, zypper install, pkg install; Solaris 11: pkg install ${name}`,
    ],
    risk: 'None.',
    undo: 'Remove the package.',
    check: `ssh HOST '${name} --version' prints a version and nothing else.`,
  }
}

const startAnything: Remedy = {
  kind: 'fix',
  where: 'the other host',
  text: 'The ssh server could not, or may not, start a command for this user: the account has no usable shell or may use sftp only, its limit of processes or memory is reached, or an appliance lets nobody run commands. The log of the ssh server of that minute says which.',
  commands: [
    "journalctl -u ssh -u sshd --since '-1 hour' | grep -iE 'fork|exec|session|pam|limit'",
    'getent passwd BACKUPUSER   # the shell must exist and be executable',
    "sshd -T -C user=BACKUPUSER | grep -iE 'forcecommand|chrootdirectory|permittty'",
    'su - BACKUPUSER -c "ulimit -u"; ps -u BACKUPUSER | wc -l; free -m',
  ],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'ssh BACKUPUSER@HOST true ends with status 0.',
}

function findHere(name: string): Remedy {
  return {
    kind: 'fix',
    where: 'this host, where the job runs',
    text: `See whether ${name} is installed on the host (or in the container) that runs the job, and what its PATH is there: cron gives /usr/bin:/bin, systemd a list of its own.`,
    commands: [
      `command -v ${name}; echo "$PATH"`,
      `apt-get install ${packages.get(name) ?? name}   # dnf install, zypper install, pkg install, apk add`,
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin   # first line of the crontab',
    ],
    risk: 'None.',
    undo: 'Remove the package or the line.',
    check: `env -i PATH=/usr/bin:/bin sh -c 'command -v ${name}' prints its place, as cron will find it.`,
  }
}

function installModule(name: string): Remedy {
  const [top = name] = name.split('.')
  return {
    kind: 'fix',
    where: 'this host, where the job runs',
    text: `Install the Python library ${top} for the very interpreter that runs the program: an upgrade of Python or of the program, a container image or a virtual environment leaves it behind.`,
    commands: [
      'head -n 1 "$(command -v PROGRAM)"   # the interpreter it uses',
      `python3 -c 'import ${top}; print(${top}.__file__)'`,
      `apt-get install python3-${top}   # dnf install python3-${top}, apk add py3-${top}; in its own environment: pip install ${top}`,
    ],
    risk: 'pip outside a virtual environment can overwrite what the distribution installed.',
    undo: `Remove the package.`,
    check: `python3 -c 'import ${top}' prints nothing.`,
  }
}

/** A client asks for the subsystem by its name; sshd_config says which program that is. */
const sftpSubsystem: Remedy = {
  kind: 'fix',
  where: 'the ssh server',
  text: 'Let sshd offer SFTP: its configuration must name the subsystem, and the program behind it must be there. On a NAS it is a service of its own (Synology: File Services, FTP, enable SFTP; QNAP: Telnet/SSH, enable SFTP), and the user needs the right to it.',
  commands: [
    "sshd -T | grep -i '^subsystem'   # sftp internal-sftp needs no program",
    'ls -l /usr/lib/openssh/sftp-server /usr/libexec/openssh/sftp-server /usr/libexec/sftp-server',
    'Subsystem sftp internal-sftp   # in /etc/ssh/sshd_config; then reload sshd',
  ],
  risk: 'Who may log in can then read and write files over SFTP; ChrootDirectory and Match limit that.',
  undo: 'Restore the former Subsystem line and reload sshd.',
  check: 'echo ls | sftp -b - USER@HOST lists the home directory.',
}

const posixShell: Remedy = {
  kind: 'fix',
  where: 'the other host (FreeBSD, TrueNAS)',
  text: 'The login shell of the user at the other end is csh or tcsh, which does not understand `2>&1` and `2>/dev/null`: it starts nothing. Give that user a POSIX shell, or use one that has it.',
  commands: ['ssh USER@HOST \'echo "$SHELL"\'', 'pw usermod USER -s /bin/sh   # FreeBSD; TrueNAS: Credentials, Local Users, Shell'],
  risk: 'Logins of that user get the other shell too.',
  undo: 'pw usermod USER -s /bin/csh',
  check: "ssh USER@HOST 'echo ok 2>/dev/null' prints ok.",
}

const rsyncPath: Remedy = {
  kind: 'workaround',
  where: 'the calling host',
  text: 'Where rsync lies outside that PATH, say where it is (Synology: /usr/bin/rsync, Solaris: /opt/csw/bin or /usr/bin, Windows: the cygwin path).',
  commands: ['rsync -a --rsync-path=/usr/local/bin/rsync SOURCE HOST:DESTINATION'],
  risk: 'None.',
  undo: 'Drop the option.',
  check: 'rsync ends with code 0.',
}

const borgPath: Remedy = {
  kind: 'workaround',
  where: 'the calling host',
  text: 'Say where borg lies on the repository host.',
  commands: ['borg create --remote-path /usr/local/bin/borg REPO::NAME PATHS'],
  risk: 'None.',
  undo: 'Drop the option.',
  check: 'borg info REPO answers.',
}

const amandaPrograms: Remedy = {
  kind: 'fix',
  where: 'the Amanda client',
  text: 'Install the client package, and see that inetd, xinetd or systemd starts amandad from where it really is.',
  commands: [
    'ls -l /usr/lib/amanda/ /usr/libexec/amanda/',
    'grep -rn amandad /etc/inetd.conf /etc/xinetd.d /lib/systemd/system /etc/systemd/system',
    'amgetconf build.amlibexecdir',
  ],
  risk: 'None.',
  undo: 'Restore the former line.',
  check: 'amcheck -c CONFIG HOST reports no problem.',
}

/** A program that NetBackup does not bring: a script of the site, or what that script calls. */
function isSitesOwn(program: string | undefined): boolean {
  return program !== undefined && !/(?:^|\/)(?:bp|nb|vnetd|pbx|tar)\w*$|openv/.test(program)
}

const sitesScript: Remedy = {
  kind: 'fix',
  where: 'the NetBackup client, where its agent runs the script',
  text: "The script runs without a login: PATH, ORACLE_HOME and the like are those of the agent's service, not of an administrator. Set them in the script, or call the program by its full path.",
  commands: [
    'su - DATABASEUSER -c "command -v PROGRAM"',
    'env -i /bin/sh SCRIPT   # as the agent runs it: what is missing shows',
    'export ORACLE_HOME=/u01/app/oracle/product/19 PATH=$ORACLE_HOME/bin:/usr/bin:/bin   # at the head of the script',
  ],
  risk: 'env -i runs the script: not where it would start a backup unasked.',
  undo: 'Remove the lines.',
  check: "The agent's log (bphdb, dbclient) shows the script's end with status 0.",
}

const netBackupClient: Remedy = {
  kind: 'fix',
  where: 'the NetBackup client',
  text: 'See that the client software is whole and its programs can be run.',
  commands: ['ls -l /usr/openv/netbackup/bin/bpcd /usr/openv/netbackup/bin/bpbkar', 'cat /usr/openv/netbackup/bin/version', '/usr/openv/netbackup/bin/bpps -a'],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'bptestbpcd -client CLIENT -verbose ends without an error.',
}
