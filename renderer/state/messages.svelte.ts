export interface Message {
  readonly id: number
  readonly text: string
  readonly action: { readonly title: string; readonly does: () => unknown } | null
}

/** Long enough to read and to reach for the button; what it offers stays on Ctrl-Z after that. */
const SHOWN_MS = 9000

/** What was done, in a few words, for a few seconds: a link was copied, a run was deleted. */
export class Messages {
  #list = $state.raw<readonly Message[]>([])
  #nextId = 1
  #timer: ReturnType<typeof setTimeout> | null = null

  get list(): readonly Message[] {
    return this.#list
  }

  /** The newest takes the place of the one before. @returns its id */
  say(text: string, action: Message['action'] = null): number {
    const id = this.#nextId++
    this.#list = [{ id, text, action }]
    this.resume()
    return id
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((message) => message.id !== id)
  }

  /** It stays while it is pointed at or has the focus. */
  hold(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  resume(): void {
    this.hold()
    this.#timer = setTimeout(() => (this.#list = []), SHOWN_MS)
  }
}
