import v8 from 'node:v8'

/**
 * Has V8 collect garbage when the heap is twice as large as what lived after the last collection, where it would wait for four times that: of a log
 * that never ends, nearly all is garbage. It stays so until the program ends.
 */
export function keepHeapSmall(): void {
  v8.setFlagsFromString('--heap-growing-percent=100')
}
