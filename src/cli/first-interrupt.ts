/**
 * Does something while standard input may be a pipe from a program that runs until Ctrl-C, as `tcpdump -w -` does. The terminal interrupts both:
 * the first Ctrl-C is left to that program, whose end brings the answer; the second one ends this program.
 */
export async function sparingFirstInterrupt<T>(paths: readonly string[], action: () => Promise<T>): Promise<T> {
  if (!paths.includes('-') || process.stdin.isTTY === true) return action()
  const onInterrupt = (): void => void process.stderr.write('holdfast: interrupted: reading what is left of standard input; Ctrl-C again gives up\n')
  process.once('SIGINT', onInterrupt)
  try {
    return await action()
  } finally {
    process.removeListener('SIGINT', onInterrupt)
  }
}
