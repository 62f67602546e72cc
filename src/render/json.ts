import type { Report } from '../model/index.ts'

/** Elements of a list that are written in one piece. */
const piece = 500

/** The report as one JSON document, indented by two, in pieces: those of a folder of thousands of logs are longer than all that was read. */
export function* jsonPieces(report: Report): Generator<string, void> {
  let before = '{\n'
  const parts: readonly (readonly [string, unknown])[] = Object.entries(report)
  for (const [name, value] of parts) {
    if (value === undefined) continue
    yield before
    if (Array.isArray(value) && value.length > piece) yield* listPieces(name, value)
    else yield inside(JSON.stringify({ [name]: value }, undefined, 2))
    before = ',\n'
  }
  yield '\n}\n'
}

/** `{`, `}` and the line ends beside them stand around what is wanted. */
function inside(text: string): string {
  return text.slice(2, -2)
}

function* listPieces(name: string, list: readonly unknown[]): Generator<string, void> {
  const open = `  ${JSON.stringify(name)}: [\n`
  yield open
  for (let from = 0; from < list.length; from += piece) {
    const text = inside(JSON.stringify({ [name]: list.slice(from, from + piece) }, undefined, 2))
    yield `${from === 0 ? '' : ',\n'}${text.slice(open.length, -'\n  ]'.length)}`
  }
  yield '\n  ]'
}
