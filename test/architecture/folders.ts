import type { Tree } from './tree.ts'

const headings = ['Symptom', 'Why it happens', 'What settles it', 'Remedies', 'Known limitations', 'Sources']

interface Expectation {
  readonly root?: unknown
  readonly outcomes?: Readonly<Record<string, unknown>>
}

/** Cause folders that lack a part, and causes that the list or the ids do not know. */
export function incompleteCauses(tree: Tree, causeIds: readonly string[]): readonly string[] {
  const list = tree.get('src/causes/index.ts') ?? ''
  return foldersIn(tree, 'src/causes/').flatMap((id) => {
    const folder = `src/causes/${id}`
    const wrong: string[] = []
    if (!causeIds.includes(id)) wrong.push('its id is not in causeIds')
    if (!list.includes(`'./${id}/cause.ts'`)) wrong.push('src/causes/index.ts does not list it')
    if (!tree.has(`${folder}/cause.ts`)) wrong.push('there is no cause.ts')
    return [...wrong, ...wrongDocument(tree.get(`${folder}/cause.md`)), ...wrongCases(tree, id)].map((text) => `${folder}: ${text}`)
  })
}

function wrongDocument(text: string | undefined): readonly string[] {
  if (text === undefined) return ['there is no cause.md']
  const found = [...text.matchAll(/^## +(.+?) *$/gm)].map(([, heading]) => heading)
  const title = text.startsWith('# ') ? [] : ['cause.md does not begin with "# "']
  return found.join('|') === headings.join('|')
    ? title
    : [...title, `the headings of cause.md are ${found.join(', ') || 'missing'}; they should be ${headings.join(', ')}`]
}

function wrongCases(tree: Tree, id: string): readonly string[] {
  const folder = `src/causes/${id}/cases/`
  const names = foldersIn(tree, folder)
  const expectations = names.map((name) => expectationOf(tree.get(`${folder}${name}/expect.json`)))
  const broken = names.flatMap((name, index) => {
    const missing = ['input/', 'source.md'].filter((part) => ![...tree.keys()].some((path) => path.startsWith(`${folder}${name}/${part}`)))
    if (expectations[index] === undefined) missing.push('a readable expect.json')
    return missing.length === 0 ? [] : [`case ${name} lacks ${missing.join(' and ')}`]
  })
  const explains = expectations.some((expectation) => expectation?.root === id)
  const ruledOut = expectations.some((expectation) => expectation?.outcomes?.[id] === 'ruled-out')
  return [...broken, ...(explains ? [] : ['no case has it as root']), ...(ruledOut ? [] : ['no case has it ruled out'])]
}

function expectationOf(text: string | undefined): Expectation | undefined {
  try {
    const parsed: unknown = JSON.parse(text ?? '')
    return typeof parsed === 'object' && parsed !== null && 'root' in parsed ? parsed : undefined
  } catch {
    return undefined
  }
}

/** Reader folders without a description of their format or without a test. */
export function incompleteReaders(tree: Tree): readonly string[] {
  const paths = [...tree.keys()]
  return (
    foldersIn(tree, 'src/read/')
      // These two serve all readers.
      .filter((name) => !['open', 'signs', 'skim'].includes(name))
      .flatMap((name) => {
        const folder = `src/read/${name}`
        const tested = paths.some((path) => path.startsWith(`${folder}/`) && path.endsWith('.test.ts'))
        return [...(tree.has(`${folder}/format.md`) ? [] : [`${folder}: there is no format.md`]), ...(tested ? [] : [`${folder}: there is no test`])]
      })
  )
}

function foldersIn(tree: Tree, folder: string): readonly string[] {
  const names = [...tree.keys()].filter((path) => path.startsWith(folder)).flatMap((path) => path.slice(folder.length).split('/').slice(0, -1).slice(0, 1))
  return [...new Set(names)]
}
