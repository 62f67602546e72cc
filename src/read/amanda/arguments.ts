/** Commands longer than this are not Amanda's: the longest has about 35 arguments. */
const most = 80

/** Splits a command between Amanda's processes into its arguments; quoted ones lose their quotes and backslashes. */
export function splitArguments(text: string): readonly string[] {
  const found: string[] = []
  let at = 0
  while (at < text.length && found.length < most) {
    if (text[at] === ' ' || text[at] === '\t') {
      at += 1
      continue
    }
    const end = text[at] === '"' ? quotedEnd(text, at) : plainEnd(text, at)
    const piece = text.slice(at, end)
    found.push(piece.startsWith('"') ? unquoted(piece) : piece)
    at = end
  }
  return found
}

/** A disk or host name as Amanda prints it, without the quotes that surround names with special characters. */
export function unquoted(name: string): string {
  if (name.length < 2 || !name.startsWith('"') || !name.endsWith('"')) return name
  return name.slice(1, -1).replace(/\\(.)/g, '$1')
}

function quotedEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function plainEnd(text: string, from: number): number {
  const end = text.slice(from).search(/[ \t]/)
  return end < 0 ? text.length : from + end
}
