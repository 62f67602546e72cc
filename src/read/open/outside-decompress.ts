import { type ProgramEnd, throughProgram } from '../../platform/programs.ts'
import type { Budget } from './limits.ts'
import type { Pull } from './pull.ts'
import { loss, type Note } from '../note.ts'

/** What a program has to unpack, as the Node.js runtime cannot. */
export type Outside = 'xz' | 'bzip2'

/**
 * xz: one thread, because only that gives out everything before a damage, and a memory limit, because a header can ask for 4 GiB (xz(1)).
 * Both programs end with a failure on data that is cut or damaged, after they have written what came before.
 */
const commands: Readonly<Record<Outside, readonly string[]>> = {
  xz: ['-dc', '--threads=1', '--memlimit-decompress=1GiB'],
  bzip2: ['-dc'],
}

/** Debian's and Red Hat's names of the packages. */
const packages: Readonly<Record<Outside, string>> = { xz: 'xz-utils (Debian) or xz (Red Hat)', bzip2: 'bzip2' }

/** As `decompressed`, by the program of that name. */
export async function* decompressedOutside(program: Outside, input: Pull, notes: Note[], budget: Budget): AsyncGenerator<Uint8Array, void> {
  let bytes = 0
  let end: ProgramEnd = { outcome: 'done' }
  const output = throughProgram(
    program,
    commands[program],
    () => input.next(),
    (told) => {
      end = told
    },
  )
  for await (const piece of output) {
    const why = budget.spend(piece.length)
    if (why !== undefined) return void notes.push(why)
    bytes += piece.length
    yield piece
  }
  const note = trouble(program, end, bytes)
  if (note !== undefined) notes.push(loss(note))
}

function trouble(program: Outside, end: ProgramEnd, bytes: number): string | undefined {
  if (end.outcome === 'done') return undefined
  if (end.outcome === 'missing')
    return `not read: it is packed with ${program}, and the program ${program} is not installed here; install ${packages[program]}, or unpack the file yourself`
  const read = bytes === 0 ? 'nothing before that could be read' : `the ${bytes} bytes before that were read, the rest is lost`
  return `cut or damaged: ${program} gave up (${reasonIn(end.told)}); ${read}`
}

/** Without the program's name, and without the paragraph of advice that bzip2 adds. */
function reasonIn(complaint: string): string {
  return complaint
    .replace(/^(?:xz|bzip2): (?:\(stdin\): )?/, '')
    .replace(/(?:; perhaps it is corrupted\?|\.)? (?:\*Possible\* reason follows|Input file = ).*$/, '')
}
