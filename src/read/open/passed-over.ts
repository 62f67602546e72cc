import { shownName } from './member.ts'
import type { Note } from '../note.ts'

/** How many names a note lists. */
const listed = 3

/** Counts what was met and not read, by reason, so that a thousand of a kind make one note. */
export class PassedOver {
  readonly #byReason = new Map<string, { readonly reason: Note; count: number; readonly names: string[] }>()

  add(reason: Note, name: string): void {
    const entry = this.#byReason.get(reason.text) ?? { reason, count: 0, names: [] }
    entry.count += 1
    if (entry.names.length < listed) entry.names.push(shownName(name))
    this.#byReason.set(reason.text, entry)
  }

  /** One note for every reason, such as `not read: 2 symbolic links (client/latest, log)`. */
  notes(): readonly Note[] {
    return [...this.#byReason.values()].map(({ reason, count, names }) => {
      const more = count > names.length ? `, and ${count - names.length} more` : ''
      return { ...reason, text: `${reason.text}: ${count} (${names.join(', ')}${more})` }
    })
  }
}
