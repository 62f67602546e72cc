import type { Member } from './member.ts'
import { PassedOver } from './passed-over.ts'
import type { Pull } from './pull.ts'
import { isTarHeader, paxRecords, type TarExtra, type TarHeader, tarBlockBytes, tarHeader } from './tar-header.ts'
import { loss, type Note, remark } from '../note.ts'

/** A path of a megabyte is no path: the header is damaged or hostile. */
const longestExtra = 1024 ** 2

const zeros = new Uint8Array(tarBlockBytes)

/** Types without a file's content, in words; anything else POSIX wants treated as a file. */
const contentless: Readonly<Record<string, Note>> = {
  '1': remark('hard links inside the archive, not read a second time'),
  '2': remark('symbolic links inside the archive, not followed'),
  '3': remark('devices inside the archive, not read'),
  '4': remark('devices inside the archive, not read'),
  '6': remark('named pipes inside the archive, not read'),
}

/**
 * The files of a tar archive in one pass and in bounded memory: ustar, GNU and pax. A damaged header is passed over to the next good one;
 * an archive that ends early gives what it has. Archives joined end to end are read on.
 */
export async function* tarMembers(input: Pull, notes: Note[]): AsyncGenerator<Member, void> {
  const passed = new PassedOver()
  let extra: TarExtra = {}
  let marked = false
  for (;;) {
    const block = await input.take(tarBlockBytes)
    if (block.length < tarBlockBytes) {
      if (block.length > 0) notes.push(loss('the archive is cut inside a header: what follows is lost'))
      else if (!marked && notes.length === 0) notes.push(loss("the archive ends without tar's end mark: members may be missing"))
      break
    }
    if (Buffer.compare(block, zeros) === 0) {
      marked = true
      continue
    }
    if (!isTarHeader(block)) {
      if (await skipToHeader(input, notes)) continue
      break
    }
    marked = false
    const header = tarHeader(block)
    if ('LKxgX'.includes(header.type)) {
      extra = { ...extra, ...(await readExtra(input, header, notes)) }
      continue
    }
    yield* member(input, header, extra, { passed, notes })
    extra = {}
  }
  notes.push(...passed.notes())
}

async function* member(
  input: Pull,
  header: TarHeader,
  extra: TarExtra,
  told: { readonly passed: PassedOver; readonly notes: Note[] },
): AsyncGenerator<Member, void> {
  for (let mapGoesOn = header.mapGoesOn; mapGoesOn; ) {
    const block = await input.take(tarBlockBytes)
    mapGoesOn = block[504] === 1
  }
  const name = extra.name ?? header.name
  const reason = contentless[header.type]
  if (reason !== undefined) return told.passed.add(reason, name)
  if (header.type === '5' || name.endsWith('/')) return
  const bytes = extra.bytes ?? header.bytes
  const end = input.position + bytes
  const padding = (tarBlockBytes - (bytes % tarBlockBytes)) % tarBlockBytes
  if ('DV'.includes(header.type)) return await input.skip(bytes + padding)
  const notes: Note[] = []
  if (header.type === 'S' || extra.sparse === true) notes.push(remark('stored without its holes in the archive: read without them'))
  if (header.type === 'M') notes.push(loss('continued from another volume of the archive: its beginning is missing'))
  const modifiedS = extra.modifiedS ?? header.modifiedS
  yield { name, ...(modifiedS > 0 ? { modifiedMs: Math.round(modifiedS * 1_000) } : {}), bytes: content(input, end, notes), notes }
  await input.skip(end + padding - input.position)
  if (input.position < end) told.notes.push(loss(`the archive is cut inside ${name}: what follows is lost`))
}

async function* content(input: Pull, end: number, notes: Note[]): AsyncGenerator<Uint8Array, void> {
  const start = input.position
  while (input.position < end) {
    const piece = await input.next(end - input.position)
    if (piece === undefined) return void notes.push(loss(`cut: the archive holds ${input.position - start} of its ${end - start} bytes`))
    yield piece
  }
}

async function readExtra(input: Pull, header: TarHeader, notes: Note[]): Promise<TarExtra> {
  const padding = (tarBlockBytes - (header.bytes % tarBlockBytes)) % tarBlockBytes
  if (header.bytes > longestExtra) {
    notes.push(loss(`a header of ${header.bytes} bytes was passed over: the name of the member after it may be wrong`))
    await input.skip(header.bytes + padding)
    return {}
  }
  const data = await input.take(header.bytes)
  await input.skip(padding)
  // A global header (g) is about the archive, such as a commit id, and K names the target of a link.
  if (header.type === 'L') return { name: Buffer.from(data).toString().replace(/\0.*$/s, '') }
  return header.type === 'x' || header.type === 'X' ? paxRecords(data) : {}
}

/** Whether there is another header further on. */
async function skipToHeader(input: Pull, notes: Note[]): Promise<boolean> {
  const start = input.position - tarBlockBytes
  for (;;) {
    const ahead = await input.peek(tarBlockBytes)
    if (ahead.length < tarBlockBytes) break
    if (isTarHeader(ahead.subarray(0, tarBlockBytes))) {
      notes.push(loss(`the archive is damaged at byte ${start}: ${input.position - start} bytes passed over to the next member`))
      return true
    }
    await input.skip(tarBlockBytes)
  }
  notes.push(loss(`the archive is damaged at byte ${start}: what follows is lost`))
  await input.drain()
  return false
}
