import type { Note } from '../note.ts'

/** One file inside an archive, to be read before the next is asked for. */
export interface Member {
  /** As the archive has it; only ever shown, never used as a path. */
  readonly name: string
  /** Milliseconds since 1970. */
  readonly modifiedMs?: number
  /** As stored in the archive, once the archive's own compression is undone. */
  readonly bytes: AsyncIterable<Uint8Array>
  /** Grows while `bytes` are read. */
  readonly notes: Note[]
}

/** Shown names end up on terminals: control characters would be obeyed there. */
export function shownName(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\uFFFD').replace(/^(?:\.\/+)+(?=.)/, '')
}
