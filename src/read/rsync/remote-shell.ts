import { failure, type Saying } from './saying.ts'

/** Shells say it in these ways: bash, dash, ksh, zsh, csh, sudo, cmd.exe; the path is what they were asked to run. */
const missing: readonly RegExp[] = [
  /^(?:[\w./-]{1,60}: )?(?:line \d{1,4}: |\d{1,4}: )?((?:[\w./-]{0,200}\/)?rsync(?:_bpc)?)(?: ?:|:) {0,2}(?:command not found|not found|Command not found\.?|No such file or directory|inaccessible or not found|Permission denied)\.?(?: \[No such file or directory\])?$/,
  /^(?:[\w./-]{1,60}:)?(?:\d{1,4}: ?)?command not found: ((?:[\w./-]{0,200}\/)?rsync)$/,
  /^'?((?:[\w:.\\/-]{0,200}[\\/])?rsync(?:\.exe)?)'? is not recognized as an internal or external command,?.{0,60}$/,
  /^rsync(?:_bpc)?: (?:\[[A-Za-z]{1,12}\] )?[Ff]ailed to exec (\S{1,200}): No such file or directory \(2\)$/,
]

/** The remote command, or the remote shell itself, is not there. */
export function readRemoteShell(text: string): readonly Saying[] | undefined {
  for (const pattern of missing) {
    const found = pattern.exec(text)
    if (found !== null) return failure('names', { kind: 'program.missing', program: found[1] ?? 'rsync', detail: text.slice(0, 200) })
  }
  return sudoRefusal.test(text) ? failure('names', { kind: 'program.missing', program: 'rsync', detail: text.slice(0, 200) }) : undefined
}

/** sudo wants a terminal or a password before it starts the program, and there is nobody to give them. */
const sudoRefusal =
  /^[Ss]udo: (?:[Ss]orry, you must have a (?:tty|terminal) to (?:run|execute) sudo|(?:no tty present|a terminal is required|a password is required)\b)/
