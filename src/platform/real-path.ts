import { realpathSync } from 'node:fs'
import { type FileTrouble, troubleOf } from './files.ts'

/** Where a path leads once every symbolic link in it is followed. */
export function realPath(path: string): string | FileTrouble {
  try {
    return realpathSync.native(path)
  } catch (error) {
    return troubleOf(error)
  }
}
