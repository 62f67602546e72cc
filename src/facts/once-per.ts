import type { Evidence } from '../model/index.ts'

/** A fact that many causes ask of one evidence, worked out the first time: evidence of a long log holds thousands of events. */
export function oncePer<T>(fact: (evidence: Evidence) => T): (evidence: Evidence) => T {
  const known = new WeakMap<Evidence, { readonly found: T }>()
  return (evidence) => {
    const before = known.get(evidence)
    if (before !== undefined) return before.found
    const found = fact(evidence)
    known.set(evidence, { found })
    return found
  }
}
