import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { Datasets } from './datasets.ts'
import { checkIntegrity, diskUsage, type IntegrityReport, type TableUsage } from './integrity.ts'
import { MapChecks } from './map-checks.ts'
import { Maps } from './maps.ts'
import type { MigrationResult } from './migrate.ts'
import { Models } from './models.ts'
import { Predictions } from './predictions.ts'
import { Runs } from './runs.ts'
import { Samples } from './samples.ts'
import { Scores } from './scores.ts'
import { abandonSession, endSession, liveSessions, processOf } from './sessions.ts'
import { readStorage, type WorkspaceStorage } from './storage.ts'
import { Settings } from './settings.ts'

export interface Opening {
  /** Null when opened for reading only. */
  readonly session: string | null
  readonly migration: MigrationResult
  /** A session before this one never wrote its end; the pages were checked and found whole. */
  readonly unclean: boolean
}

export interface WorkspaceCounts {
  readonly datasets: number
  readonly samples: number
  readonly models: number
  readonly runs: number
  readonly maps: number
  readonly sizeBytes: number
}

const COUNTS = `
  SELECT (SELECT count(*) FROM datasets) AS datasets, (SELECT count(*) FROM samples) AS samples,
    (SELECT count(*) FROM models) AS models, (SELECT count(*) FROM runs WHERE deleted_at IS NULL) AS runs,
    (SELECT count(*) FROM maps m JOIN runs r ON r.id = m.run_id WHERE r.deleted_at IS NULL) AS maps,
    (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size) AS sizeBytes`

/** One open workspace file; `openWorkspace` makes it. */
export class Workspace {
  readonly path: string
  readonly readonly: boolean
  readonly opening: Opening
  readonly datasets: Datasets
  readonly samples: Samples
  readonly models: Models
  readonly predictions: Predictions
  readonly runs: Runs
  readonly maps: Maps
  readonly mapChecks: MapChecks
  readonly scores: Scores
  readonly settings: Settings
  readonly #connection: Connection

  constructor(connection: Connection, now: Clock, opening: Opening) {
    this.#connection = connection
    this.path = connection.path
    this.readonly = connection.readonly
    this.opening = opening
    this.datasets = new Datasets(connection, now)
    this.samples = new Samples(connection)
    this.models = new Models(connection, now)
    this.predictions = new Predictions(connection, now)
    this.runs = new Runs(connection, now, opening.session ?? 'reader')
    this.maps = new Maps(connection, now)
    this.mapChecks = new MapChecks(connection, now)
    this.scores = new Scores(connection, now)
    this.settings = new Settings(connection)
  }

  get isOpen(): boolean {
    return this.#connection.isOpen
  }

  /** All of `work` or nothing. */
  transaction<T>(work: () => T): T {
    return this.#connection.transaction(work)
  }

  /** Reads the whole file; slow on a large one. */
  checkIntegrity(): IntegrityReport {
    return checkIntegrity(this.#connection, this.maps)
  }

  counts(): WorkspaceCounts {
    const none = { datasets: 0, samples: 0, models: 0, runs: 0, maps: 0, sizeBytes: 0 }
    return this.#connection.get<WorkspaceCounts>(COUNTS) ?? none
  }

  /** What the maps of each run take, and what is empty. */
  storage(): WorkspaceStorage {
    return readStorage(this.#connection)
  }

  /** Processes, this one left out, that have the workspace open, as far as can be told. */
  otherProcesses(): number[] {
    return liveSessions(this.#connection, this.opening.session).map(processOf)
  }

  diskUsage(): TableUsage[] {
    return diskUsage(this.#connection)
  }

  /** A quota: writes beyond it fail with `store_full`; null lifts it. */
  limitPages(pages: number | null): void {
    this.#connection.execute(`PRAGMA max_page_count = ${pages ?? 0xfffffffe}`)
  }

  /** Gives the space of removed maps back to the disk; needs as much free space as the file is large. */
  compact(): void {
    this.#connection.execute('VACUUM')
    this.#connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
  }

  /** One consistent state of the workspace, log included, in a new file. */
  backUpTo(path: string): void {
    this.#connection.run('VACUUM INTO ?', path)
  }

  /** Releases this session's leases and ends it; closing twice does nothing. */
  close(): void {
    if (!this.#connection.isOpen) return
    const { session } = this.opening
    try {
      if (session !== null) {
        this.runs.leases.releaseAll()
        endSession(this.#connection, session)
      }
    } finally {
      if (session !== null) abandonSession(session)
      this.#connection.close()
    }
  }
}
