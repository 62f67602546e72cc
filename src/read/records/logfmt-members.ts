import { endOfQuoted, type Member, unescaped } from './members.ts'

/** klog's older form puts the names between quotation marks as well. */
const pair = /"?([A-Za-z_@][\w.@/-]{0,60})"?=/y

/** `level=error msg="…" error="…"` from `from` on: the pairs up to the end, or to what is none. */
export function logfmtMembers(text: string, from: number): readonly Member[] {
  const members: Member[] = []
  for (let at = from; at < text.length; ) {
    pair.lastIndex = at
    const found = pair.exec(text)
    if (found === null) break
    const value = valueAt(text, pair.lastIndex)
    members.push({ path: found[1] ?? '', at, ...value, text: unescaped(text.slice(value.from, value.to)) })
    at = blanksEnd(text, value.end)
  }
  return members
}

function valueAt(text: string, from: number): { readonly from: number; readonly to: number; readonly end: number } {
  if (text[from] === '"') {
    const to = endOfQuoted(text, from + 1)
    return { from: from + 1, to, end: to + 1 }
  }
  const blank = /\s/g
  blank.lastIndex = from
  const to = blank.exec(text)?.index ?? text.length
  return { from, to, end: to }
}

function blanksEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && /\s/.test(text[at] ?? '')) at += 1
  return at
}
