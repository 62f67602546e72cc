import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import test from 'node:test'
import { plainEnvironment, root } from './support/command.ts'
import { filesIn, needs, temporaryFolder } from './support/evidence.ts'

const bareReset = 'rsync: [sender] read error: Connection reset by peer (104)\nrsync error: error in socket IO (code 10) at io.c(806) [sender=3.2.7]\n'

/** Runs a command on a pseudo-terminal of so many columns; each answer is typed when the next question stands. */
function onTerminal(command: string, columns: number, answers: readonly string[] = []): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const line = `stty cols ${columns} rows 50; '${process.execPath}' '${join(root, 'src/main.ts')}' ${command}`
  const child = spawn('script', ['-qec', line, '/dev/null'], { cwd: root, env: { ...plainEnvironment(), TERM: 'xterm', NO_COLOR: '1' }, timeout: 60_000 })
  let [text, answered] = ['', 0]
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    const asked = text.split('Enter] ').length - 1
    if (asked <= answered) return
    child.stdin.write(`${answers[answered] ?? ''}\n`)
    answered = asked
  })
  child.on('error', reject)
  child.on('close', () => resolve(text.replaceAll('\r\n', '\n')))
  return promise
}

test('questions on a terminal, then the verdict that the answers give', needs('script'), async (context) => {
  const path = join(filesIn(temporaryFolder(context), { 'backup.log': bareReset }), 'backup.log')
  const text = await onTerminal(`explain --ask '${path}'`, 100, ['300 s', 'q'])
  assert.match(text, /^About: .*Connection reset by peer/)
  assert.match(text, /The same without questions: --observed always-same-age='300 s'/)
  assert.match(text, /idle-flow-dropped, weak/)
  assert.match(text, /answers given by the user:1/)
})

for (const columns of [40, 80]) {
  test(`help and verdict fit ${columns} columns`, needs('script'), async () => {
    const help = await onTerminal('explain --help', columns)
    const verdict = await onTerminal('explain examples/netbackup-pbx/input', columns)
    assert.deepEqual(tooWide(help.replace(/^Usage: .*|Examples:[\s\S]*/g, ''), columns), [])
    assert.deepEqual(tooWide(verdict, columns), [])
  })
}

/** Lines beyond the width, but for commands to copy and single words that cannot be broken. */
function tooWide(text: string, columns: number): readonly string[] {
  return text.split('\n').filter((line) => line.length > columns && !/^ *\$ /.test(line) && line.trim().includes(' ') && !/^[\s|]*\S+$/.test(line))
}
