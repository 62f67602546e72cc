/** What is said of a source beside the events in it. */
export interface Note {
  readonly text: string
  /** Part of what the source tells was not read, or is damaged: a failure may stand there. */
  readonly lost: boolean
}

/** Says that part of a source is lost. */
export function loss(text: string): Note {
  return { text, lost: true }
}

/** Says how a source was read, with nothing lost. */
export function remark(text: string): Note {
  return { text, lost: false }
}

/** The words alone, as the report has them. */
export function noteTexts(notes: readonly Note[]): readonly string[] {
  return notes.map(({ text }) => text)
}
