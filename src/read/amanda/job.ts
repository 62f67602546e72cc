import { splitArguments } from './arguments.ts'

/** What Amanda calls a disk list entry (DLE), and the level it is dumped at. */
export interface Job {
  readonly host: string
  readonly disk: string
  readonly level?: number
}

/** The user's name of a job: `web1:/srv/data level 0`. */
export function jobName(job: Job): string {
  return job.level === undefined ? `${job.host}:${job.disk}` : `${job.host}:${job.disk} level ${job.level}`
}

/** Ties together what every program says about one entry in one run; `stamp` is the run's start as Amanda writes it. */
export function runKey(job: Job, stamp: string | undefined): string {
  return stamp === undefined ? `amanda ${job.host} ${job.disk}` : `amanda ${stamp} ${job.host} ${job.disk}`
}

/** A job from its parts; a level that is no small number is left out. */
export function jobOf(host: string, disk: string, level: string | undefined): Job {
  return level !== undefined && /^\d{1,3}$/.test(level) ? { host, disk, level: Number(level) } : { host, disk }
}

/** `00-00001`: slot and generation; the driver, dumper, chunker and taper share it. */
export const handlePattern = /\b\d{2}-\d{5}\b/

/** A command that names a handle and the job behind it. */
export interface JobCommand {
  readonly verb: string
  readonly handle: string
  readonly job: Job
  readonly auth?: string
}

/** Commands that name host, disk and level; the order of the rest differs from version to version. */
const jobVerbs = new Set(['PORT-DUMP', 'SHM-DUMP', 'FILE-DUMP', 'PORT-WRITE', 'SHM-WRITE', 'FILE-WRITE', 'VAULT-WRITE'])

/**
 * Reads a driver command. Since 2.4.2 the client's features, a long hexadecimal number, stand between host and disk;
 * commands without them have host and disk right after the handle and the port or file name.
 */
export function jobCommand(text: string): JobCommand | undefined {
  const args = splitArguments(text)
  const [verb] = args
  const at = args.findIndex((arg) => /^\d{2}-\d{5}$/.test(arg))
  const handle = args[at]
  if (verb === undefined || handle === undefined || !jobVerbs.has(verb)) return undefined
  const features = args.findIndex((arg, index) => index > at && /^[0-9a-f]{10,}$/.test(arg))
  const first = features < 0 ? at + 3 : features + 1
  const host = args[features < 0 ? at + 2 : features - 1]
  const disk = args[first]
  if (host === undefined || disk === undefined) return undefined
  const level = args.find((arg, index) => index > first && /^\d{1,3}$/.test(arg))
  const auth = authIn(text)
  return { verb, handle, job: jobOf(host, disk, level), ...(auth === undefined ? {} : { auth }) }
}

/** The authentication method a dump's options name, in the form of 3.x (XML), 2.5 (`;auth=BSD;`) or 2.4 (`;bsd-auth;`). */
export function authIn(text: string): string | undefined {
  const found = /<auth>([\w-]{2,12})<\/auth>|;auth=([\w-]{2,12});|;(bsd|krb4)-auth;/i.exec(text)
  return (found?.[1] ?? found?.[2] ?? found?.[3])?.toLowerCase()
}
