import type { Event, EventBase } from '../../model/index.ts'
import { type LineRule, nothing } from '../generic/line-rule.ts'
import { isBackupProgram } from './backup-programs.ts'

/** The ways in which shells, sudo and the libraries of Go and Python say that there is no such program; of a backup's program it is the failure. */
export const missingLines: readonly LineRule[] = [
  {
    // bash, dash, ksh (the old one with two spaces), zsh, busybox, sudo: `backup.sh: line 12: rclone: command not found`, `zsh:1: command not found: borg`.
    has: 'not found',
    pattern: /^(?:[\w./-]{1,200}: ?)?(?:line )?(?:\d{1,5}: ?)?(?:sudo: )?([\w./+-]{1,200}): {1,2}(?:command )?not found$/,
    says: missing,
  },
  {
    has: 'command not found: ',
    pattern: /^(?:[\w./-]{1,200}:)?(?:\d{1,5}: ?)?command not found: ([\w./+-]{1,200})$/,
    says: missing,
  },
  { has: 'nknown command', pattern: /^(?:fish: )?Unknown command:? '?([\w./+-]{1,200}?)'?$/, says: missing },
  {
    has: 'executable file not found',
    pattern: /\bexec: "([^"]{1,200})": executable file not found in (?:\$PATH|%PATH%)/,
    says: missing,
  },
  {
    // A path that is missing may be any file; a bare name is a program that was looked for.
    has: 'FileNotFoundError',
    pattern: /^FileNotFoundError: \[Errno 2\] No such file or directory: '([\w.+-]{1,60})'(?:: '[^']{1,60}')?$/,
    says: missing,
  },
  {
    // Python's import: the program itself is there and a library of it is not.
    has: 'No module named',
    pattern:
      /^(?:[\w.]{1,60}: .{0,120}?)?(?:ModuleNotFoundError|ImportError|BackendException|[\w/.-]{1,80}python[\d.]{0,6})?:? ?.{0,120}?No module named ['"]?([\w.]{1,60})['"]?$/,
    says: (match, base) => [
      { ...base, kind: 'program.missing', program: `Python library ${match[1] ?? ''}`, detail: match[0].slice(0, 160), symptom: 'specific' },
    ],
  },
  {
    has: 'is not allowed to execute',
    pattern: /^(?:sudo: )?[Ss]orry, user \S{1,60} is not allowed to execute '([^']{1,300})' as /,
    says: ([, command = ''], base) => [
      { ...base, kind: 'access.refused', reason: 'permission', detail: `sudo: ${command.slice(0, 60)}`, ...ours(command.split(' ')[0] ?? '') },
    ],
  },
]

/** Programs that are merely nice to have are looked for too, and scripts go on without them. */
function missing(match: RegExpExecArray, base: EventBase): readonly Event[] {
  const program = match[1] ?? ''
  return isBackupProgram(program) ? [{ ...base, kind: 'program.missing', program, detail: match[0].slice(0, 160), symptom: 'specific' }] : nothing()
}

function ours(program: string): { readonly symptom?: 'specific' } {
  return isBackupProgram(program) ? { symptom: 'specific' } : {}
}
