import assert from 'node:assert/strict'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import { assertEnds } from '../../../test/support/processor-time.ts'
import { filesIn, inPieces, made, needs, readAll, temporaryFolder } from '../../../test/support/evidence.ts'
import { mailMembers } from './mail.ts'

const line = 'rsync: [sender] write error: Connection reset by peer (104)\n'
const wrapped = (content: string | Uint8Array): string => Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\n')

const head = 'From: Ann <ann@example.org>\nTo: list@example.org\nSubject: nightly backup\nMIME-Version: 1.0\n'
const plain = `${head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${wrapped(`Grüße,\n${line}`)}\n`
const several = `${head}Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee below.\n--b
Content-Type: image/png; name="logo.png"\nContent-Transfer-Encoding: base64\n\n${wrapped('picture')}\n--b
Content-Type: application/gzip; name="client.log.gz"\nContent-Disposition: attachment; filename="client.log.gz"
Content-Transfer-Encoding: base64\n\n${wrapped(gzipSync(line.repeat(3)))}\n--b
Content-Transfer-Encoding: BASE64\nContent-Type: text/plain\n\n${wrapped('second\n')}\n--b--\n`

const membersOf = async (bytes: string, size = 5_000) =>
  (await readAll(['-'], { stdin: () => inPieces(Buffer.from(bytes), size) })).map(({ member, text }) => [member, text])

const worlds: readonly (readonly [world: string, mail: string, members: readonly (readonly [member: string | undefined, text: string])[]])[] = [
  [
    'its text',
    plain,
    [
      [undefined, plain],
      ['part 1.txt', `Grüße,\n${line}`],
    ],
  ],
  [
    'the same with the line ends of a mail server',
    plain.replaceAll('\n', '\r\n'),
    [
      [undefined, plain.replaceAll('\n', '\r\n')],
      ['part 1.txt', `Grüße,\n${line}`],
    ],
  ],
  [
    'what is attached, packed or not, and no picture',
    several,
    [
      [undefined, several],
      ['client.log.gz', line.repeat(3)],
      ['part 2.txt', 'second\n'],
    ],
  ],
  [
    'of each message of a mailbox',
    `From a@b Mon Jan  1 01:00:00 2026\n${plain}\nFrom a@b Mon Jan  1 02:00:00 2026\n${plain}`,
    [
      [undefined, `From a@b Mon Jan  1 01:00:00 2026\n${plain}\nFrom a@b Mon Jan  1 02:00:00 2026\n${plain}`],
      ['part 1.txt', `Grüße,\n${line}`],
      ['part 2.txt', `Grüße,\n${line}`],
    ],
  ],
  ['nothing where nothing is packed', `${head}\n${line}`, [[undefined, `${head}\n${line}`]]],
  [
    'nothing in what is no e-mail',
    `See:\nContent-Transfer-Encoding: base64\n\n${wrapped(line)}\n`,
    [[undefined, `See:\nContent-Transfer-Encoding: base64\n\n${wrapped(line)}\n`]],
  ],
]

for (const [world, mail, members] of worlds)
  test(`an e-mail is read as it stands, and ${world}`, async (t) => {
    for (const size of [5_000, 7]) assert.deepEqual(await membersOf(mail, size), members)
    const folder = filesIn(temporaryFolder(t), { 'ticket.eml': mail })
    assert.deepEqual(
      (await readAll([folder])).map(({ member, text }) => [member, text]),
      members,
    )
  })

test('an e-mail that is cut gives what came before', async () => {
  const cut = plain.slice(0, plain.length - 30)
  const [, part] = await membersOf(cut)
  assert.ok(`Grüße,\n${line}`.startsWith(part?.[1] ?? '?'))
})

test('an e-mail inside an archive', needs('zip'), async (t) => {
  const folder = filesIn(temporaryFolder(t), { 'ticket.tar': made('tar', ['-cf', '-', '-C', filesIn(temporaryFolder(t), { 'mail/a.eml': plain }), 'mail']) })
  assert.deepEqual(
    (await readAll([folder])).map(({ member }) => member),
    ['mail/a.eml', 'mail/a.eml/part 1.txt'],
  )
})

test('headers without end take no longer than their bytes', () => {
  const endless = Buffer.from(head + 'Content-Transfer-Encoding: base64\n'.repeat(200_000))
  assertEnds(() => assert.deepEqual(mailMembers(endless, []), []), 1_000)
})

test('of a mailbox with too many packed texts it is told that some were not read', async () => {
  const [mailbox] = await readAll(['-'], { stdin: () => inPieces(Buffer.from(plain.repeat(1_001)), 100_000) })
  assert.deepEqual([mailbox?.notes, mailbox?.lost], [['only the first 1000 texts and attachments packed in it were read'], true])
})
