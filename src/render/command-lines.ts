/** Lines of a remedy that stand together: commands to run, or lines of a configuration file. */
export interface Lines {
  readonly kind: 'command' | 'setting'
  readonly lines: readonly string[]
}

/** `timeout = 600` of rsyncd.conf and Bacula: a shell would take the name for a program. */
const assigned = /^[A-Za-z][\w -]{0,40} = /
/** `ServerAliveInterval 30`, `RandomizedDelaySec=30min`: ssh_config(5), sshd_config(5) and systemd's unit files write keywords in camel case. */
const camelCase = /^(?:[A-Z]+[a-z]+){2,6}(?:=| (?=[^-|]))/
/** amanda.conf(5), and what a switch is told. */
const keyword =
  /^(?:(?:[cde]timeout|connect-tries|rep-tries|maxdumps|inparallel|netusage|estimate|auth|compress|encrypt|use|reserved-(?:tcp|udp)-port|unreserved-tcp-port) \S|define \S+ \S+ \{|exclude (?:list|file) |speed \w+ \/)/
/** For a shell's start-up file, as rsync(1) and bash(1) give them. */
const startUp = /^(?:case \$- in|if \(! \$\?prompt\))/

const settings: readonly RegExp[] = [assigned, camelCase, keyword, startUp]

/** Whether a line belongs into a configuration file rather than behind a prompt. */
export function isSetting(line: string): boolean {
  return settings.some((pattern) => pattern.test(line))
}

/** Commands and settings as they follow each other. */
export function commandLines(lines: readonly string[]): readonly Lines[] {
  const blocks: { readonly kind: Lines['kind']; readonly lines: string[] }[] = []
  for (const line of lines) {
    const kind = isSetting(line) ? 'setting' : 'command'
    const last = blocks.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else blocks.push({ kind, lines: [line] })
  }
  return blocks
}
