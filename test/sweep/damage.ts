import type { Chance } from './chance.ts'

/** Longer than readers are ever handed (longestLine in src/read/lines.ts), so that cutting is met as well. */
const longRun = 17_000

/** What grammars stumble over: delimiters, numbers that fit nowhere, escapes, holes, folds, quote marks, other scripts. */
const junk =
  '\0|\uFFFD|"|\'|[|]|(|)|%|:|=| |\n|\r|\t|>|> |\\|\\\n|....|ERR=|-1|0|4294967296|9999999999999999999|1e400|NaN|25:61:61|0000-00-00|\u001b[2J|\u2026|\u202e|\u{1F4A5}|\ud800|{|}|null|[object Object]|__proto__| lev 0 FAILED [|rsync: |rsync error: |<<<<<|----'.split(
    '|',
  )

/** One text damaged in one to four ways; `other` lends pieces of another program's lines. */
export function damagedText(text: string, other: string, chance: Chance): string {
  let damaged = text
  for (let times = 1 + chance.below(4); times > 0; times -= 1) damaged = damagedOnce(damaged, other, chance)
  return damaged
}

function damagedOnce(text: string, other: string, chance: Chance): string {
  const at = chance.below(text.length + 1)
  const [before, behind] = [text.slice(0, at), text.slice(at)]
  switch (chance.below(12)) {
    case 0:
      return before
    case 1:
      return behind
    case 2:
    case 3:
      return before + behind.slice(chance.below(12))
    case 4:
      return `${before}${pieceOf(other, chance)}${behind}`
    case 5:
      return `${before}${String.fromCharCode(chance.below(0x180))}${behind.slice(1)}`
    case 6:
      return lines(text, (all) => all.toSpliced(chance.below(all.length), 1))
    case 7:
      return lines(text, (all) => all.toSpliced(chance.below(all.length), 0, all[chance.below(all.length)] ?? ''))
    case 8:
      return behind.replace(/\d+/, (digits) => chance.of(junk) ?? digits).replace(/^/, before)
    case 9:
      // Seldom: a line of 17 kB takes as long as a hundred others.
      return chance.below(40) === 0
        ? `${before}${(chance.of(junk) ?? ' ').repeat(longRun).slice(0, longRun)}${behind}`
        : `${before}${pieceOf(text, chance).repeat(3)}${behind}`
    default:
      return `${before}${chance.of(junk) ?? ''}${behind.slice(chance.below(6))}`
  }
}

function pieceOf(text: string, chance: Chance): string {
  const from = chance.below(text.length)
  return text.slice(from, from + chance.below(60))
}

function lines(text: string, change: (all: readonly string[]) => readonly string[]): string {
  return change(text.split('\n')).join('\n')
}

/** Bytes damaged in one to twelve places, and often cut. */
export function damagedBytes(original: Uint8Array, chance: Chance): Uint8Array {
  const bytes = Buffer.from(original)
  for (let times = 1 + chance.below(12); times > 0 && bytes.length >= 4; times -= 1) {
    const at = chance.below(bytes.length)
    const kind = chance.below(4)
    if (kind === 0) bytes[at] = chance.below(256)
    else if (kind === 1) bytes.writeUInt32LE(chance.below(0xffffffff), Math.min(at, bytes.length - 4))
    else if (kind === 2) bytes.fill(chance.below(256), at, Math.min(bytes.length, at + chance.below(64)))
    else bytes.copyWithin(at, chance.below(bytes.length))
  }
  return chance.below(3) === 0 ? bytes.subarray(0, chance.below(bytes.length)) : bytes
}
