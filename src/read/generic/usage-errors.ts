import type { Event, EventBase } from '../../model/index.ts'
import { isBackupProgram } from '../host/backup-programs.ts'

/** getopt of the C libraries, argparse and optparse of Python, MySQL's programs: the program's name stands in front. */
export const refusedByName =
  /(?:^|\s)([\w./-]{1,60}): (?:\[ERROR\] |error: |fatal: )?((?:[Uu]nrecognized|[Ii]nvalid|[Ii]llegal|[Uu]nknown) option\b.{1,120}|option (?:['"`]?-{1,2}[\w-]{1,60}['"`]? (?:requires an argument|is ambiguous|doesn't allow an argument)|requires an argument -- ).{0,80}|unrecognized arguments?: .{1,120}|no such option: .{1,80}|argument \S.{0,60}: (?:invalid choice|expected one argument|invalid \w{1,20} value).{0,120}|unknown variable '.{1,80}|the following arguments are required: .{1,100})/

/** The libraries of Go (flag, pflag, cobra), Rust (clap), Python (click) and Perl (Getopt::Long), which name no program. */
export const refusedBarely =
  /(?<=^|^Error: |^error: |^Incorrect Usage: |^Fatal: )(?:unknown (?:shorthand )?flag: .{1,80}|flag provided but not defined: -.{1,60}|flag needs an argument: .{1,60}|unexpected argument '.{1,60}' found|Found argument '.{1,60}' which wasn't expected.{0,60}|[Nn]o such option: -.{1,60}|Unknown option: [\w-]{1,40}$|unknown command ".{1,40}" for ".{1,40}")/

/** A backup's program that was started wrongly did nothing; what else a script calls wrongly is beside the backup. */
export function refusedUsage([text, program, detail = text]: RegExpExecArray, base: EventBase): Event {
  const symptom = program === undefined || isBackupProgram(program) ? { symptom: 'specific' as const } : {}
  return { ...base, kind: 'usage.refused', detail: detail.trim().slice(0, 120), ...symptom }
}
