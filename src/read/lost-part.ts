/** What is said of how a source was opened and takes nothing away from what it tells. Any other note tells of a loss. */
const harmless: readonly RegExp[] = [
  /^empty\b/,
  /^the same (?:file|content) as /,
  /^standard input was named twice/,
  /^it grew while it was read/,
  /^stored without its holes/,
  /^too long to hold in memory: the zip was read in one pass/,
  /^the folder holds no file$/,
  / inside the (?:folder|archive), not (?:read|followed)/,
]

/**
 * What is said of a content that is damaged, or that tells of failures in a form that is not read, such as a journal; other binary data tells of none.
 * A capture that ends inside a frame is none of these: it ends so whenever it is still being written, or its program was killed.
 */
const lossy = /^reading stopped|: not read by this version; /

/** Whether part of a source was lost on the way: by the notes of its opening, and by those on its content. */
export function losesPart(opening: readonly string[], content: readonly string[]): boolean {
  return opening.some((note) => !harmless.some((pattern) => pattern.test(note))) || content.some((note) => lossy.test(note))
}
