import { posix } from 'node:path'
import { sources, type Tree } from './tree.ts'

interface Layer {
  /** Other layers it may import. */
  readonly layers: readonly string[]
  /** Packages and `node:` modules; `*` stands for any. */
  readonly packages: readonly string[]
  /** May it ask for the time, chance or the process? Otherwise they are handed in. */
  readonly ambient: boolean
}

/** Who may import whom. A layer always may import itself. */
const table: Readonly<Record<string, Layer>> = {
  model: { layers: [], packages: [], ambient: false },
  facts: { layers: ['model'], packages: [], ambient: false },
  causes: { layers: ['model', 'facts'], packages: [], ambient: false },
  timeline: { layers: ['model'], packages: [], ambient: false },
  diagnose: { layers: ['model', 'facts', 'timeline'], packages: ['node:crypto'], ambient: false },
  read: { layers: ['model', 'platform'], packages: [], ambient: false },
  // Opening files, streams and archives is the one part of reading that meets the operating system.
  'read/open': { layers: ['model', 'platform', 'read'], packages: ['*'], ambient: true },
  render: { layers: ['model'], packages: ['node:util', 'get-east-asian-width'], ambient: false },
  platform: { layers: ['model'], packages: ['*'], ambient: true },
  cli: { layers: ['model', 'facts', 'causes', 'timeline', 'diagnose', 'read', 'read/open', 'render', 'platform'], packages: ['*'], ambient: true },
  // The same program for other programs: what it exports is public.
  library: { layers: ['model', 'read', 'read/open', 'cli'], packages: [], ambient: false },
  main: { layers: ['cli', 'platform'], packages: ['node:module', 'node:os', 'node:path'], ambient: true },
}

const specifiers =
  /(?:^|\n)\s*(?:import\s+(?:[\w*\s{},$]*?\sfrom\s*)?|export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[\w\s,$]*\})\s*from\s*)['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/g
const ambient = /\b(?:Date\.now\(|new Date\(\)|performance\.now\(|Math\.random\(|Temporal\.Now\b|process\.(?:env|argv|cwd|exit|std(?:in|out|err))\b|console\.)/

/** Imports that the table does not allow, and layers that reach for the time, chance or the process. */
export function forbiddenImports(tree: Tree): readonly string[] {
  return sources(tree).flatMap(([path, text]) => [...wrongImports(path, text), ...reachesOut(path, text)])
}

function wrongImports(path: string, text: string): readonly string[] {
  const from = layerOf(path)
  const allowed = table[from]
  if (allowed === undefined) return [`${path}: the layer ${from} is not in the import table`]
  return [...text.matchAll(specifiers)].flatMap(([, fixed, dynamic]) => {
    const specifier = fixed ?? dynamic ?? ''
    const wrong = specifier.startsWith('.') ? refusedPath(path, specifier, allowed) : refusedPackage(from, specifier, allowed)
    return wrong === undefined ? [] : [`${path}: ${wrong}`]
  })
}

function refusedPath(path: string, specifier: string, allowed: Layer): string | undefined {
  const target = posix.join(posix.dirname(path), specifier)
  const [from, to] = [layerOf(path), layerOf(target)]
  if (!target.startsWith('src/')) return `imports ${target}, outside src`
  if (to !== from) return allowed.layers.includes(to) || inner(from, to) ? undefined : `${from} may not import ${to} (${specifier})`
  const [own, other] = [causeOf(path), causeOf(target)]
  return own !== undefined && other !== undefined && own !== other ? `one cause may not import another (${specifier})` : undefined
}

/** The reading layer itself is what hands opened sources on. */
function inner(from: string, to: string): boolean {
  return from === 'read' && to === 'read/open'
}

function refusedPackage(from: string, specifier: string, allowed: Layer): string | undefined {
  return allowed.packages.includes('*') || allowed.packages.includes(specifier) ? undefined : `${from} may not import ${specifier}`
}

/** The one module that may end the process: it waits for what is being written. */
const endsProcess = 'src/platform/end-process.ts'

function reachesOut(path: string, text: string): readonly string[] {
  const found = ambient.exec(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''))
  if (path.startsWith('src/') && path !== endsProcess && /\bprocess\.exit\(/.test(text))
    return [`${path}: process.exit() loses output; set process.exitCode, and ${endsProcess} ends the process`]
  return found !== null && table[layerOf(path)]?.ambient === false ? [`${path}: ${layerOf(path)} may not use ${found[0]}`] : []
}

function layerOf(path: string): string {
  const [, first = '', second] = path.split('/')
  if (first === 'main.ts' || first === 'library.ts') return first.slice(0, -'.ts'.length)
  return first === 'read' && second === 'open' ? 'read/open' : first
}

function causeOf(path: string): string | undefined {
  return /^src\/causes\/([^/]+)\//.exec(path)?.[1]
}
