import type { Connection } from './connection.ts'
import { parseJson } from './json-column.ts'

/** Keys and JSON values that belong to the workspace, such as the view it was closed with. */
export class Settings {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get(key: string): unknown {
    const text = this.#connection.value<string>('SELECT value_json FROM settings WHERE key = ?', key)
    return text === undefined ? undefined : parseJson(text, `settings ${key}`)
  }

  /** Undefined removes the key. */
  set(key: string, value: unknown): void {
    if (value === undefined) {
      this.#connection.run('DELETE FROM settings WHERE key = ?', key)
      return
    }
    this.#connection.run(
      `INSERT INTO settings (key, value_json) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET value_json = excluded.value_json`,
      key,
      JSON.stringify(value),
    )
  }

  all(): Record<string, unknown> {
    const rows = this.#connection.all<{ key: string; value_json: string }>(
      'SELECT key, value_json FROM settings ORDER BY key',
    )
    return Object.fromEntries(rows.map((row) => [row.key, parseJson(row.value_json, `settings ${row.key}`)]))
  }
}
