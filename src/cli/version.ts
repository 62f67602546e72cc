import { readTextFile } from '../platform/assets.ts'

/** The version in package.json, which lies two folders up from both `src/cli` and `dist/cli`. */
export function version(): string {
  const [, found] = /"version":\s*"([^"]+)"/.exec(readTextFile(new URL('../../package.json', import.meta.url))) ?? []
  return found ?? '0.0.0'
}
