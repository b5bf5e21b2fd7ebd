import { initialSchema } from './0001-initial-schema.ts'
import { runIdentity } from './0002-run-identity.ts'
import { mapChecks } from './0003-map-checks.ts'
import { runHistory } from './0004-run-history.ts'
import type { Migration } from './migration.ts'

/** In order, without gaps; a released step is never edited. */
export const migrations: readonly Migration[] = [initialSchema, runIdentity, mapChecks, runHistory]
