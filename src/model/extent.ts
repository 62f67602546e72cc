/** The least and the greatest of some numbers; Infinity and -Infinity of none. `Math.max(...values)` takes no more than the stack holds, some hundred thousand. */
export function extentOf(values: Iterable<number>): { readonly least: number; readonly most: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return { least, most }
}
