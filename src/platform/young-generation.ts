import v8 from 'node:v8'

/**
 * Keeps V8's space for new objects at its first size, where it would grow to 64 MB as soon as many objects outlive a collection: for work whose
 * numbers live outside the heap, that is memory for nothing. It stays so until the program ends.
 */
export function keepYoungGenerationSmall(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1')
}
