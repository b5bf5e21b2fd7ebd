import type { FileHandle } from '#contract/common.ts'
import type { Purpose } from '../components/file-purpose.ts'
import type { Client } from '../client/client.ts'
import type { SettingsState } from './settings.svelte.ts'

/** Asks for a file from anywhere: the system's dialog in the desktop program, the window's own list in a browser. */
export class ChooserState {
  readonly #client: Client
  readonly #settings: SettingsState
  #purpose = $state<Purpose | null>(null)
  #answer: (file: FileHandle | null) => void = () => {}

  constructor(client: Client, settings: SettingsState) {
    this.#client = client
    this.#settings = settings
  }

  /** What the window's own list looks for; null while it is shut. */
  get purpose(): Purpose | null {
    return this.#purpose
  }

  /** @returns null when dismissed */
  async choose(purpose: Purpose): Promise<FileHandle | null> {
    if (this.#settings.info?.host === 'electron') {
      return (await this.#client.call('files.choose', { purpose })).file
    }
    this.answer(null)
    this.#purpose = purpose
    return new Promise((resolve) => (this.#answer = resolve))
  }

  answer(file: FileHandle | null): void {
    this.#purpose = null
    this.#answer(file)
    this.#answer = () => {}
  }
}
