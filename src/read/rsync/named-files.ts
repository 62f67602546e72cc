import { change } from './progress.ts'

/** Nothing that has to be undone in a line before it is read. */
const name = String.raw`[!-%'-[\]-~][ -%'-[\]-~]{0,4095}`
const stamp = String.raw`\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d`

/** Lines of one process of a log file that name one file each. */
const run = new RegExp(String.raw`${stamp} \[(\d{1,10})\] ${change} ${name}\n(?:${stamp} \[\1\] ${change} ${name}\n)*`, 'y')

/** Lines at most that are looked at in one go, in characters; the whole of most logs. */
const longest = 64 * 1024

/** Where the last of the lines begins that stand at `at` one after the other and each only name a file of this process. */
export function lastNamedFile(text: string, at: number, pid: string): number {
  run.lastIndex = at
  const found = run.exec(text.length - at > longest ? text.slice(0, at + longest) : text)
  if (found === null || found[1] !== pid || found[0].includes('rsync_bpc')) return at
  return text.lastIndexOf('\n', run.lastIndex - 2) + 1
}
