import type { EventOf, Evidence } from '../../model/index.ts'

/** On which host the program was looked for, as far as the lines say it. */
export type Whereabouts = 'there' | 'here' | 'unsaid'

/** The words of a program that looks for another on its own host, of a script with its own name and line, of systemd, and of Python's import. */
const here =
  /Failed to exec|\bExec of |Can't exec |isn't a valid executable|executable file not found in |FileNotFoundError|No module named |203\/EXEC|Failed to locate executable|(?:^|[\s/])[\w.+-]{1,80}\.(?:sh|bash|ksh|py|pl|cron): (?:line )?\d{1,5}: |\/etc\/cron[\w./-]{0,80}: (?:line )?\d{1,5}: /
/** The shell of another host answers through ssh, or a product's own daemon does. */
const there =
  /^Remote: |\b(?:exec|shell) request failed on channel|^(?:bash|zsh|-?k?sh|csh|tcsh|fish):(?:\d{1,4}:)? (?!line \d{2,})|[Ss]ubsystem (?:request|'sftp')|sftp-server|mbiguous output redirect/

/** A closed connection, or a remote shell's exit, shows that another host was asked. */
export function whereabouts(evidence: Evidence, missing: readonly EventOf<'program.missing' | 'program.exited'>[]): Whereabouts {
  const quotes = missing.map(({ quote }) => quote)
  if (quotes.some((quote) => here.test(quote))) return 'here'
  const products = missing.some(
    ({ system }) => system === 'rsync' || system === 'backuppc' || system === 'borg' || system === 'amanda' || system === 'netbackup',
  )
  const asked = evidence.of('connection.closed').length > 0 || evidence.of('program.exited').some(({ role }) => role !== undefined)
  return products || asked || quotes.some((quote) => there.test(quote)) ? 'there' : 'unsaid'
}

/** A library of Python that an importing program did not find; undefined where it is a program that is missing. */
export function pythonModule(missing: readonly EventOf<'program.missing' | 'program.exited'>[]): string | undefined {
  return missing.map(({ quote }) => /No module named ['"]?([\w.]{1,60})/.exec(quote)?.[1]).find((name) => name !== undefined)
}

/** csh and tcsh print this of a redirection that they do not know, and start nothing. */
export function isForeignShell(missing: readonly EventOf<'program.missing' | 'program.exited'>[]): boolean {
  return missing.some(({ quote }) => /mbiguous output redirect/.test(quote))
}
