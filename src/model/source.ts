import type { ClockId } from './clock.ts'
import type { SourceId } from './place.ts'

/** One file, archive member or stream, and what became of it. */
export interface Source {
  readonly id: SourceId
  /** As the user named it, or as found below the folder the user named. */
  readonly path: string
  /** Path inside the archive at `path`. */
  readonly member?: string
  /** Hex SHA-256 of the bytes as stored. */
  readonly sha256: string
  readonly bytes: number
  /** The reader that claimed most of it; null when none did. */
  readonly reader: string | null
  readonly host?: string
  readonly clock?: ClockId
  readonly read: { readonly lines?: number; readonly frames?: number; readonly events: number }
  /** What no reader understood, in lines (or bytes of a file that could not be read as text). */
  readonly unread: { readonly count: number; readonly first?: number }
  readonly notes: readonly string[]
  /** Some of it was not read or is damaged, as `notes` say: a failure that it tells of may be missing from the report. */
  readonly incomplete?: true
}

/** Begins the note on a capture that is still being written, was stopped hard or was copied in part; nothing of it is damaged. */
export const endsInsideFrame = 'it ends inside a frame'

/** When what a source tells of took place, as its name or its file says it: between `us` and `us + resolutionUs` on its host's wall clock. */
export interface SourceDate {
  readonly us: number
  readonly resolutionUs: number
  /** `the file name rsync-2026-11-01.log`, `the time the file last changed`. */
  readonly from: string
}
