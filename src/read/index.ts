import type { LineReader } from './reader.ts'

/** Every line reader, most particular first; the last two take what nobody else claims. */
export const lineReaders: readonly LineReader[] = []
export const fallbackReaders: readonly string[] = ['generic', 'paste']
