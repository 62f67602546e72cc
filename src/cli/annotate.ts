import { basename, dirname, extname, join } from 'node:path'
import { count, HoldfastError, type Report, type Source } from '../model/index.ts'
import { factsAt } from '../platform/files.ts'
import { createPrivateFile } from '../platform/new-file.ts'
import { CommentedCopy, type CopyResult } from '../read/capture/commented-copy.ts'
import { contentOf } from '../read/open/content.ts'
import { openEvidence } from '../read/open/open.ts'
import type { OpenedSource } from '../read/open/opened.ts'
import { captureComment, frameComments } from '../render/frame-comments.ts'
import { sourceName } from '../render/places.ts'
import { printable } from '../render/printable.ts'
import type { ExplainFlags } from './explain-command.ts'

type Flags = Pick<ExplainFlags, 'annotate' | 'force' | 'quiet'>

/** Refuses a place for the copy that cannot be used, before anything is read. */
export function requireFreePlace(paths: readonly string[], { annotate: out, force }: Flags): void {
  if (out === undefined) return
  if (paths.every((path) => path === '-'))
    throw conflict('--annotate reads a capture twice, and standard input can be read once', 'Save the capture to a file first.')
  requireUsable(out, paths, force === true)
  if (factsAt(dirname(out)).kind !== 'folder') throw conflict(`there is no folder ${dirname(out)}`, 'Create it, or name another place for the copy.')
}

/** Writes a copy of every capture that the report is about, with what the report says as comments on its frames; of several, with numbers in their names. */
export async function annotate(report: Report, paths: readonly string[], flags: Flags, tell: (line: string) => void): Promise<void> {
  const { annotate: out, force = false } = flags
  if (out === undefined) return
  const captures = report.sources.filter(({ reader, read }) => reader === 'capture' && (read.frames ?? 0) > 0 && read.events > 0)
  const readable = captures.filter(isReadableAgain)
  for (const one of captures) if (!readable.includes(one)) tell(`${nameOf(one)}: not copied: --annotate reads a capture twice, and this can be read once`)
  if (readable.length === 0)
    throw new HoldfastError('nothing-to-annotate', { what: '--annotate found no capture to copy', fix: 'Give the capture beside the logs, as a file.' })
  const copies = readable.map((source, index) => ({ source, to: readable.length === 1 ? out : numbered(out, index + 1) }))
  for (const { to } of copies) requireUsable(to, [...paths, ...report.sources.map(({ path }) => path)], force)
  const comments = frameComments(report)
  for await (const opened of openEvidence(paths.filter((path) => path !== '-' && factsAt(path).kind !== 'pipe'))) {
    const copy = copies.find(({ source }) => source.path === opened.path && source.member === opened.member)
    if (copy === undefined) continue
    const ofFrames = comments.get(copy.source.id) ?? new Map<number, string>()
    const annotation = { ofFrames, ofSection: captureComment(report, copy.source, ofFrames.size), frames: copy.source.read.frames ?? 0 }
    const result = await copied(opened, annotation, copy.to, force)
    for (const line of resultLines(result, copy.source, copy.to, ofFrames.size)) tell(line)
  }
}

async function copied(opened: OpenedSource, annotation: ConstructorParameters<typeof CommentedCopy>[0], to: string, force: boolean): Promise<CopyResult> {
  const file = createPrivateFile(to, force)
  if (file.kind === 'trouble')
    throw new HoldfastError('copy-not-written', { what: `${to} cannot be written: ${file.text}`, fix: 'Name another place for the copy.' })
  const copy = new CommentedCopy(annotation, (bytes) => void file.write(bytes))
  const content = await contentOf(opened.chunks())
  if (content.kind === 'capture') for await (const chunk of content.rest) copy.feed(chunk)
  const result = copy.end()
  const trouble = file.close()
  if (trouble === undefined) return result
  file.remove()
  throw new HoldfastError('copy-not-written', {
    what: `${to} could not be written to its end and is removed: ${trouble.text}`,
    fix: 'Make room, or name another place.',
  })
}

function resultLines(result: CopyResult, source: Source, to: string, wanted: number): readonly string[] {
  const of = `${result.frames === source.read.frames ? '' : `${result.frames} of `}its ${source.read.frames} frames`
  const missing = wanted - result.commented
  return [
    `${to}: a copy of ${nameOf(source)} with comments on ${result.commented} of ${of} (display filter: frame.comment)`,
    ...(missing > 0 ? [`${to}: ${count(missing, 'comment')} found no room: cut off, or on a frame of a kind that carries none`] : []),
    ...(result.cut === undefined ? [] : [`${to}: ${result.cut}`]),
  ]
}

function nameOf(source: Source): string {
  return printable(sourceName(source) ?? source.id)
}

/** A pipe and standard input are gone once they are read. */
function isReadableAgain({ path }: Source): boolean {
  const { kind } = factsAt(path)
  return path !== '-' && (kind === 'file' || kind === 'folder')
}

/** `verdict.pcapng` becomes `verdict-2.pcapng`. */
function numbered(out: string, number: number): string {
  const extension = extname(out)
  return join(dirname(out), `${basename(out, extension)}-${number}${extension}`)
}

/** Nothing but a file may be replaced, and no flag lets the copy take the place of what it is a copy of. */
function requireUsable(out: string, inputs: readonly string[], force: boolean): void {
  const there = factsAt(out)
  if (there.kind === 'trouble') return
  if (there.kind !== 'file') throw conflict(`--annotate writes a file, and ${out} is a ${there.kind}`, 'Name a file, such as verdict.pcapng.')
  const same = inputs.find((path) => {
    const input = path === '-' ? undefined : factsAt(path)
    return input !== undefined && input.kind !== 'trouble' && input.identity !== undefined && input.identity === there.identity
  })
  if (same !== undefined) throw conflict(`--annotate would write over ${same}, which is evidence`, 'Name another file for the copy.')
  if (!force) throw conflict(`${out} is there already`, 'Name another file for the copy, or say --force to replace it.')
}

function conflict(what: string, fix: string): HoldfastError {
  return new HoldfastError('flags-conflict', { what, fix })
}
