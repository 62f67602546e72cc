import { Buffer } from 'node:buffer'
import { loss, type Note } from '../note.ts'
import type { Member } from './member.ts'

/** An e-mail longer than this is read as it stands, without its attachments. */
export const mostMailBytes = 32 * 1024 ** 2

/** Texts and attachments of one e-mail or mailbox that are opened, and headers that are looked at for them. */
const mostParts = 1_000
const mostHeaders = 10_000

const heading =
  /^(?:From [^\n]{3,200}\d{4}\r?\n|(?:Return-Path|Received|Delivered-To|DKIM-Signature|ARC-[A-Za-z-]+|Authentication-Results|MIME-Version|Message-ID|Content-Type|Subject|From|To|Date|X-[A-Za-z-]{1,40}):[ \t])/i
const encoded = /^Content-Transfer-Encoding:[ \t]*"?base64\b/gim

/** Whether bytes begin as an e-mail does; a look at what stands first. */
export function beginsLikeMail(head: Uint8Array): boolean {
  return heading.test(latin(head.subarray(0, 300)))
}

/** Whether it is one that holds packed text: mail programs write base64 for any letter beyond ASCII, and for what is attached. */
export function isPackedMail(whole: Uint8Array): boolean {
  return beginsLikeMail(whole) && Buffer.from(whole.buffer, whole.byteOffset, whole.length).includes('base64')
}

/** What stands in an e-mail or a mailbox as base64, pictures left out; the text around it is read as it stands. */
export function mailMembers(whole: Uint8Array, notes: Note[]): readonly Member[] {
  const text = latin(whole)
  const members: Member[] = []
  let headers = 0
  for (const { index } of text.matchAll(encoded)) {
    headers += 1
    if (headers > mostHeaders || members.length === mostParts) {
      notes.push(loss(`only the first ${members.length} texts and attachments packed in it were read`))
      break
    }
    const part = partAt(text, index)
    if (part !== undefined) members.push({ name: part.name ?? `part ${members.length + 1}.txt`, bytes: once(Buffer.from(part.body, 'base64')), notes: [] })
  }
  return members
}

interface Part {
  readonly name: string | undefined
  readonly body: string
}

/** Lines of a part's header before and after the one found. */
const longestHeader = 8_000
const picture = /^Content-Type:[ \t]*"?(?:image|audio|video|font)\//im
const named = /\b(?:file)?name=(?:"([^"\r\n]{1,200})"|([^\s";]{1,200}))/i

function partAt(text: string, at: number): Part | undefined {
  const before =
    text
      .slice(Math.max(0, at - longestHeader), at)
      .split(/\n\r?\n|\n--[^\n]{1,100}\n/)
      .at(-1) ?? ''
  const after = text.slice(at, at + longestHeader)
  const blank = /\n\r?\n/.exec(after)
  if (blank === null) return undefined
  const header = before + after.slice(0, blank.index)
  if (picture.test(header)) return undefined
  const from = at + blank.index + blank[0].length
  const [, quoted, bare] = named.exec(header) ?? []
  return { name: quoted ?? bare, body: text.slice(from, endOf(text, from)) }
}

/** Base64 goes as far as its alphabet does: to a boundary, to the next message of a mailbox, or to where the mail was cut. */
function endOf(text: string, from: number): number {
  other.lastIndex = from
  return other.exec(text)?.index ?? text.length
}

const other = /[^A-Za-z0-9+/=\s]|\nFrom /g

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes
}
