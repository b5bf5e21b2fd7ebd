import { Settings } from '#contract/app.ts'
import type { Computing } from '../engine/protocol.ts'
import type { BackendChoice } from '#contract/common.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'

/** The person's settings. A member that does not fit (edited by hand, from another version) falls back to its default. */
export class SettingsFile {
  readonly path: string
  #settings: Settings

  constructor(path: string) {
    this.path = path
    this.#settings = readSettings(path)
  }

  get current(): Settings {
    return this.#settings
  }

  change(changes: Partial<{ [Key in keyof Settings]: Settings[Key] | undefined }>): Settings {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
    this.#settings = Settings.parse({ ...this.#settings, ...given })
    writeJsonFile(this.path, this.#settings)
    return this.#settings
  }

  computing(backend?: BackendChoice): Computing {
    const { threads, memoryMegabytes } = this.#settings
    return { backend: backend ?? this.#settings.backend, threads, memoryMegabytes }
  }
}

function readSettings(path: string): Settings {
  const stored = readJsonFile(path)
  const members = typeof stored === 'object' && stored !== null ? Object.entries(stored) : []
  const valid = members.filter(([name, value]) => Settings.partial().safeParse({ [name]: value }).success)
  return Settings.parse(Object.fromEntries(valid))
}
