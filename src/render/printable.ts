/** C0 and C1 controls, line separators, bidirectional overrides and lone surrogates: what could move a cursor or disguise text. */
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Makes text from evidence safe to show: tabs and line ends become blanks, other controls are spelled out. */
export function printable(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ').replace(unsafe, (char) => {
    const code = char.codePointAt(0) ?? 0
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** Cuts a quote to about `most` columns and says so with an ellipsis. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3).trimEnd()}...`
}
