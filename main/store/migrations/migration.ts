import type { Connection } from '../connection.ts'

/** One step of the schema, run inside one transaction together with its version number. */
export interface Migration {
  /** `user_version` after the step; the step before leaves `version - 1`. */
  readonly version: number
  readonly summary: string
  readonly apply: (connection: Connection) => void
}
