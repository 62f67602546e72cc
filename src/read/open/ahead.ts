import { type AheadFile, batchFiles, ReadAhead } from '../../platform/read-ahead.ts'
import type { Found } from './folder.ts'
import { mostSmallBytes } from './small-file.ts'

/** Something found in a folder, with what was read of it ahead. */
export interface FoundAhead {
  readonly found: Found
  readonly file?: AheadFile | undefined
}

/** Gives what was found in its order; where there is much, small files are read while those before them are looked at. */
export function* withFilesAhead(rest: Iterator<Found, void>): Generator<FoundAhead, void> {
  let batch = nextOf(rest)
  let following = batch.length < batchFiles ? [] : nextOf(rest)
  const ahead = following.length === 0 ? undefined : ReadAhead.start(mostSmallBytes)
  try {
    // The second thread is not there yet: the first batch is read without it.
    for (let isRead = false; batch.length > 0; isRead = batch.length > 0 && ahead?.next() === true) {
      if (following.length > 0) ahead?.give(following.map(({ path, trouble }) => (trouble === undefined ? path : '')))
      for (const [index, found] of batch.entries()) yield isRead ? { found, file: ahead?.file(index) } : { found }
      batch = following
      following = batch.length < batchFiles ? [] : nextOf(rest)
    }
  } finally {
    ahead?.end()
  }
}

function nextOf(rest: Iterator<Found, void>): readonly Found[] {
  const batch: Found[] = []
  for (let one = rest.next(); one.done !== true; one = rest.next()) {
    batch.push(one.value)
    if (batch.length === batchFiles) break
  }
  return batch
}
