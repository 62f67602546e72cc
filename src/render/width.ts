import { eastAsianWidth } from 'get-east-asian-width'

/** Columns that a text takes on a terminal: combining marks and format characters none, wide and full-width characters two (Unicode UAX 11). */
export function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let columns = 0
  for (const char of text) columns += /[\p{Mn}\p{Me}\p{Cf}]/u.test(char) ? 0 : eastAsianWidth(char.codePointAt(0) ?? 0)
  return columns
}
