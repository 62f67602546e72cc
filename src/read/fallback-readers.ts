/** Readers that take any program's error line, then prose: their claim on a line does not show that the source's format is known. */
export const fallbackReaders: readonly string[] = ['generic', 'paste']
