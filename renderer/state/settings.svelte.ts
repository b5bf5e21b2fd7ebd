import type { AppInfo, Settings } from '#contract/app.ts'
import type { Client } from '../client/client.ts'
import type { WorkbenchError } from '#contract/errors.ts'
import { writeNumbersAs } from '../components/format.ts'
import type { Notices } from './notices.svelte.ts'

/** What a person chose for this program, and what the program runs on. */
export class SettingsState {
  readonly #client: Client
  readonly #notices: Notices
  #settings = $state.raw<Settings | null>(null)
  #info = $state.raw<AppInfo | null>(null)
  /** Why the last change was not kept; shown beside the settings. */
  #failed = $state.raw<WorkbenchError | null>(null)

  constructor(client: Client, notices: Notices) {
    this.#client = client
    this.#notices = notices
  }

  get settings(): Settings | null {
    return this.#settings
  }

  get info(): AppInfo | null {
    return this.#info
  }

  get failed(): WorkbenchError | null {
    return this.#failed
  }

  forgetError(): void {
    this.#failed = null
  }

  async load(): Promise<void> {
    const [settings, info] = await Promise.all([
      this.#client.call('app.settings', {}),
      this.#client.call('app.info', {}),
    ])
    this.#info = info
    this.#take(settings)
  }

  async refreshInfo(): Promise<void> {
    this.#info = await this.#client.call('app.info', {})
  }

  async change(change: Partial<Settings>): Promise<void> {
    try {
      this.#take(await this.#client.call('app.changeSettings', change))
      this.#failed = null
      await this.refreshInfo()
    } catch (thrown) {
      this.#failed = this.#notices.report(thrown, 'Could not keep the setting')
    }
  }

  #take(settings: Settings): void {
    this.#settings = settings
    writeNumbersAs({ decimalMark: settings.decimalMark, fractionDigits: settings.fractionDigits })
    const root = document.documentElement
    if (settings.theme === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = settings.theme
  }
}
