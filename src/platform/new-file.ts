import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { type FileTrouble, troubleOf } from './files.ts'

/** A file that did not exist before, for its owner alone. */
export interface NewFile {
  readonly kind: 'open'
  write(bytes: Uint8Array): FileTrouble | undefined
  /** The first trouble that any write or the closing met. */
  close(): FileTrouble | undefined
  /** Takes away what was begun. */
  remove(): void
}

/** Creates a file that only its owner may read (mode 0600). What stands there is refused, or with `replace` taken away first; nothing is written through a link. */
export function createPrivateFile(path: string, replace: boolean): NewFile | FileTrouble {
  try {
    if (replace) rmSync(path, { force: true })
    return opened(path, openSync(path, 'wx', 0o600))
  } catch (error) {
    return troubleOf(error)
  }
}

function opened(path: string, fd: number): NewFile {
  let trouble: FileTrouble | undefined
  const attempt = (action: () => void): FileTrouble | undefined => {
    try {
      action()
    } catch (error) {
      trouble ??= troubleOf(error)
    }
    return trouble
  }
  return {
    kind: 'open',
    write: (bytes) => (trouble === undefined ? attempt(() => writeAll(fd, bytes)) : trouble),
    close: () => attempt(() => closeSync(fd)),
    remove: () => void attempt(() => rmSync(path, { force: true })),
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
}
