import { printable, shortened } from '../../render/printable.ts'
import { rootsAt } from './roots.ts'

/** `holdfast mcp`: serves one assistant on standard input and output until it closes its end. */
export async function serveAssistants(folders: readonly string[]): Promise<number> {
  const roots = rootsAt(folders)
  // Loaded here and nowhere else: the protocol's library and its schemas take longer to load than a small report takes to make.
  const [{ serveStdio }, { assistantServer }] = await Promise.all([import('@modelcontextprotocol/server/stdio'), import('./server.ts')])
  const ended = Promise.withResolvers<void>()
  process.stdin.once('end', ended.resolve).once('close', ended.resolve)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  stop.signal.addEventListener('abort', () => ended.resolve())
  const handle = serveStdio(() => assistantServer(roots), {
    onerror: (error) => void process.stderr.write(`holdfast mcp: ${shortened(printable(error.message), 200)}\n`),
  })
  await ended.promise
  await handle.close()
  process.stdin.destroy()
  return 0
}
