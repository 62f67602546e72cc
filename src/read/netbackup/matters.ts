import { Signs } from '../signs/signs.ts'
import { connectSigns } from './connect-attempts.ts'
import { exchangeSigns } from './exchanges.ts'
import { failureSigns } from './failures.ts'
import { rendezvousSigns } from './rendezvous.ts'
import { backupMark, threadSigns } from './threads.ts'

/** What the words of a record may be about. */
export interface Matters {
  /** A failure, told by a program that does not call it an error. */
  readonly failure: boolean
  /** Its connection, its job, or what other threads and hosts say of the same. */
  readonly ties: boolean
}

let signs: Signs | undefined

/** What a record may be about, found in one pass over it: most records of a debug log are about none of these. */
export function mattersIn(text: string): Matters {
  signs ??= new Signs([{ signs: failureSigns }, { signs: tieSigns }])
  const found = signs.ofText(text)
  return { failure: (found & 1) !== 0, ties: (found & 2) !== 0 || text.includes(backupMark) }
}

const tieSigns: readonly (string | RegExp)[] = [...threadSigns, ...connectSigns, ...rendezvousSigns, ...exchangeSigns]
