import { readFileSync } from 'node:fs'

/** Reads a text file that ships with the program. */
export function readTextFile(url: URL): string {
  return readFileSync(url, 'utf8')
}
