import { Budget, type Limits } from './limits.ts'
import { beginsLikeMail, isPackedMail, mailMembers, mostMailBytes } from './mail.ts'
import { headBytes, type Packing, packingOf } from './magic.ts'
import { type Member, shownName } from './member.ts'
import type { DirectBytes, FolderStep, OpenedSource } from './opened.ts'
import { Pull } from './pull.ts'
import { heldAccess, type RandomAccess } from './random-access.ts'
import { type Stored, Tally } from './tally.ts'
import { tarMembers } from './tar.ts'
import { loss, type Note, remark } from '../note.ts'

/** Bytes with what is known about where they come from. */
export interface Wrapped {
  readonly path: string
  readonly member?: string
  readonly folders: readonly FolderStep[]
  readonly modifiedMs?: number
  /** Never throws. */
  readonly bytes: AsyncIterable<Uint8Array>
  readonly notes: Note[]
  /** The same bytes at random, where they can be had that way. */
  readonly access?: RandomAccess
  /** The same bytes read without a copy; the total is then handed over. */
  readonly direct?: (handOver: (total: () => Stored) => void) => DirectBytes
}

/** An archive may lie inside an archive; deeper ones are named and left closed, for a zip can hold itself. */
const deepestArchive = 2

/** `.tar.gz.xz` by accident happens; more is a bomb. */
const deepestCompression = 3

/** What the bytes hold once unpacked: themselves, or the files of the archive that they are. Never throws. */
export async function* unwrapped(wrapped: Wrapped, limits: Limits): AsyncGenerator<OpenedSource, void> {
  const tally = new Tally(wrapped.bytes)
  const budget = new Budget(limits, () => Math.max(tally.bytes, wrapped.access?.bytes ?? 0))
  yield* opened(wrapped, tally, { budget, depth: 0 })
}

interface Around {
  readonly budget: Budget
  /** Archives around these bytes. */
  readonly depth: number
}

async function* opened(wrapped: Wrapped, tally: Tally, around: Around): AsyncGenerator<OpenedSource, void> {
  const whole = new Pull(tally)
  try {
    const { inner, packing } = await unpacked(whole, wrapped.notes, around.budget)
    if (packing === undefined) yield* plainOrMail(wrapped, inner, { whole, tally, around })
    else if (packing === 'tar' || packing === 'zip') yield* archive(wrapped, packing, { inner, whole, tally, around })
    else yield closed(wrapped, loss(`packed more than ${deepestCompression} times over: not read; unpack it first`), { whole, tally })
  } finally {
    await whole.close()
  }
}

/** An e-mail is read as it stands, and then what is packed in it. */
async function* plainOrMail(wrapped: Wrapped, inner: Pull, at: Unread & { readonly around: Around }): AsyncGenerator<OpenedSource, void> {
  const parts = at.around.depth < deepestArchive && beginsLikeMail(await inner.peek(headBytes)) ? await mailParts(inner, wrapped.notes) : []
  yield await plain(wrapped, inner, at)
  for (const member of parts) {
    const part = asWrapped(wrapped, member)
    yield* opened(part, new Tally(part.bytes), { budget: at.around.budget, depth: at.around.depth + 1 })
  }
}

/** Taken out before the rest is read: what was looked at ahead may be overwritten then. */
async function mailParts(inner: Pull, notes: Note[]): Promise<readonly Member[]> {
  const ahead = await inner.peek(mostMailBytes + 1)
  return ahead.length > mostMailBytes || !isPackedMail(ahead) ? [] : mailMembers(ahead, notes)
}

/** Compression undone, layer by layer. */
async function unpacked(whole: Pull, notes: Note[], budget: Budget): Promise<{ readonly inner: Pull; readonly packing: Packing | undefined }> {
  let inner = whole
  for (let layers = 0; ; layers += 1) {
    const packing = packingOf(await inner.peek(headBytes))
    if (packing === undefined || packing === 'tar' || packing === 'zip' || layers === deepestCompression) return { inner, packing }
    if (packing === 'xz' || packing === 'bzip2') {
      // Loaded where it is needed, like the zip reader: most evidence is plain, and start-up is what small evidence waits for.
      const { decompressedOutside } = await import('./outside-decompress.ts')
      inner = new Pull(decompressedOutside(packing, inner, notes, budget))
    } else {
      const { decompressed } = await import('./decompress.ts')
      inner = new Pull(decompressed(packing, inner, notes, budget))
    }
  }
}

interface Unread {
  readonly whole: Pull
  readonly tally: Tally
}

