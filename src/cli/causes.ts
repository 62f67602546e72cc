import { causes } from '../causes/index.ts'
import { type Cause, HoldfastError } from '../model/index.ts'
import { programText } from '../platform/assets.ts'

/** Lists the causes, or prints the document of one. */
export function showCauses(id: string | undefined): number {
  process.stdout.write(id === undefined ? causeList() : documentOf(causeNamed(id)))
  return 0
}

/** The cause with this id; the error names those that are nearly called so, or how to list all. */
export function causeNamed(id: string, listing = 'Run `holdfast causes` for the list.'): Cause {
  const cause = causes.find((one) => one.id === id)
  if (cause !== undefined) return cause
  const near = causes
    .filter((one) => (id.length > 2 && one.id.includes(id)) || id.split('-').some((part) => part.length > 3 && one.id.includes(part)))
    .map((one) => one.id)
  throw new HoldfastError('cause-unknown', {
    what: `there is no cause "${id}"`,
    fix: near.length > 0 ? `Did you mean ${near.slice(0, 5).join(' or ')}?` : listing,
  })
}

/** Its document, in Markdown. */
export function documentOf(cause: Cause): string {
  return programText(`causes/${cause.id}/cause.md`)
}

function causeList(): string {
  const widest = Math.max(...causes.map((cause) => cause.id.length))
  return causes.map((cause) => `${cause.id.padEnd(widest)}  ${cause.title}\n`).join('')
}
