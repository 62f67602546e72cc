/**
 * Reads and writes of the flow state's typed arrays. They are this small so that the compiler always inlines them;
 * an index outside gives 0, which the layout rules out. One function for each kind of array, as the compiler settles on the kind that a function meets.
 */
export function real(array: Float64Array, at: number): number {
  return array[at] ?? 0
}

export function int(array: Int32Array, at: number): number {
  return array[at] ?? 0
}

export function half(array: Uint16Array, at: number): number {
  return array[at] ?? 0
}

export function octet(array: Uint8Array, at: number): number {
  return array[at] ?? 0
}

/** Counts one. */
export function up(array: Int32Array, at: number): void {
  array[at] = (array[at] ?? 0) + 1
}

export function addReal(array: Float64Array, at: number, by: number): void {
  array[at] = (array[at] ?? 0) + by
}
