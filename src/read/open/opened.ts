import type { Note } from '../note.ts'

/** One file, archive member or stream, ready to be read once. */
export interface OpenedSource {
  /** As the user named it or as found below the folder named, with forward slashes; `-` for standard input. */
  readonly path: string
  /** Path inside the archive at `path`. */
  readonly member?: string
  /** Folders around it, outermost first, from the one the user named downwards; none of those above that. */
  readonly folders?: readonly FolderStep[]
  /** Milliseconds since 1970, where the file system or archive says it. */
  readonly modifiedMs?: number
  /** Decompressed bytes; ends early, with a note, where the data is cut, corrupt or beyond a limit. Never throws. */
  chunks(): AsyncIterable<Uint8Array>
  /** All of those bytes, where they are few and no packet capture. */
  readonly whole?: Uint8Array
  /** Where the same file was read before; then its bytes are not given again. */
  readonly repeats?: string
  /** The same bytes without a copy, where they are a file's own; in place of `chunks`, or of what is left of them. */
  readonly direct?: DirectBytes
  /** Of the bytes as stored; known once `chunks` has ended. */
  stored(): { readonly sha256: string; readonly bytes: number }
  /** What the user should know about how it was opened; grows while `chunks` runs. */
  readonly notes: readonly Note[]
}

/** A regular file that is not packed. */
export interface DirectBytes {
  readonly bytes: number
  /** Says that from now on the bytes are read this way. */
  begin(): void
  /** The number of bytes read into `target`; 0 at the end, or where reading failed, which leaves a note. */
  readInto(target: Uint8Array, position: number): number
}

/** A folder on the way to a file. */
export interface FolderStep {
  readonly name: string
  /** All folders at the same place, itself included; empty where that is not known. */
  readonly beside: readonly string[]
}
