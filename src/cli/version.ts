import { programText } from '../platform/assets.ts'

/** The version in package.json. */
export function version(): string {
  const [, found] = /"version":\s*"([^"]+)"/.exec(programText('../package.json')) ?? []
  return found ?? '0.0.0'
}