async function* archive(
  wrapped: Wrapped,
  packing: 'tar' | 'zip',
  at: Unread & { readonly inner: Pull; readonly around: Around },
): AsyncGenerator<OpenedSource, void> {
  const { whole, tally, inner, around } = at
  if (around.depth === deepestArchive) {
    yield closed(wrapped, loss(`an archive inside ${deepestArchive} others: not opened; unpack it and give its folder`), at)
    return
  }
  const access = inner === whole ? wrapped.access : undefined
  let count = 0
  for await (const member of members(packing, { inner, access, notes: wrapped.notes, budget: around.budget })) {
    count += 1
    if (count > around.budget.limits.members) {
      wrapped.notes.push(loss(`only the first ${around.budget.limits.members} members of the archive were read; unpack it and give the part that matters`))
      break
    }
    const part = asWrapped(wrapped, member)
    yield* opened(part, new Tally(part.bytes), { budget: around.budget, depth: around.depth + 1 })
  }
  // What is wrong with the end of the packed data shows only there.
  if (access === undefined && count <= around.budget.limits.members) await inner.drain()
  if (count === 0) wrapped.notes.push(loss('the archive holds no file that could be read'))
  if (wrapped.notes.length === 0) return
  await whole.drain()
  yield source(wrapped, tally, nothing)
}

async function* members(
  packing: 'tar' | 'zip',
  from: { readonly inner: Pull; readonly access: RandomAccess | undefined; readonly notes: Note[]; readonly budget: Budget },
): AsyncGenerator<Member, void> {
  const { inner, notes, budget } = from
  if (packing === 'tar') return yield* tarMembers(inner, notes)
  const access = from.access ?? (await heldAccess(inner, budget.limits.heldBytes))
  if (access !== undefined) {
    const { zipMembers } = await import('./zip.ts')
    return yield* zipMembers(access, notes, budget)
  }
  notes.push(remark('too long to hold in memory: the zip was read in one pass, without its directory; give it as a file of its own to have it read with it'))
  const { looseZipMembers } = await import('./zip-loose.ts')
  yield* looseZipMembers(inner, notes, budget)
}

function asWrapped(wrapped: Wrapped, member: Member): Wrapped {
  const name = shownName(member.name)
  const steps = name.split('/').slice(0, -1)
  return {
    path: wrapped.path,
    member: wrapped.member === undefined ? name : `${wrapped.member}/${name}`,
    folders: [...wrapped.folders, ...[archiveName(wrapped.member ?? wrapped.path), ...steps].map((step) => ({ name: step, beside: [] }))],
    ...(member.modifiedMs === undefined ? {} : { modifiedMs: member.modifiedMs }),
    bytes: member.bytes,
    notes: member.notes,
  }
}

/** `client` of `logs/client.tar.gz`: people pack a folder under its own name. */
function archiveName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/(?:\.(?:tar|zip|tgz|tbz2?|txz|tzst|gz|bz2|xz|zst))+$/i, '')
}

async function* readAll(inner: Pull, whole: Pull): AsyncGenerator<Uint8Array, void> {
  yield* inner.rest()
  // Data behind a damage is no use but counts as stored.
  await whole.drain()
}

async function* drained(whole: Pull): AsyncGenerator<Uint8Array, void> {
  await whole.drain()
  yield* nothing()
}

async function* nothing(): AsyncGenerator<Uint8Array, void> {}

async function plain(wrapped: Wrapped, inner: Pull, at: Unread): Promise<OpenedSource> {
  const isEmpty = (await inner.peek(1)).length === 0
  if (isEmpty && wrapped.notes.length === 0) wrapped.notes.push(remark(inner === at.whole ? 'empty' : 'empty once unpacked'))
  const opened = source(wrapped, at.tally, () => readAll(inner, at.whole))
  const direct = inner === at.whole ? wrapped.direct?.((total) => at.tally.handOver(total)) : undefined
  return direct === undefined ? opened : { ...opened, direct }
}

function closed(wrapped: Wrapped, note: Note, at: Unread): OpenedSource {
  wrapped.notes.push(note)
  return source(wrapped, at.tally, () => drained(at.whole))
}

function source(wrapped: Wrapped, tally: Tally, chunks: () => AsyncIterable<Uint8Array>): OpenedSource {
  const { path, member, folders, modifiedMs, notes } = wrapped
  return {
    path,
    ...(member === undefined ? {} : { member }),
    folders,
    ...(modifiedMs === undefined ? {} : { modifiedMs }),
    chunks,
    stored: () => tally.total(),
    notes,
  }
}
