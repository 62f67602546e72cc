/** Highest TCP port: multiplexed methods print handles above it where bsd prints the ports of its connections. */
const highestPort = 65_535

/** Which stream a pointer or a port in one process's debug file stands for. */
export class Streams {
  readonly #byPointer = new Map<string, string>()
  readonly #byPort = new Map<number, string>()
  /** Pointers made since the last request, and names that await a pointer. */
  #made: string[] = []
  #awaited: string[] = []
  #multiplexed = false
  #accepted = 0

  /** Every stream has a TCP connection of its own. */
  get separate(): boolean {
    return this.#byPort.size > 0 && !this.#multiplexed
  }

  /** A new exchange: streams of the last one are over. */
  reset(): void {
    this.#byPointer.clear()
    this.#byPort.clear()
    this.#made = []
    this.#awaited = []
    this.#accepted = 0
  }

  /** `security_streaminit`: the server makes its streams after the CONNECT line, in its order, the client before it. */
  made(pointer: string): void {
    const name = this.#awaited.shift()
    if (name === undefined) this.#made = [...this.#made, pointer].slice(-8)
    else this.#byPointer.set(pointer, name)
  }

  /** `CONNECT DATA 50044 MESG 50045 INDEX 50046 STATE 50047`; false when the line is something else. */
  announced(text: string, by: 'client' | 'server'): boolean {
    if (!/^CONNECT [A-Z]+ \d/.test(text)) return false
    const pairs = [...text.matchAll(/\b([A-Z]{4,5}) (\d{1,9})\b/g)].slice(0, 6)
    const names = pairs.map(([, name = '']) => name.toLowerCase())
    this.#byPort.clear()
    this.#multiplexed = pairs.some(([, , number]) => Number(number) > highestPort)
    if (!this.#multiplexed) for (const [index, [, , port]] of pairs.entries()) if (Number(port) > 0) this.#byPort.set(Number(port), names[index] ?? '')
    if (by === 'server') this.#awaited = names
    else for (const [index, pointer] of this.#made.slice(-names.length).entries()) this.#byPointer.set(pointer, names[index] ?? '')
    return true
  }

  /** The ports of this exchange, as a name for it; undefined for multiplexed methods, whose numbers repeat. */
  get exchange(): string | undefined {
    return this.separate ? [...this.#byPort.keys()].join(' ') : undefined
  }

  /** The client accepts the server's connections in the order of its announcement. */
  accepted(): { readonly stream: string; readonly port: number } | undefined {
    const next = [...this.#byPort.entries()][this.#accepted]
    this.#accepted += 1
    return next === undefined ? undefined : { port: next[0], stream: next[1] }
  }

  ofPort(port: number): string | undefined {
    return this.#byPort.get(port)
  }

  ofPointer(pointer: string): string | undefined {
    return this.#byPointer.get(pointer)
  }
}
