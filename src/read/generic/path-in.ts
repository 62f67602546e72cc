/** The path that a program speaks of; none where the text names none. */
export function pathIn(whole: string): { readonly path?: string } {
  // The program that speaks is not what it speaks of.
  const text = whole.replace(/^(?:\/\S{1,200}): /, '')
  const path = /["'`(]((?:\/|[A-Z]:\\)[^"'`)]{1,300})["'`)]|(?:^|\s)((?:\/[\w.@+-]{1,100}){1,20}|[A-Z]:\\\S{1,200})/.exec(text)
  const found = path?.[1] ?? path?.[2]
  return found === undefined ? {} : { path: found.replace(/[:,;.]+$/, '') }
}
