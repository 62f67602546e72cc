import type { Evidence, Remedy } from '../../model/index.ts'
import { polluterOf } from '../../facts/polluting-text.ts'

/** Silence the writer for shells that nobody looks at. */
export function streamPollutedRemedies(evidence: Evidence): readonly Remedy[] {
  const writer = polluterOf(evidence)?.writer ?? ''
  if (/sudo|password prompt/.test(writer)) return [sudoWithoutPassword, quietShell]
  if (/wrong port|TLS peer/.test(writer)) return [rightPort]
  return [quietShell, noTerminal]
}

const sudoWithoutPassword: Remedy = {
  kind: 'fix',
  where: 'the other host',
  text: 'Let the backup user run exactly this program without a password, and call ssh without -t: a prompt has nobody to answer it and lands in the data.',
  commands: [
    "printf 'BACKUPUSER ALL=(root) NOPASSWD: /usr/bin/rsync\\n' > /etc/sudoers.d/backup && visudo -c",
    "rsync -a -e ssh --rsync-path='sudo -n rsync' HOST:/data/ /backup/",
  ],
  risk: 'Whoever holds that key can read and write every file as root: restrict it with a forced command (rrsync) and from=.',
  undo: 'rm /etc/sudoers.d/backup',
  check: "ssh HOST 'sudo -n rsync --version' prints a version and no prompt.",
}

const quietShell: Remedy = {
  kind: 'fix',
  where: "the other host: the backup user's ~/.bashrc, ~/.cshrc, ~/.zshenv, /etc/bash.bashrc, /etc/profile.d",
  text: 'Let start-up files print nothing unless a person is there: this line first in the file, before any echo, stty, clear, mesg or fortune.',
  commands: ['case $- in *i*) ;; *) return ;; esac   # sh, bash, zsh', 'if (! $?prompt) exit   # csh, tcsh', 'ssh HOST /bin/true | wc -c   # must print 0'],
  risk: 'Settings below that line no longer apply to commands run over ssh.',
  undo: 'Remove the line.',
  check: 'ssh HOST /bin/true | od -c prints only the offset 0000000.',
}

const noTerminal: Remedy = {
  kind: 'fix',
  where: 'the calling host',
  text: 'Ask for no terminal: one changes line ends and sends prompts into the data. A banner that sshd itself sends goes to standard error and does no harm.',
  commands: ["rsync -a -e 'ssh -T' SOURCE HOST:DESTINATION"],
  risk: 'None.',
  undo: 'Drop the option.',
  check: 'The transfer begins.',
}

const rightPort: Remedy = {
  kind: 'fix',
  where: 'the calling host',
  text: 'Another service answers on the port that was called. Correct the port, or the proxy or load balancer that forwards it.',
  commands: ['nc -v HOST PORT < /dev/null | head -c 60   # what greets there: @RSYNCD:, SSH-2.0-, HTTP/', "ss -ltnp 'sport = :PORT'   # on the other host"],
  risk: 'None: these only look.',
  undo: 'Nothing to undo.',
  check: 'The greeting is that of the backup program.',
}
