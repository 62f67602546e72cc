import { relative } from 'node:path'
import type { EventData } from 'node:test'

type Ended = EventData.TestPass | EventData.TestFail

/** Counts what node:test reports and keeps what a reader of the output needs: failures and reasons of skips. */
export class TestReport {
  readonly #root: string
  readonly #failures: string[] = []
  readonly #skips = new Map<string, number>()
  #passed = 0
  #skipped = 0

  constructor(root: string) {
    this.#root = root
  }

  get passed(): number {
    return this.#passed
  }

  get failed(): number {
    return this.#failures.length
  }

  get skipped(): number {
    return this.#skipped
  }

  pass(data: EventData.TestPass): void {
    if (data.details.type === 'suite') return
    const skip = data.skip ?? data.todo
    if (skip !== undefined && skip !== false) this.#skip(data, skip)
    else if (isFileItself(data)) this.#fail(data, 'the file ran no test')
    else this.#passed += 1
  }

  fail(data: EventData.TestFail): void {
    if (data.todo !== undefined && data.todo !== false) this.#skip(data, data.todo)
    // A parent fails because its subtests did: those are shown already.
    else if (!isSubtestsFailure(data.details.error)) this.#fail(data, describe(data.details.error))
  }

  /** Everything worth reading, one block per failure, then one line per reason of skipping. */
  lines(): readonly string[] {
    const skips = [...this.#skips].map(([reason, times]) => `skipped ${times}: ${reason}`)
    return [...this.#failures, ...skips]
  }

  /** The line that ends the output; tools read the counts from it. */
  closing(): string {
    return `${this.passed} passed, ${this.failed} failed${this.skipped === 0 ? '' : `, ${this.skipped} skipped`}`
  }

  #skip(data: Ended, why: string | boolean): void {
    this.#skipped += 1
    const reason = typeof why === 'string' && why !== '' ? why : `no reason given: ${this.#title(data)}`
    this.#skips.set(reason, (this.#skips.get(reason) ?? 0) + 1)
  }

  #fail(data: Ended, text: string): void {
    this.#failures.push(`FAILED ${this.#title(data)}\n${indented(text)}\n`)
  }

  #title(data: Ended): string {
    const place = data.file === undefined ? '' : `${relative(this.#root, data.file)}${data.line === undefined ? '' : `:${data.line}`}  `
    return isFileItself(data) ? relative(this.#root, data.name) : `${place}${data.name}`
  }
}

/** A file without tests, or one that broke before its first test, is reported as one test named after the file. */
function isFileItself(data: Ended): boolean {
  return data.nesting === 0 && data.name.endsWith('.test.ts') && (data.file === undefined || data.file.endsWith(data.name) || data.name === data.file)
}

function isSubtestsFailure(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed'
}

function describe(error: EventData.TestFail['details']['error']): string {
  const cause: unknown = error.cause ?? error
  if (!(cause instanceof Error)) return typeof cause === 'string' ? cause : JSON.stringify(cause)
  const stack = cause.stack ?? ''
  // An assertion's message holds the difference; the stack repeats it only when it begins with it.
  const text = stack.includes(cause.message) ? stack : `${cause.message}\n${stack}`
  return text
    .split('\n')
    .filter((line) => !/^ +at .*\((?:node:|<anonymous>)|^ +at (?:async )?node:/.test(line))
    .join('\n')
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ')
}
