import { readFileSync } from 'node:fs'

/** A text that belongs to the program; `path` from the folder of its modules, `src` or `dist`. */
export function programText(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
}
