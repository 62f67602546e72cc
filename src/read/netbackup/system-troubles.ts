import { type Trouble, troubleIn } from '../error-texts.ts'
import type { Body, Weight } from './draft.ts'
import type { Told } from './status-bodies.ts'

/** Who speaks of the trouble: the programs of the client read what is backed up, those of the media server write it. */
type Ends = 'client' | 'server'

const troubles: Partial<Record<Trouble, (end: Ends, detail: string) => { readonly body: Body; readonly weight: Weight } | undefined>> = {
  full: (role) => ({ body: { kind: 'storage.full', role }, weight: 'specific' }),
  quota: (role) => ({ body: { kind: 'storage.full', role, quota: true }, weight: 'specific' }),
  'open-files': () => ({ body: { kind: 'limit.reached', limit: 'open files of a process' }, weight: 'specific' }),
  processes: () => ({ body: { kind: 'limit.reached', limit: 'processes of the host' }, weight: 'specific' }),
  name: (_, detail) => ({ body: { kind: 'access.refused', reason: 'name', detail }, weight: 'specific' }),
  'read-only': (_, detail) => ({ body: { kind: 'media.failed', detail }, weight: 'fallback' }),
  'io-error': (end, detail) => ofFile(end, detail, 'io-error'),
  'stale-mount': (end, detail) => ofFile(end, detail, 'io-error'),
  permission: (end) => (end === 'client' ? { body: { kind: 'source.failed', reason: 'permission' }, weight: 'vague' } : undefined),
}

const asked: ReadonlySet<Trouble> = new Set<Trouble>(['full', 'quota', 'open-files', 'processes', 'name', 'read-only', 'io-error', 'stale-mount', 'permission'])
const ofSpace: ReadonlySet<Trouble> = new Set<Trouble>(['full', 'quota'])

/** What a program calls an error in its operating system's words; undefined where they name none but the network's. */
export function systemTrouble(text: string, program: string | undefined): readonly Told[] | undefined {
  return told(text, program, asked)
}

/** The same for a full disk alone, which is why whatever else the line tells could not be done. */
export function fullDisk(text: string, program: string | undefined): readonly Told[] | undefined {
  return told(text, program, ofSpace)
}

function told(text: string, program: string | undefined, among: ReadonlySet<Trouble>): readonly Told[] | undefined {
  const found = troubleIn(text, among)
  const made = found === undefined ? undefined : troubles[found.trouble]?.(endOf(text, program), text.slice(0, 120))
  return made === undefined ? undefined : [made]
}

function ofFile(end: Ends, detail: string, reason: 'io-error') {
  const body: Body = end === 'client' ? { kind: 'source.failed', reason } : { kind: 'media.failed', detail }
  return { body, weight: end === 'client' ? ('vague' as const) : ('fallback' as const) }
}

/** `from client X:` marks what bpbrm passes on for the client; a filer is read by its agent. */
function endOf(text: string, program: string | undefined): Ends {
  return /\bfrom client \S{1,80}: /.test(text) || /^(?:bpbkar|bpcd|bpfis|tar|nbtar|ndmpagent|dbclient|bphdb)/.test(program ?? '') ? 'client' : 'server'
}
