import v8 from 'node:v8'
import vm from 'node:vm'

let context: vm.Context | undefined

/** Gives back at once what nothing refers to any more, where that is much and outside the heap, so that the collector would come late. Takes some 20 ms. */
export function collectGarbage(): void {
  collect('major')
}

/** The same for what was made lately, in less than a millisecond. */
export function collectYoungGarbage(): void {
  collect('minor')
}

function collect(type: 'major' | 'minor'): void {
  context ??= withCollector()
  vm.runInContext(`gc({ type: '${type}' })`, context)
}

/** A context has the collector as a function when it is made while the flag is set. Bytes outside the heap go back then and there, not when a busy machine comes to it. */
function withCollector(): vm.Context {
  v8.setFlagsFromString('--expose-gc')
  v8.setFlagsFromString('--no-concurrent-array-buffer-sweeping')
  return vm.createContext()
}
