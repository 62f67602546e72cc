import { causes } from '../causes/index.ts'
import { HoldfastError } from '../model/errors.ts'
import { readTextFile } from '../platform/assets.ts'

/** Lists the causes, or prints the document of one. */
export function showCauses(id: string | undefined): number {
  if (id === undefined) {
    const widest = Math.max(...causes.map((cause) => cause.id.length))
    process.stdout.write(causes.map((cause) => `${cause.id.padEnd(widest)}  ${cause.title}\n`).join(''))
    return 0
  }
  const cause = causes.find((one) => one.id === id)
  if (cause === undefined) {
    const near = causes.filter((one) => one.id.includes(id)).map((one) => one.id)
    throw new HoldfastError('cause-unknown', {
      what: `there is no cause "${id}"`,
      fix: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Run `holdfast causes` for the list.',
    })
  }
  process.stdout.write(readTextFile(new URL(`../causes/${cause.id}/cause.md`, import.meta.url)))
  return 0
}
